import { toHex } from "../../src/bytes/hex.ts";
import { alias } from "../../src/state/alias.ts";

/** A first byte for each of the words that people are called by. */
const WORDS = 64;

let widest: number | null = null;

/** An account whose name takes as much room as names do, whatever the font: no scene fits because somebody happens to be called Ivy. */
export function accountOf(number: number): Uint8Array {
  widest ??= widestWord();
  return new Uint8Array(16).fill(number).fill(widest, 0, 1);
}

function widestWord(): number {
  const pen = document.createElement("canvas").getContext("2d");
  if (pen === null) throw new Error("nothing to measure with");
  pen.font = getComputedStyle(document.body).font;
  const widths = Array.from({ length: WORDS }, (_, n) => pen.measureText(alias(toHex(Uint8Array.of(n, 0, 0)))).width);
  return widths.indexOf(Math.max(...widths));
}
