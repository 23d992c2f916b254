import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openDraft, sealDraft } from "../../../src/crypto/draft.ts";
import { random } from "../../world.ts";

const texts = fc.string({ unit: "binary", maxLength: 2000 });

describe("a draft", () => {
  it("comes back as it was typed, in its own place only", () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 2 ** 48 }), (text, version) => {
        const [key, place] = [random(32), { account: random(16), slot: random(16), version }];
        const sealed = sealDraft(key, place, text, random);
        expect(openDraft(key, place, sealed)).toBe(text);
        expect(() => openDraft(key, { ...place, version: version - 1 }, sealed)).toThrow("wrong_key");
        expect(() => openDraft(key, { ...place, slot: random(16) }, sealed)).toThrow("wrong_key");
      }),
    );
  });

  it("says nothing of its length while it is short", () => {
    const place = { account: random(16), slot: random(16), version: 1 };
    const lengths = ["", "no", "x".repeat(200)].map((text) => sealDraft(random(32), place, text, random).length);
    expect(new Set(lengths)).toEqual(new Set([256 + 24 + 16]));
  });
});
