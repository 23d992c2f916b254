import { toUtf8 } from "../bytes/utf8.ts";
import { MAX_TEXT_BYTES } from "../protocol/limits.ts";

/** How much more fits into a message, in the bytes that the record counts. Plain letters are one each. */
export function bytesLeft(text: string): number {
  // Four bytes are the most that a code unit can take: short texts need no count.
  return text.length * 4 < MAX_TEXT_BYTES - 500 ? MAX_TEXT_BYTES : MAX_TEXT_BYTES - toUtf8(wrote(text)).length;
}

/** What is sent of what was written: without the empty lines around it. */
export function wrote(text: string): string {
  return text.replace(/^\s*\n/, "").trimEnd();
}
