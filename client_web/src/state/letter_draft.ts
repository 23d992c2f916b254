import { toUtf8 } from "../bytes/utf8.ts";
import type { KeyLifePort } from "../worker/key_life.ts";
import { purposeOf } from "./draft_slot.ts";
import type { DraftSlot } from "./draft_slot.ts";
import { idBytes } from "./id.ts";
import { MAX_LETTER_BYTES, MAX_SUBJECT_BYTES } from "./mail/bounds.ts";

/** A letter as far as it is written; its files are no part of the draft. */
export interface LetterWords {
  readonly subject: string;
  readonly text: string;
}

/** Subject and text as one: the first line is the subject, which has only one. */
export function joined({ subject, text }: LetterWords): string {
  return subject === "" && text === "" ? "" : `${subject.replaceAll("\n", " ")}\n${text}`;
}

export function parted(words: string): LetterWords {
  const at = words.indexOf("\n");
  return at < 0 ? { subject: words, text: "" } : { subject: words.slice(0, at), text: words.slice(at + 1) };
}

/** Whether a letter can hold it (crypto.md §6.6). */
export function fitsLetter({ subject, text }: LetterWords): boolean {
  return toUtf8(subject).length <= MAX_SUBJECT_BYTES && toUtf8(text).length <= MAX_LETTER_BYTES;
}

/** Seals a letter's draft as one (crypto.md §3.10). What no letter can hold is not sealed: it would not open again. */
export function sealingLetters(
  crypto: Pick<KeyLifePort, "sealLetterDraft" | "openLetterDraft">,
  place: DraftSlot,
): Pick<KeyLifePort, "sealDraft" | "openDraft"> {
  const purpose = purposeOf(place);
  const thread = purpose === "live" || purpose.thread === null ? new Uint8Array() : idBytes(purpose.thread);
  return {
    sealDraft: (slot, version, words) => {
      const { subject, text } = parted(words);
      if (!fitsLetter({ subject, text })) return Promise.resolve({ ok: false, reason: "too_large" });
      return crypto.sealLetterDraft(slot, version, { conversation: place.conversation, thread, subject, text });
    },
    openDraft: async (slot, version, sealed) => {
      const opened = await crypto.openLetterDraft(slot, version, sealed);
      return opened.ok ? { ok: true, value: joined(opened.value) } : opened;
    },
  };
}
