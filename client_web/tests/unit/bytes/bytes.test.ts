import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBase64url, toBase64url } from "../../../src/bytes/base64url.ts";
import { concat } from "../../../src/bytes/concat.ts";
import { equal } from "../../../src/bytes/equal.ts";
import { fromHex, toHex } from "../../../src/bytes/hex.ts";
import { compare } from "../../../src/bytes/order.ts";
import { fromUtf8, toUtf8 } from "../../../src/bytes/utf8.ts";

const bytes = fc.uint8Array({ maxLength: 100 });

describe("base64url", () => {
  it("is what Node writes, and comes back", () => {
    fc.assert(
      fc.property(bytes, (some) => {
        const text = toBase64url(some);
        expect(text).toBe(Buffer.from(some).toString("base64url"));
        expect(fromBase64url(text)).toEqual(some);
      }),
    );
  });

  it.each(["A", "AA=", "AB", "A+", "é", "AA\n", "AAAAA"])("refuses %j", (text) => {
    expect(() => fromBase64url(text)).toThrow(RangeError);
  });
});

describe("hexadecimal", () => {
  it("comes back", () => {
    fc.assert(fc.property(bytes, (some) => equal(fromHex(toHex(some)), some)));
  });

  it.each(["a", "0g", "0x"])("refuses %j", (text) => {
    expect(() => fromHex(text)).toThrow(RangeError);
  });
});

describe("bytes", () => {
  it("are joined in order", () => {
    fc.assert(
      fc.property(bytes, bytes, (left, right) => {
        const whole = concat(left, right);
        expect(whole.subarray(0, left.length)).toEqual(left);
        expect(whole.subarray(left.length)).toEqual(right);
      }),
    );
  });

  it("are equal or not as Node says, and ordered as Node orders them", () => {
    fc.assert(
      fc.property(bytes, bytes, (left, right) => {
        expect(equal(left, right)).toBe(Buffer.from(left).equals(right));
        expect(Math.sign(compare(left, right))).toBe(Buffer.compare(left, right));
      }),
    );
  });

  it("are UTF-8 of any text, and nothing but UTF-8 is text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => fromUtf8(toUtf8(text)) === text));
    expect(() => fromUtf8(Uint8Array.of(0xed, 0xa0, 0x80))).toThrow(TypeError);
    expect(fromUtf8(Uint8Array.of(0xef, 0xbb, 0xbf))).toBe("\ufeff");
  });
});
