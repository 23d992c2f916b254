import type { PrivateNote } from "../crypto/private_note.ts";
import type { Person, PracticeDocument, SignedBody } from "../protocol/documents.ts";
import type { CopyDocuments } from "./copy_port.ts";
import type { Outcome } from "./port.ts";
import type { OwnPaper } from "./release_port.ts";

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

/** A package of notes: its manifest's hash, and how many there are in it. */
export interface PackedNotes {
  readonly archive: Uint8Array;
  readonly hash: Uint8Array;
  readonly count: number;
}

/** The part of the worker's door that concerns a therapist's own notes (crypto.md §14). They are sealed to this account alone. */
export interface PrivateNotesPort {
  sealPrivateNote(version: NoteVersion, note: PrivateNote): Promise<Outcome<Uint8Array>>;

  /**
   * Packs of these notes those that a client's form for notes covers, signed by this account (crypto.md §14). Needs trustPractice.
   * `wrong_basis`: it is no such form. `wrong_length`: it covers none of them.
   */
  packNotes(request: {
    readonly own: Person;
    readonly client: Person;
    readonly consent: SignedBody;
    readonly paper: OwnPaper;
    readonly text: string;
    readonly notes: readonly PrivateNote[];
    readonly practice: PracticeDocument;
    /** What of the consent stands in the record log; null while there is no head. */
    readonly log: CopyDocuments["log"];
    /** The author's time zone, as in CopyRequest. */
    readonly zone: string;
    readonly offsets: readonly (readonly [number, number])[];
    readonly now: number;
  }): Promise<Outcome<PackedNotes>>;

  /** With whichever keys of the ring each was sealed; null in the place of one that does not open. */
  openPrivateNotes(notes: readonly SealedNote[]): Promise<Outcome<readonly (PrivateNote | null)[]>>;
}
