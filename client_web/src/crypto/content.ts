import { APPOINTMENT, type Appointment } from "./appointment.ts";
import { type Aside, CHECK_IN, CODE_WORD, QUESTION } from "./aside.ts";
import { textAtMost } from "./checks.ts";
import { read, type Shape, written } from "./fields.ts";
import { LETTER, type Letter } from "./letter.ts";
import { ProofError } from "./proof.ts";

/** What an envelope holds (crypto.md §6.2): a text, an aside, the end of a live session, a seal upon one, a letter, an appointment. */

export const MAX_TEXT_BYTES = 32_768;

/** What an envelope is, said outside the ciphertext so that the server can tell whether it is lawful now. */
export const ENVELOPE_KINDS = ["text", "end", "seal", "letter", "appointment"] as const;
export type EnvelopeKind = (typeof ENVELOPE_KINDS)[number];

/** `text` is at most 32 768 bytes of UTF-8; `seal` is the sender's word on what the session was: its last entry and head. */
export type Content =
  | { readonly kind: "text"; readonly text: string }
  | Aside
  | { readonly kind: "end" }
  | Letter
  | Appointment
  | {
      readonly kind: "seal";
      readonly session: Uint8Array;
      readonly lastSequence: number;
      readonly lastHead: Uint8Array;
    };

type Text = Extract<Content, { readonly kind: "text" }>;

const TEXT: Shape<Text> = {
  label: "webtherapy/v1/text",
  parts: ({ text }) => [text],
  read: (fields) => {
    const text = fields.text();
    textAtMost(MAX_TEXT_BYTES, text);
    return { kind: "text", text };
  },
};

/** What the service sees as a text: words nearly always. */
const SPOKEN: readonly ((data: Uint8Array) => Text | Aside)[] = [
  (data) => read(TEXT, data),
  (data) => read(CHECK_IN, data),
  (data) => read(QUESTION, data),
  (data) => read(CODE_WORD, data),
];

const END: Shape<null> = { label: "webtherapy/v1/end", parts: () => [], read: () => null };

type Seal = Extract<Content, { readonly kind: "seal" }>;

const SEAL: Shape<Seal> = {
  label: "webtherapy/v1/seal",
  parts: (seal) => [seal.session, seal.lastSequence, seal.lastHead],
  read: (fields) => ({ kind: "seal", session: fields.id(), lastSequence: fields.uint(), lastHead: fields.hash() }),
};

/** As what an envelope with this content goes out. */
export function envelopeKind({ kind }: Content): EnvelopeKind {
  return kind === "check-in" || kind === "question" || kind === "code-word" ? "text" : kind;
}

/** The content's bytes. */
export function writeContent(content: Content): Uint8Array {
  switch (content.kind) {
    case "text":
      return written(TEXT, content);
    case "check-in":
      return written(CHECK_IN, content);
    case "question":
      return written(QUESTION, content);
    case "code-word":
      return written(CODE_WORD, content);
    case "letter":
      return written(LETTER, content);
    case "appointment":
      return written(APPOINTMENT, content);
    case "end":
      return written(END, null);
    case "seal":
      return written(SEAL, content);
  }
}

/** The content of an envelope of that kind; ProofError("wrong_label") when it is another. */
export function readContent(kind: EnvelopeKind, data: Uint8Array): Content {
  switch (kind) {
    case "text":
      return readSpoken(data);
    case "letter":
      return read(LETTER, data);
    case "appointment":
      return read(APPOINTMENT, data);
    case "end":
      read(END, data);
      return { kind };
    case "seal":
      return read(SEAL, data);
  }
}

function readSpoken(data: Uint8Array): Text | Aside {
  for (const readAs of SPOKEN) {
    try {
      return readAs(data);
    } catch (error) {
      if (!(error instanceof ProofError) || error.reason !== "wrong_label") throw error;
    }
  }
  throw new ProofError("wrong_label");
}
