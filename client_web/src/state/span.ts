/**
 * The stretch of the record that stands in the page, by sequence. `last` null follows the newest. A long record is a short stretch
 * that moves: the page never holds more than MAX_ROWS entries.
 */
export interface Span {
  readonly first: number;
  readonly last: number | null;
}

/** What is loaded: sequences `from` to `to`. */
export interface Loaded {
  readonly from: number;
  readonly to: number;
}

export const STEP = 60;
export const MAX_ROWS = 240;

/** The newest stretch. */
export function newest({ from, to }: Loaded): Span {
  return { first: Math.max(from, to - STEP + 1), last: null };
}

/** A reader at the upper edge sees further back; what is far below leaves the page. */
export function earlier(span: Span, { from, to }: Loaded): Span {
  const first = Math.max(from, span.first - STEP);
  const last = Math.min(span.last ?? to, first + MAX_ROWS - 1);
  return { first, last: last >= to ? null : last };
}

/** A reader at the lower edge sees further on; what is far above leaves the page. */
export function later(span: Span, { from, to }: Loaded): Span {
  if (span.last === null) return span;
  const last = Math.min(to, span.last + STEP);
  const first = Math.max(from, span.first, last - MAX_ROWS + 1);
  return { first, last: last >= to ? null : last };
}

/** The stretch in which an entry stands: the one that is there, or another around it. */
export function around(sequence: number, span: Span, { from, to }: Loaded): Span {
  if (sequence >= span.first && sequence <= (span.last ?? to)) return span;
  const last = Math.min(to, sequence + STEP);
  return { first: Math.max(from, sequence - STEP), last: last >= to ? null : last };
}

/** A stretch that follows the newest grows with it, and lets go of its upper part when no one is looking there. */
export function followed(span: Span, { from, to }: Loaded, atBottom: boolean): Span {
  if (span.last !== null) return span;
  if (atBottom && to - span.first + 1 > MAX_ROWS) return { first: Math.max(from, to - STEP + 1), last: null };
  return span.first < from ? { ...span, first: from } : span;
}

/** What is shown of a record: the newest while there is no stretch to keep (null); a stretch grows with the record. */
export function fitting(span: Span | null, loaded: Loaded, atBottom: boolean): Span {
  if (span === null) return newest(loaded);
  const grown = followed(span, loaded, atBottom);
  return grown.first > loaded.to + 1 ? newest(loaded) : grown;
}

/** The indexes of a span in the loaded entries: from the first, up to and without the second. */
export function indexes(span: Span, { from, to }: Loaded): readonly [number, number] {
  const first = Math.max(span.first, from);
  const last = Math.min(span.last ?? to, to);
  return [first - from, Math.max(first, last + 1) - from];
}
