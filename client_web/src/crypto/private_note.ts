import { openBox, sealBox } from "./aead.ts";
import { encode } from "./canonical.ts";
import { counted, ids, textAtMost } from "./checks.ts";
import { read, type Shape, written } from "./fields.ts";
import { pad, unpad } from "./padding.ts";
import type { Random } from "./random.ts";

/** The therapist's notes (crypto.md §14): sealed to their author alone. */

export const MAX_NOTE_BYTES = 32_768;

/** What a therapist thinks of a conversation, whose client's, and since when it is written. */
export interface PrivateNote {
  readonly client: Uint8Array;
  readonly begunAt: number;
  readonly text: string;
}

/** Whose note, about which conversation; `version` counts from 1. */
export interface NotePlace {
  readonly author: Uint8Array;
  readonly conversation: Uint8Array;
  readonly note: Uint8Array;
  readonly version: number;
}

const PRIVATE_NOTE: Shape<PrivateNote> = {
  label: "webtherapy/v1/private-note",
  parts: ({ client, begunAt, text }) => [client, begunAt, text],
  read: (fields) => {
    const note = { client: fields.id(), begunAt: fields.uint(), text: fields.text() };
    textAtMost(MAX_NOTE_BYTES, note.text);
    return note;
  },
};

/** The sealed note. */
export function sealPrivateNote(notesKey: Uint8Array, place: NotePlace, note: PrivateNote, random: Random): Uint8Array {
  return sealBox(notesKey, pad(written(PRIVATE_NOTE, note)), context(place), random);
}

/** The note; ProofError("wrong_key") unless key and place are those it was sealed with. */
export function openPrivateNote(notesKey: Uint8Array, place: NotePlace, sealed: Uint8Array): PrivateNote {
  return read(PRIVATE_NOTE, unpad(openBox(notesKey, sealed, context(place))));
}

function context({ author, conversation, note, version }: NotePlace): Uint8Array {
  ids(author, conversation, note);
  counted(version);
  return encode("webtherapy/v1/private-note-seal", author, conversation, note, version);
}
