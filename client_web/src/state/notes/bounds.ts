import { toUtf8 } from "../../bytes/utf8.ts";
import { MAX_NOTE_BYTES } from "../../crypto/private_note.ts";

/** A count appears only when less than this is left. */
export const NEARLY_FULL = 1_000;

/** How much more fits into a note, in bytes of UTF-8 (crypto.md §14). Plain letters are one each. */
export function room(text: string): number {
  // Four bytes are the most that a code unit can take: short texts need no count.
  return text.length * 4 < MAX_NOTE_BYTES - NEARLY_FULL ? MAX_NOTE_BYTES : MAX_NOTE_BYTES - toUtf8(text).length;
}
