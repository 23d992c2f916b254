import { hkdfSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openBox, sealBox } from "../../../src/crypto/aead.ts";
import { decodeArray, encodeArray, type Part } from "../../../src/crypto/canonical.ts";
import { hkdf } from "../../../src/crypto/hashing.ts";
import { pad, unpad } from "../../../src/crypto/padding.ts";
import { ProofError } from "../../../src/crypto/proof.ts";
import { SealingKey, seal } from "../../../src/crypto/sealing.ts";
import { combineSecret, splitSecret } from "../../../src/crypto/share.ts";
import { random } from "../../world.ts";

const leaf = fc.oneof(fc.maxSafeNat(), fc.string({ unit: "binary" }), fc.uint8Array({ maxLength: 300 }));
const parts: fc.Arbitrary<readonly Part[]> = fc.array(
  fc.oneof(leaf, fc.array(fc.oneof(leaf, fc.array(leaf, { maxLength: 3 })))),
  {
    maxLength: 20,
  },
);

/** What a function gives, or the reason why it refuses; any other error fails the test. */
function told<T>(work: () => T): T | string {
  try {
    return work();
  } catch (error) {
    if (error instanceof ProofError) return error.reason;
    throw error;
  }
}

describe("canonical encoding", () => {
  it("comes back as it was", () => {
    fc.assert(
      fc.property(parts, (some) => {
        expect(decodeArray(encodeArray(some))).toEqual(some);
      }),
    );
  });

  it("has one spelling: what is accepted is what would be written", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const read = told(() => decodeArray(bytes));
        if (typeof read !== "string") expect(encodeArray(read)).toEqual(bytes);
      }),
      { numRuns: 2000 },
    );
  });

  it("refuses every single change of a byte, or reads something else", () => {
    fc.assert(
      fc.property(parts, fc.nat(), fc.integer({ min: 1, max: 255 }), (some, place, change) => {
        const bytes = encodeArray(some);
        const at = place % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ change;
        expect(told(() => decodeArray(bytes))).not.toEqual(some);
      }),
    );
  });
});

describe("padding", () => {
  it("comes off again, and leaks no more than padmé's grain", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (content) => {
        const padded = pad(content);
        expect(unpad(padded)).toEqual(content);
        expect(padded.length).toBeLessThanOrEqual(Math.max(256, (content.length + 1) * 1.12));
      }),
    );
  });
});

describe("derived keys", () => {
  it("are those of HKDF-SHA256 with an empty salt (RFC 5869), as Node computes it", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 80 }), fc.uint8Array({ maxLength: 80 }), (key, info) => {
        expect(hkdf(key, info)).toEqual(new Uint8Array(hkdfSync("sha256", key, new Uint8Array(), info, 32)));
      }),
    );
  });
});

describe("boxes, seals and shares", () => {
  it("open to what went in, and to nothing under another context", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 40 }), (plain, aad) => {
        const key = random(32);
        const box = sealBox(key, plain, aad, random);
        expect(openBox(key, box, aad)).toEqual(plain);
        expect(told(() => openBox(key, box, Uint8Array.of(...aad, 0)))).toBe("wrong_key");
      }),
    );
  });

  it("seal to one key with one info", async () => {
    const [mine, theirs] = await Promise.all([SealingKey.fromSeed(random(32)), SealingKey.fromSeed(random(32))]);
    const [info, plain] = [random(20), random(50)];
    const sealed = await seal(mine.public, info, plain, random);
    expect(await mine.open(info, sealed)).toEqual(plain);
    await expect(theirs.open(info, sealed)).rejects.toThrow("wrong_key");
    await expect(mine.open(random(20), sealed)).rejects.toThrow("wrong_key");
    await expect(seal(mine.public, info, plain, () => new Uint8Array(63))).rejects.toThrow("wrong_length");
  });

  it("come together again from any k shares, and from fewer never", async () => {
    const secret = random(32);
    const shares = await splitSecret(secret, 5, 3);
    expect(await combineSecret(shares.slice(1, 4))).toEqual(secret);
    expect(await combineSecret(shares.slice(0, 2))).not.toEqual(secret);
  });
});
