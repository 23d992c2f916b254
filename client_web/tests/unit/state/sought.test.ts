import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold } from "../../../src/state/search/fold.ts";
import { excerptOf, isIn, placesIn, soughtOf } from "../../../src/state/search/sought.ts";
import type { Sought } from "../../../src/state/search/sought.ts";

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function bordersOf(text: string): readonly number[] {
  return [...[...graphemes.segment(text)].map(({ index }) => index), text.length];
}

function sought(words: string): Sought {
  const made = soughtOf(words);
  if (made === null) throw new Error("nothing to look for");
  return made;
}

function foundIn(text: string, words: string): readonly string[] {
  return placesIn(text, sought(words)).map((place) => text.slice(...place));
}

/** Whatever people and machines write: plain letters that meet often, whole characters of every script, stray halves of them. */
const written = fc.oneof(
  fc.string({
    unit: fc.constantFrom("a", "A", "á", "b", "ß", " ", "\n", "’", "👍", "👍🏽", "🇩🇪", "ش", "\u064e"),
    maxLength: 40,
  }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.string({ unit: "binary", maxLength: 40 }),
);

describe("what is looked for", () => {
  it.each([
    ["Frau Müller", "muller", "Müller"],
    ["un café", "CAFÉ", "café"],
    ["un cafe\u0301", "café", "cafe\u0301"],
    ["die Straße", "strasse", "Straße"],
    ["die STRASSE", "straße", "STRASSE"],
    ["I don’t know", "don't", "don’t"],
    ["“maybe” – or not", '"maybe" - or', "“maybe” – or"],
    ["in Łódź", "lodz", "Łódź"],
    ["Ο ΔΡΟΜΟΣ", "δρόμος", "ΔΡΟΜΟΣ"],
    ["Diyarbakır", "DIYARBAKIR", "Diyarbakır"],
    ["שָׁלוֹם לך", "שלום", "שָׁלוֹם"],
    ["قال مُحَمَّد", "محمد", "مُحَمَّد"],
    ["well done 👍🏽", "👍", "👍🏽"],
    ["with love ❤️", "❤", "❤️"],
    ["all of us 👨‍👩‍👧", "👨‍👩‍👧", "👨‍👩‍👧"],
    ["one\n\n  two", "one two", "one\n\n  two"],
    ["10\u00a0pm", "10 pm", "10\u00a0pm"],
    ["한국어", "한국", "한국"],
    ["हिन्दी में", "हिन्दी", "हिन्दी"],
    ["sleepless", "sleep", "sleep"],
  ])("is found in %j as %j", (text, words, there) => {
    expect(isIn(text, sought(words))).toBe(true);
    expect(foundIn(text, words)).toEqual([there]);
  });

  it.each([
    ["🇩🇪🇺🇸", "🇪🇺"],
    ["か", "が"],
    ["कि", "कु"],
    ["calm", "clam"],
    ["", "a"],
  ])("is not found in %j as %j", (text, words) => {
    expect(isIn(text, sought(words))).toBe(false);
    expect(foundIn(text, words)).toEqual([]);
  });

  it("is nothing where only space, or what nobody sees, was typed", () => {
    expect(soughtOf("")).toBeNull();
    expect(soughtOf(" \n\u00a0")).toBeNull();
    expect(soughtOf("\u200b\ufe0f")).toBeNull();
  });

  it("is found wherever it stands, and in whole characters", () => {
    expect(placesIn("aaa", sought("aa"))).toEqual([[0, 2]]);
    expect(placesIn("Ana, ana & ANÁ", sought("ana"))).toEqual([
      [0, 3],
      [5, 8],
      [11, 14],
    ]);
  });

  it("is found again, whatever part of a text it was", () => {
    fc.assert(
      fc.property(written, fc.nat(), fc.nat(), (text, one, other) => {
        const borders = bordersOf(text);
        const [from, to] = [one % borders.length, other % borders.length].sort((a, b) => a - b) as [number, number];
        const part = text.slice(borders[from], borders[to]);
        const looked = soughtOf(part);
        fc.pre(looked !== null);
        expect(isIn(text, looked)).toBe(true);
      }),
    );
  });

  it("stands in whole characters, in order, and says what was looked for", () => {
    fc.assert(
      fc.property(written, written, (text, words) => {
        const looked = soughtOf(words);
        fc.pre(looked !== null);
        const borders = new Set(bordersOf(text));
        let last = 0;
        for (const [start, end] of placesIn(text, looked)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(borders.has(start) && borders.has(end)).toBe(true);
          expect(fold(text.slice(start, end)).trimStart().startsWith(looked.plain)).toBe(true);
          last = end;
        }
        expect(isIn(text, looked)).toBe(last > 0);
      }),
    );
  });
});

describe("the words around a place", () => {
  const long = `${"before ".repeat(20)}the very point${" after".repeat(40)}`;

  it("are cut between words, and are whole where they are short", () => {
    expect(excerptOf("a short line", sought("short"))).toBe("a short line");
    expect(excerptOf(long, sought("point"))).toMatch(/^… (before )+the very point( after)+ …$/);
  });

  it("hold what was found, whatever it is", () => {
    fc.assert(
      fc.property(written, written, written, (before, words, after) => {
        const looked = soughtOf(words);
        fc.pre(looked !== null);
        const text = `${before.repeat(9)} ${words} ${after.repeat(9)}`;
        expect(isIn(excerptOf(text, looked), looked)).toBe(true);
      }),
    );
  });
});
