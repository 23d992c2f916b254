import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { paymentPage, payments } from "../../../src/net/identity_answers.ts";

const SRC = new URL("../../../src", import.meta.url).pathname;
const CARD = /\bcc-(?:number|csc|exp|name)\b|card[_-]?number|\bcvc\b|\bcvv\b/i;

describe("payments", () => {
  it("are made elsewhere: no form of ours has a field for a card", () => {
    const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name));
    expect(files.length).toBeGreaterThan(100);
    const found = files.filter((name) => CARD.test(readFileSync(join(SRC, name), "utf8")));
    expect(found.filter((name) => !name.startsWith("words"))).toEqual([]);
  });

  it("are read as protocol.md §1.1 has them", () => {
    expect(payments({ available: true, state: "paid", changed_at: 5 })).toEqual({
      available: true,
      state: "paid",
      changedAt: 5,
    });
    for (const bad of [
      null,
      { available: 1, state: "paid", changed_at: 5 },
      { available: true, state: "x", changed_at: 5 },
    ])
      expect(() => payments(bad)).toThrow();
  });

  it("lead to an address of the web and nowhere else", () => {
    expect(paymentPage({ url: "https://billing.example/p/1" })).toBe("https://billing.example/p/1");
    for (const url of ["http://billing.example", "javascript:alert(1)", "data:text/html,x", "/here", 7, null])
      expect(() => paymentPage({ url })).toThrow();
  });
});
