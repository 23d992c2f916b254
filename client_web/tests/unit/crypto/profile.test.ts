import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeProfile, type ProfileBody, readProfile, verifyProfile } from "../../../src/crypto/profile.ts";
import { NOW, person } from "../../world.ts";

const profiles: fc.Arbitrary<Omit<ProfileBody, "account">> = fc.record({
  version: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  name: fc.string({ unit: "binary", minLength: 1, maxLength: 25 }),
  credentials: fc.string({ unit: "binary", maxLength: 70 }),
  approaches: fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}(-[a-z]{1,8})?$/), { maxLength: 12 }),
  languages: fc.uniqueArray(fc.constantFrom("en", "de", "de-AT", "zh-Hant", "es-419")),
  about: fc.string({ unit: "binary", maxLength: 900 }),
  photoHash: fc.constantFrom(new Uint8Array(), new Uint8Array(32)),
  madeAt: fc.constant(NOW),
});

describe("a profile", () => {
  it("says what its therapist wrote, and nobody else says it", async () => {
    const [therapist, stranger] = [await person(), await person()];
    fc.assert(
      fc.property(profiles, (body) => {
        const signed = makeProfile(therapist.keys.signing, { ...body, account: therapist.account });
        expect(verifyProfile(signed, therapist.bundle)).toMatchObject(body);
        expect(readProfile(signed.body)).toMatchObject(body);
        expect(() => verifyProfile(signed, stranger.bundle)).toThrow("bad_signature");
      }),
    );
  });
});
