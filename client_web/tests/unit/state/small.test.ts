import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alias } from "../../../src/state/alias.ts";
import { backoff } from "../../../src/state/backoff.ts";
import { DEFAULTS, parsePreferences } from "../../../src/state/preferences.ts";
import { Serial } from "../../../src/state/serial.ts";
import { bytesLeft, wrote } from "../../../src/state/writing.ts";

describe("the waits between connections", () => {
  it("are random, grow, and stay below half a minute", () => {
    fc.assert(
      fc.property(fc.nat(60), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempt, fraction) => {
        const wait = backoff(attempt, fraction);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThan(Math.min(30_000, 500 * 2 ** attempt) + 1);
      }),
    );
  });
});

describe("preferences", () => {
  it("take only what is one of the choices", () => {
    expect(parsePreferences({ theme: "dark", send: "shift-enter" })).toEqual({ theme: "dark", send: "shift-enter" });
    expect(parsePreferences({ theme: "<b>", send: 7 })).toEqual(DEFAULTS);
    expect(parsePreferences(null)).toEqual(DEFAULTS);
    expect(parsePreferences(null, true)).toEqual({ ...DEFAULTS, send: "shift-enter" });
    expect(parsePreferences({ send: "enter" }, true)).toEqual(DEFAULTS);
  });
});

describe("an alias", () => {
  it("is the same for the same pseudonym, and a word and two digits for every one", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const account = Buffer.from(bytes).toString("hex");
        expect(alias(account)).toBe(alias(account));
        expect(alias(account)).toMatch(/^[A-Z][a-z]+ [1-9][0-9]$/);
      }),
    );
  });
});

describe("writing", () => {
  it("counts what the record counts, and drops only empty lines around the words", () => {
    expect(bytesLeft("ö".repeat(16_384))).toBe(0);
    expect(bytesLeft("ö".repeat(16_385))).toBe(-2);
    expect(wrote("\n\n  indented\n\nmore  \n")).toBe("  indented\n\nmore");
  });
});

describe("jobs in a row", () => {
  it("keep their order and survive one that fails", async () => {
    const serial = new Serial();
    const seen: number[] = [];
    const failing = serial.run(() => Promise.reject(new Error("one")));
    const next = serial.run(() => Promise.resolve(seen.push(2)));
    await expect(failing).rejects.toThrow("one");
    await next;
    expect(seen).toEqual([2]);
  });
});
