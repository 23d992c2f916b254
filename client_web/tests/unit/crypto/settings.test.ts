import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toHex } from "../../../src/bytes/hex.ts";
import { compare } from "../../../src/bytes/order.ts";
import { openSettings, sealSettings, type Settings } from "../../../src/crypto/settings.ts";
import { random } from "../../world.ts";

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
const account = fc.uint8Array({ minLength: 16, maxLength: 16 });
const pins = fc
  .uniqueArray(fc.record({ account, generation: fc.maxSafeNat(), bundleHash: hash }), {
    selector: (pin) => toHex(pin.account),
    maxLength: 20,
  })
  .map((some) => some.toSorted((left, right) => compare(left.account, right.account)));
const choices = fc
  .dictionary(fc.stringMatching(/^[a-z]{1,8}(-[a-z]{1,8}){0,2}$/), fc.string({ unit: "binary", maxLength: 32 }), {
    maxKeys: 8,
  })
  .map((some) =>
    Object.keys(some)
      .sort()
      .map((name) => ({ name, value: some[name] ?? "" })),
  );
const settings: fc.Arbitrary<Settings> = fc.record({
  manifestsSeen: fc.maxSafeNat(),
  logSize: fc.maxSafeNat(),
  logRoot: hash,
  pins,
  choices,
});

describe("settings", () => {
  it("come back in another browser, under their version and no other", () => {
    fc.assert(
      fc.property(settings, fc.integer({ min: 2, max: 2 ** 48 }), (some, version) => {
        const [key, holder] = [random(32), random(16)];
        const sealed = sealSettings(key, holder, version, some, random);
        expect(openSettings(key, holder, version, sealed)).toEqual(some);
        expect(() => openSettings(key, holder, version - 1, sealed)).toThrow("wrong_key");
      }),
    );
  });
});
