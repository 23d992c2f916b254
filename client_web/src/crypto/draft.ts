import { openBox, sealBox } from "./aead.ts";
import { encode } from "./canonical.ts";
import { counted, ids, textAtMost } from "./checks.ts";
import { MAX_TEXT_BYTES } from "./content.ts";
import { read, type Shape, written } from "./fields.ts";
import { MAX_LETTER_BYTES, MAX_SUBJECT_BYTES } from "./letter.ts";
import { pad, unpad } from "./padding.ts";
import type { Random } from "./random.ts";

/** Drafts (crypto.md §3.10): what somebody has written and not sent, sealed for their own other browsers. */

/** Whose draft, in which slot; `version` is the time of writing, and greater than the one before it. */
export interface DraftPlace {
  readonly account: Uint8Array;
  readonly slot: Uint8Array;
  readonly version: number;
}

const DRAFT: Shape<string> = {
  label: "webtherapy/v1/draft",
  parts: (text) => [text],
  read: (fields) => {
    const text = fields.text();
    textAtMost(MAX_TEXT_BYTES, text);
    return text;
  },
};

/** What may become a letter: to whom, in which thread (empty: a new one), and what is written so far. */
export interface LetterDraft {
  readonly conversation: Uint8Array;
  readonly thread: Uint8Array;
  readonly subject: string;
  readonly text: string;
}

const LETTER_DRAFT: Shape<LetterDraft> = {
  label: "webtherapy/v1/letter-draft",
  parts: ({ conversation, thread, subject, text }) => [conversation, thread, subject, text],
  read: (fields) => {
    const conversation = fields.id();
    const thread = fields.bytes();
    if (thread.length > 0) ids(thread);
    const draft = { conversation, thread, subject: fields.text(), text: fields.text() };
    textAtMost(MAX_SUBJECT_BYTES, draft.subject);
    textAtMost(MAX_LETTER_BYTES, draft.text);
    return draft;
  },
};

/** The sealed draft. */
export function sealDraft(draftsKey: Uint8Array, place: DraftPlace, text: string, random: Random): Uint8Array {
  return sealBox(draftsKey, pad(written(DRAFT, text)), context(place), random);
}

/** The text; ProofError("wrong_key") unless key and place are those it was sealed with. */
export function openDraft(draftsKey: Uint8Array, place: DraftPlace, sealed: Uint8Array): string {
  return read(DRAFT, unpad(openBox(draftsKey, sealed, context(place))));
}

/** The sealed draft of a letter. */
export function sealLetterDraft(
  draftsKey: Uint8Array,
  place: DraftPlace,
  draft: LetterDraft,
  random: Random,
): Uint8Array {
  return sealBox(draftsKey, pad(written(LETTER_DRAFT, draft)), context(place), random);
}

/** The letter as far as it is written; ProofError("wrong_key") unless key and place are those it was sealed with. */
export function openLetterDraft(draftsKey: Uint8Array, place: DraftPlace, sealed: Uint8Array): LetterDraft {
  return read(LETTER_DRAFT, unpad(openBox(draftsKey, sealed, context(place))));
}

function context({ account, slot, version }: DraftPlace): Uint8Array {
  ids(account, slot);
  counted(version);
  return encode("webtherapy/v1/draft-seal", account, slot, version);
}
