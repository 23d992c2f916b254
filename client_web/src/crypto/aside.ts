import { exactly, hashes, textAtMost } from "./checks.ts";
import type { Shape } from "./fields.ts";
import { ProofError } from "./proof.ts";

/**
 * Asides (crypto.md §6.9): what a page says for its person beside their words, in an envelope of kind "text". The service cannot tell them
 * from words.
 */

export const MAX_PLACE_BYTES = 512;
export const MAX_TELEPHONE_BYTES = 64;
export const MAX_CONTACT_BYTES = 512;
export const MAX_WORD_BYTES = 64;
/** A padded word (256), encapsulation and tag. */
const SEALED_WORD_BYTES = 1392;

const SAFE = ["yes", "no", "unsaid"] as const;
const ABOUT = ["check-in", "code-word"] as const;
const USES = ["set", "answer"] as const;

/** Whether it is safe and private to talk, as far as somebody said. */
export type Safe = (typeof SAFE)[number];
/** What the other side is asked for. */
export type About = (typeof ABOUT)[number];
/** What a code word is for: it holds from now on, or it answers a question. */
export type Use = (typeof USES)[number];

/** What a client lets their therapist know before the first words. Each may be left out, not all. */
export interface CheckIn {
  readonly kind: "check-in";
  readonly safe: Safe;
  readonly place: string;
  readonly telephone: string;
  readonly contact: string;
}

/** The other side is asked for something. */
export interface Question {
  readonly kind: "question";
  readonly about: About;
}

/** A word by which somebody shows that it is them: sealed to the other side alone, so that whoever has this account cannot read it. */
export interface CodeWord {
  readonly kind: "code-word";
  readonly use: Use;
  readonly recipientBundleHash: Uint8Array;
  readonly sealed: Uint8Array;
}

export type Aside = CheckIn | Question | CodeWord;

export const CHECK_IN: Shape<CheckIn> = {
  label: "webtherapy/v1/check-in",
  parts: (said) => [said.safe, said.place, said.telephone, said.contact],
  read: (fields) => {
    const said = {
      kind: "check-in",
      safe: fields.word(SAFE),
      place: fields.text(),
      telephone: fields.text(),
      contact: fields.text(),
    } as const;
    textAtMost(MAX_PLACE_BYTES, said.place);
    textAtMost(MAX_TELEPHONE_BYTES, said.telephone);
    textAtMost(MAX_CONTACT_BYTES, said.contact);
    if (said.safe === "unsaid" && said.place + said.telephone + said.contact === "") throw new ProofError("bad_field");
    return said;
  },
};

export const QUESTION: Shape<Question> = {
  label: "webtherapy/v1/question",
  parts: (said) => [said.about],
  read: (fields) => ({ kind: "question", about: fields.word(ABOUT) }),
};

export const CODE_WORD: Shape<CodeWord> = {
  label: "webtherapy/v1/code-word",
  parts: (said) => [said.use, said.recipientBundleHash, said.sealed],
  read: (fields) => {
    const said = {
      kind: "code-word",
      use: fields.word(USES),
      recipientBundleHash: fields.bytes(),
      sealed: fields.bytes(),
    } as const;
    hashes(said.recipientBundleHash);
    exactly(SEALED_WORD_BYTES, said.sealed);
    return said;
  },
};
