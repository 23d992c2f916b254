import type { PrivateNote } from "../crypto/private_note.ts";
import type { Outcome } from "./port.ts";

export type { PrivateNote } from "../crypto/private_note.ts";

/** Which version of which note. */
export interface NoteVersion {
  readonly conversation: Uint8Array;
  readonly note: Uint8Array;
  readonly version: number;
}

/** A version of a note, sealed. */
export interface SealedNote extends NoteVersion {
  readonly sealed: Uint8Array;
}

/** The part of the worker's door that concerns a therapist's own notes (crypto.md §14). They are sealed to this account alone. */
export interface PrivateNotesPort {
  sealPrivateNote(version: NoteVersion, note: PrivateNote): Promise<Outcome<Uint8Array>>;

  /** With whichever keys of the ring each was sealed; null in the place of one that does not open. */
  openPrivateNotes(notes: readonly SealedNote[]): Promise<Outcome<readonly (PrivateNote | null)[]>>;
}
