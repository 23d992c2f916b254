import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCrockford, writeCrockford } from "../../../src/crypto/crockford.ts";
import { readRecoveryText, recoveryText } from "../../../src/crypto/recovery.ts";

const codes = fc.uint8Array({ minLength: 20, maxLength: 20 });
const SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

describe("the recovery text", () => {
  it("is read as it was printed, in any case, with or without hyphens, with letters for digits", () => {
    fc.assert(
      fc.property(codes, (code) => {
        const text = recoveryText(code);
        expect(text).toMatch(/^([0-9A-Z]{4}-){8}[0-9A-Z]{4}$/);
        for (const typed of [text, text.toLowerCase(), text.replaceAll("-", " "), text.replaceAll("0", "o")]) {
          expect(readRecoveryText(typed)).toEqual(code);
        }
      }),
    );
  });

  it("has a check in which every slip is found", () => {
    fc.assert(
      fc.property(
        codes,
        fc.integer({ min: 32, max: 35 }),
        fc.constantFrom(...Array.from(SYMBOLS)),
        (code, place, symbol) => {
          const symbols = recoveryText(code).replaceAll("-", "");
          fc.pre(symbols.charAt(place) !== symbol);
          const slipped = symbols.slice(0, place) + symbol + symbols.slice(place + 1);
          expect(() => readRecoveryText(slipped)).toThrow("wrong_check");
        },
      ),
    );
  });
});

describe("Crockford base32", () => {
  it("brings any number of bits back, whether or not they fill the last symbol", () => {
    const numbers = fc
      .integer({ min: 1, max: 300 })
      .chain((bits) => fc.tuple(fc.bigInt(0n, 2n ** BigInt(bits) - 1n), fc.constant(bits)));
    fc.assert(
      fc.property(numbers, ([value, bits]) => {
        expect(readCrockford(writeCrockford(value, bits), bits)).toBe(value);
      }),
    );
  });
});
