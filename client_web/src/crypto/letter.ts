import { toHex } from "../bytes/hex.ts";
import { equal } from "../bytes/equal.ts";
import { count, KEY_BYTES, textAtMost } from "./checks.ts";
import type { Fields, Shape } from "./fields.ts";
import { ProofError } from "./proof.ts";

/** Letters (crypto.md §6.6): what people write to each other in between, in threads, with attachments. */

export const MAX_LETTER_BYTES = 32_768;
export const MAX_SUBJECT_BYTES = 200;
export const MAX_ATTACHMENTS = 10;
export const MAX_FILE_BYTES = 26_214_400;
const MAX_NAME_BYTES = 255;
const MAX_MEDIA_TYPE_BYTES = 127;

/** A slash, signs that nobody sees, and those that turn the direction of what stands behind them. */
const FOREIGN_TO_NAMES = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069/]/u;
const PRINTABLE = /^[ -~]*$/;

/** What a letter is for; only a therapist refers. */
const PURPOSES = ["letter", "referral"] as const;
export type Purpose = (typeof PURPOSES)[number];

/** A file that goes with a letter: what it is, and what opens it (crypto.md §6.7). */
export interface Attachment {
  readonly attachment: Uint8Array;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  readonly key: Uint8Array;
  readonly digest: Uint8Array;
}

/** A letter. `thread` is the message id of the thread's first letter; only that one has a subject. */
export interface Letter {
  readonly kind: "letter";
  readonly thread: Uint8Array;
  readonly subject: string;
  readonly text: string;
  readonly purpose: Purpose;
  readonly attachments: readonly Attachment[];
}

export const LETTER: Shape<Letter> = {
  label: "webtherapy/v1/letter",
  parts: ({ thread, subject, text, purpose, attachments }) => [
    thread,
    subject,
    text,
    purpose,
    attachments.map((row) => [row.attachment, row.name, row.mediaType, row.size, row.key, row.digest]),
  ],
  read: (fields) => {
    const thread = fields.id();
    const subject = limited(fields, MAX_SUBJECT_BYTES);
    const text = limited(fields, MAX_LETTER_BYTES);
    const purpose = fields.word(PURPOSES);
    const attachments = fields.rows(readAttachment);
    count(attachments, 0, MAX_ATTACHMENTS);
    if (text === "" && attachments.length === 0) throw new ProofError("malformed");
    if (new Set(attachments.map((row) => toHex(row.attachment))).size < attachments.length) {
      throw new ProofError("malformed");
    }
    return { kind: "letter", thread, subject, text, purpose, attachments };
  },
};

/** ProofError("wrong_thread") unless exactly a thread's first letter has a subject; ("unlawful_role") for a referral by others. */
export function checkLetter(letter: Letter, messageId: Uint8Array, senderRole: string): void {
  if (equal(letter.thread, messageId) !== (letter.subject !== "")) throw new ProofError("wrong_thread");
  if (letter.purpose === "referral" && senderRole !== "therapist") throw new ProofError("unlawful_role");
}

/** A name that an attachment may have; false for what `readAttachment` would refuse. */
export function isAttachmentName(name: string): boolean {
  return name !== "" && !FOREIGN_TO_NAMES.test(name);
}

function readAttachment(fields: Fields): Attachment {
  const attachment = fields.id();
  const name = limited(fields, MAX_NAME_BYTES);
  const mediaType = limited(fields, MAX_MEDIA_TYPE_BYTES);
  const size = fields.uint();
  if (!isAttachmentName(name) || !PRINTABLE.test(mediaType)) throw new ProofError("malformed");
  if (size < 1 || size > MAX_FILE_BYTES) throw new ProofError("malformed");
  return { attachment, name, mediaType, size, key: fields.exactly(KEY_BYTES), digest: fields.hash() };
}

function limited(fields: Fields, most: number): string {
  const text = fields.text();
  textAtMost(most, text);
  return text;
}
