import { fold, isSimple } from "./fold.ts";

/** What somebody looks for, folded. It is found inside of words too, and never begins inside of a character. */
export interface Sought {
  readonly plain: string;
}

/** Where something was found in a text: whole characters, as people see them. */
export type Place = readonly [start: number, end: number];

const BEFORE = 40;
const AFTER = 100;

/** Null while nothing is looked for. */
export function soughtOf(words: string): Sought | null {
  const plain = fold(words).trim();
  return plain === "" ? null : { plain };
}

export function isIn(text: string, { plain }: Sought): boolean {
  const folded = fold(text);
  if (isSimple(text)) return folded.includes(plain);
  let at = folded.indexOf(plain);
  if (at < 0) return false;
  let before = "";
  for (const { segment } of characters(text)) {
    const piece = pieceOf(segment, before);
    const begins = at === before.length || (at === before.length + 1 && piece.startsWith(" "));
    if (begins && piece !== "") return true;
    before += piece;
    if (at < before.length) at = folded.indexOf(plain, before.length);
    if (at < 0) return false;
  }
  return false;
}

/** Every place where it stands, in order; none laps over another. */
export function placesIn(text: string, { plain }: Sought): readonly Place[] {
  if (!fold(text).includes(plain)) return [];
  const { folded, starts, ends } = mapped(text);
  const places: Place[] = [];
  let at = folded.indexOf(plain);
  while (at >= 0) {
    const start = starts[at] ?? INSIDE;
    if (start !== INSIDE) places.push([start, ends[at + plain.length - 1] ?? text.length]);
    at = folded.indexOf(plain, start === INSIDE ? at + 1 : at + plain.length);
  }
  return places;
}

/** The words around the first place, cut between words. */
export function excerptOf(text: string, sought: Sought): string {
  const [start, end] = placesIn(text, sought)[0] ?? [0, 0];
  const before = text.slice(Math.max(0, start - BEFORE), start);
  const after = text.slice(end, end + AFTER);
  const whole = { before: start <= BEFORE, after: end + AFTER >= text.length };
  return [
    whole.before ? before : `… ${cutBefore(before)}`,
    text.slice(start, end),
    whole.after ? after : `${cutAfter(after)} …`,
  ].join("");
}

const INSIDE = -1;

/** The folded text, and for each of its units where the character began (INSIDE behind its first unit) and ended in what was written. */
interface Mapped {
  readonly folded: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

function mapped(text: string): Mapped {
  const [starts, ends]: [number[], number[]] = [[], []];
  let folded = "";
  for (const { segment, index } of characters(text)) {
    const piece = pieceOf(segment, folded);
    // A sign that stands upon a space is looked for without the space.
    const first = piece.startsWith(" ") ? 1 : 0;
    for (let unit = 0; unit < piece.length; unit++) {
      starts.push(unit <= first ? index : INSIDE);
      ends.push(index + segment.length);
    }
    folded += piece;
  }
  return { folded, starts, ends };
}

/** What a character adds to what was folded before it: of spaces in a row the first alone. */
function pieceOf(segment: string, before: string): string {
  const piece = known.get(segment) ?? learn(segment);
  return piece.startsWith(" ") && before.endsWith(" ") ? piece.slice(1) : piece;
}

/** How single characters fold: texts have few of them, over and over. */
const known = new Map<string, string>();
const KNOWN_CHARACTERS = 2_000;

function learn(segment: string): string {
  const piece = fold(segment);
  if (known.size >= KNOWN_CHARACTERS) known.clear();
  known.set(segment, piece);
  return piece;
}

interface Character {
  readonly segment: string;
  readonly index: number;
}

let segmenter: Intl.Segmenter | null = null;

function characters(text: string): Iterable<Character> {
  if (isSimple(text)) return Array.from(text, (segment, index) => ({ segment, index }));
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return segmenter.segment(text);
}

function cutBefore(text: string): string {
  const space = text.search(/\s/);
  return space < 0 ? "" : text.slice(space + 1);
}

function cutAfter(text: string): string {
  return text.replace(/\s*\S*$/, "");
}
