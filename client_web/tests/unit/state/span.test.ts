import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { around, earlier, fitting, followed, indexes, later, MAX_ROWS, newest, STEP } from "../../../src/state/span.ts";
import type { Loaded, Span } from "../../../src/state/span.ts";

const loadedRecord = fc
  .record({ from: fc.integer({ min: 1, max: 5_000 }), length: fc.integer({ min: 1, max: 10_000 }) })
  .map(({ from, length }): Loaded => ({ from, to: from + length - 1 }));

type Move = "earlier" | "later" | "newest" | "grow" | "back";
const move = fc.constantFrom<Move>("earlier", "later", "newest", "grow", "back");

describe("the stretch of the record that stands in the page", () => {
  it("never holds more than its bound, and never points outside of what is loaded", () => {
    fc.assert(
      fc.property(loadedRecord, fc.array(move, { maxLength: 60 }), (start, moves) => {
        let loaded = start;
        let span: Span = newest(loaded);
        for (const step of moves) {
          if (step === "grow") loaded = { ...loaded, to: loaded.to + 50 };
          if (step === "back") loaded = { ...loaded, from: Math.max(1, loaded.from - 200) };
          if (step === "earlier") span = earlier(span, loaded);
          if (step === "later") span = later(span, loaded);
          if (step === "newest") span = newest(loaded);
          span = followed(span, loaded, true);
          const [first, end] = indexes(span, loaded);
          expect(first).toBeGreaterThanOrEqual(0);
          expect(end).toBeLessThanOrEqual(loaded.to - loaded.from + 1);
          expect(end - first).toBeLessThanOrEqual(MAX_ROWS);
          expect(end - first).toBeGreaterThan(0);
        }
      }),
    );
  });

  it("reaches the beginning going back and the newest going on", () => {
    const loaded = { from: 1, to: 10_000 };
    let span = newest(loaded);
    expect(indexes(span, loaded)).toEqual([10_000 - STEP, 10_000]);
    for (let n = 0; n < 200; n++) span = earlier(span, loaded);
    expect(span.first).toBe(1);
    for (let n = 0; n < 200; n++) span = later(span, loaded);
    expect(span.last).toBeNull();
    expect(indexes(span, loaded)[1]).toBe(10_000);
  });

  it("keeps a reader's line when older entries are loaded above", () => {
    const span = newest({ from: 400, to: 500 });
    const before = indexes(span, { from: 400, to: 500 });
    const after = indexes(span, { from: 200, to: 500 });
    expect(after[0] - before[0]).toBe(200);
  });

  it("comes to stand around any entry, and stays where that entry stands already", () => {
    fc.assert(
      fc.property(loadedRecord, fc.nat(), (loaded, at) => {
        const sequence = loaded.from + (at % (loaded.to - loaded.from + 1));
        const span = around(sequence, newest(loaded), loaded);
        const [first, end] = indexes(span, loaded);
        expect(first).toBeLessThanOrEqual(sequence - loaded.from);
        expect(end).toBeGreaterThan(sequence - loaded.from);
        expect(end - first).toBeLessThanOrEqual(MAX_ROWS);
        expect(around(sequence, span, loaded)).toBe(span);
      }),
    );
  });

  it("is the newest as long as no stretch is kept, however much is read meanwhile", () => {
    expect(fitting(null, { from: 3, to: 2 }, true)).toEqual({ first: 3, last: null });
    expect(fitting(null, { from: 1, to: 2 }, true)).toEqual({ first: 1, last: null });
    expect(fitting({ first: 500, last: null }, { from: 1, to: 20 }, true)).toEqual({ first: 1, last: null });
  });
});
