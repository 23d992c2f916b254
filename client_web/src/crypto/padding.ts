import { ProofError } from "./proof.ts";

/** Padding (crypto.md §6.3): a length says little, and below 256 bytes nothing. */

const LEAST_BYTES = 256;
/** What stands behind the content. */
export const MARK = 0x80;

/** `length` (≥ 1) rounded up so that it has no more significant bits than its logarithm has binary digits. */
function padme(length: number): number {
  const exponent = bitLength(length) - 1;
  const grain = 2 ** Math.max(0, exponent - bitLength(exponent));
  return Math.ceil(length / grain) * grain;
}

/** content ‖ 0x80 ‖ zeros. */
export function pad(content: Uint8Array): Uint8Array {
  const padded = new Uint8Array(paddedLength(content.length));
  padded.set(content);
  padded[content.length] = MARK;
  return padded;
}

/** The content; ProofError("bad_padding") unless `padded` is what `pad` makes of it. */
export function unpad(padded: Uint8Array): Uint8Array {
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end--;
  if (padded[end] !== MARK || padded.length !== paddedLength(end)) throw new ProofError("bad_padding");
  return padded.slice(0, end);
}

/** How long a content of `length` bytes becomes. */
export function paddedLength(length: number): number {
  return Math.max(LEAST_BYTES, padme(length + 1));
}

/** Whether any content becomes exactly so long. */
export function isPaddedLength(length: number): boolean {
  return length >= LEAST_BYTES && padme(length) === length;
}

function bitLength(value: number): number {
  return 32 - Math.clz32(value);
}
