import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { blocksOf } from "../../../src/words/blocks.ts";

describe("the text of a policy", () => {
  it("loses no line, wherever it stands", () => {
    expect(
      blocksOf("## Hours\nWe open at nine.\nOn Mondays at ten.\n- Ring twice\nand wait\n- Come in\n## After\nBye"),
    ).toEqual([
      { kind: "heading", text: "Hours" },
      { kind: "words", text: "We open at nine. On Mondays at ten." },
      { kind: "points", items: ["Ring twice and wait", "Come in"] },
      { kind: "heading", text: "After" },
      { kind: "words", text: "Bye" },
    ]);
  });

  it("begins anew behind an empty line", () => {
    expect(blocksOf("One\n\nTwo\n \n- a\n\n- b\n\n")).toEqual([
      { kind: "words", text: "One" },
      { kind: "words", text: "Two" },
      { kind: "points", items: ["a"] },
      { kind: "points", items: ["b"] },
    ]);
  });

  it("shows every word of the texts that come with the service", () => {
    const folder = new URL("../../../../server/practice/policies/", import.meta.url);
    const texts = readdirSync(folder).filter((name) => name.endsWith(".md"));
    expect(texts.length).toBeGreaterThan(0);
    for (const name of texts) {
      const text = readFileSync(new URL(name, folder), "utf8");
      const shown = blocksOf(text).flatMap((block) => (block.kind === "points" ? block.items : [block.text]));
      expect(shown.join(" ").split(/\s+/)).toEqual(
        text
          .replaceAll(/^(?:## |- )/gm, "")
          .split(/\s+/)
          .filter(Boolean),
      );
    }
  });
});
