import { describe, expect, it } from "vitest";
import { recoveryText, readRecoveryText } from "../../../src/crypto/recovery.ts";
import { spelled } from "../../../src/state/spelled.ts";

const CODE = Uint8Array.from({ length: 20 }, (_, at) => at * 11);
const TEXT = recoveryText(CODE);

describe("a code from a sheet", () => {
  it("is the same however a phone writes its dashes and spaces", () => {
    const written = [
      TEXT.replaceAll("-", " – "),
      TEXT.replaceAll("-", "\u2011"),
      TEXT.replaceAll("-", "\u00a0"),
      `\ufeff${TEXT.replaceAll("-", "\n")}\u200b`,
      TEXT.replaceAll(/[0-9]/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
    ];
    for (const text of written) expect(readRecoveryText(spelled(text))).toEqual(CODE);
  });

  it("is still refused with a sign that no code has", () => {
    expect(() => readRecoveryText(spelled(TEXT.replace(/.$/, "Ü")))).toThrow("malformed");
  });
});
