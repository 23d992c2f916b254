import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Line } from "../../../src/packages/lines.ts";
import { PdfDrawing } from "../../../src/packages/pdf.ts";
import { font } from "../../copy.ts";

const LINES: readonly Line[] = Array.from({ length: 120 }, (_, at) => ({
  tag: "p",
  text: `Line ${at}, of which there are many.`,
  kind: "",
}));

/** What is drawn on each page: streams of their own, packed. */
function drawn(pdf: Uint8Array): string[] {
  const whole = Buffer.from(pdf);
  const found: string[] = [];
  for (let from = whole.indexOf("stream\n"); from >= 0; from = whole.indexOf("stream\n", from + 7)) {
    try {
      found.push(inflateSync(whole.subarray(from + 7), { finishFlush: 2 }).toString("latin1"));
    } catch {
      // Not every stream is packed.
    }
  }
  return found.filter((text) => text.includes(" BDC"));
}

describe("record.pdf", () => {
  it("numbers each of its pages, outside of what is read aloud", async () => {
    const drawing = new PdfDrawing(font(), 1_764_000_000_000);
    drawing.draw(LINES);
    const pdf = await drawing.pdf();
    const pages = drawn(pdf);
    expect(pages.length).toBeGreaterThan(2);
    expect(pages.length).toBe(
      Buffer.from(pdf)
        .toString("latin1")
        .match(/\/Type \/Page\b/g)?.length,
    );
    for (const page of pages) expect(page.match(/\/Artifact/g)).toHaveLength(1);
  });
});
