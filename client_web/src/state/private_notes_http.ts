import type { Answered } from "./ports.ts";

/** What a therapist's notes ask of the service (protocol.md §1.11). */

/** A note as it is kept. `sealed` is null once it was deleted. */
export interface StoredNote {
  readonly note: Uint8Array;
  readonly conversation: Uint8Array;
  readonly version: number;
  readonly sealed: Uint8Array | null;
}

/** A conversation that the caller has or had as its therapist. */
export interface StoredPlace {
  readonly conversation: Uint8Array;
  readonly client: Uint8Array;
  readonly openedAt: number;
  readonly notes: number;
  /** When the newest note was begun; null when there is none. */
  readonly lastAt: number | null;
}

export interface PrivateNotesHttp {
  /** Every conversation that notes may be about. */
  notePlaces(): Promise<Answered<readonly StoredPlace[]>>;
  /** A page of the notes about one, newest first, behind a note (null: from the newest); none at the end. */
  notes(conversation: Uint8Array, before: Uint8Array | null): Promise<Answered<readonly StoredNote[]>>;
  /** One note as it is now. */
  note(note: Uint8Array): Promise<Answered<StoredNote>>;
  /** Keeps the next version of a note, or deletes it. */
  keepNote(note: StoredNote): Promise<Answered<null>>;
}
