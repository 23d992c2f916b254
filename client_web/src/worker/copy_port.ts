import type { Statement } from "../crypto/part2.ts";
import type { Person, PracticeDocument, SignedBody } from "../protocol/documents.ts";
import type { TranscriptEntry } from "../protocol/frames.ts";
import type { OwnLeaf } from "../protocol/record_log.ts";
import type { Outcome } from "./port.ts";

/** The port's part for a copy of the record (crypto.md §13.2). One copy is made at a time; keys and openings stay behind the port until it is packed. */

/** What makes a copy a release to somebody else (crypto.md §13.2): by which consent or process, of which kinds, with which notice. */
export type CopyRelease = ConsentedRelease | ServedRelease | EmergencyRelease;

/** What helps in an emergency: all of the epochs that were opened, and nothing else, for the order names them one by one. */
export interface EmergencyRelease {
  readonly emergency: SignedBody;
  readonly statement: Statement;
}

export interface ServedRelease {
  readonly process: SignedBody;
  readonly statement: Statement;
}

export interface ConsentedRelease {
  readonly consent: SignedBody;
  /** What stands on the form, in its order, with its salt, and the form's text: a copy of the consent goes with what is released. */
  readonly salt: Uint8Array;
  readonly elements: readonly (readonly [name: string, value: string])[];
  readonly text: string;
  readonly statement: Statement;
}

/** What the copy is of. `from` and `until` are times, both inclusive. */
export interface CopyRequest {
  readonly conversation: Uint8Array;
  /** Its match, as it was signed. */
  readonly match: SignedBody;
  readonly from: number;
  readonly until: number;
  readonly what: "all" | "sessions" | "letters";
  /** One live session alone; null for all of them. */
  readonly session: Uint8Array | null;
  readonly names: readonly { readonly account: Uint8Array; readonly name: string }[];
  /** The reader's time zone, and how far it is ahead of UTC from which time on, in minutes; the first from 0. */
  readonly zone: string;
  readonly offsets: readonly (readonly [number, number])[];
  readonly now: number;
  /** Absent for one's own copy. */
  readonly release?: CopyRelease;
}

/** Entries that were verified and kept for the copy; or the epochs that have to be learnt first. */
export type TakenEntries =
  | { readonly kind: "taken"; readonly head: Uint8Array }
  | { readonly kind: "needs"; readonly epochs: readonly number[] };

/** A file that a chosen letter speaks of, and in how many chunks the service keeps it. */
export interface CopyFile {
  readonly attachment: Uint8Array;
  readonly chunks: number;
}

/** What proves the people of the copy, and the log's checkpoint with its leaves; null while there is none. */
export interface CopyDocuments {
  readonly practice: PracticeDocument;
  readonly people: readonly Person[];
  readonly log: { readonly note: string; readonly leaves: readonly OwnLeaf[] } | null;
}

/** The archive, the hash of its manifest, and the runs of entries in it. */
export interface PackedCopy {
  readonly archive: Uint8Array;
  readonly hash: Uint8Array;
  readonly runs: readonly (readonly [first: number, last: number])[];
}

export interface CopyPort {
  /** Begins a copy, in place of one that was begun before. The conversation is open here. */
  beginCopy(request: CopyRequest): Promise<Outcome<null>>;

  /** Verifies entries and keeps them; pages are read from the end backwards, down to the first. */
  takeCopyEntries(anchor: Uint8Array, entries: readonly TranscriptEntry[]): Promise<Outcome<TakenEntries>>;

  /** How many entries are chosen, their files, and the records of the log that speak of them. */
  chosenForCopy(): Promise<
    Outcome<{ readonly entries: number; readonly files: readonly CopyFile[]; readonly records: readonly Uint8Array[] }>
  >;

  /** A file, checked against its letter: `wrong_digest`, `wrong_key`. */
  takeCopyFile(attachment: Uint8Array, chunks: readonly Uint8Array[]): Promise<Outcome<null>>;

  /** Everything but the archive; `wrong_length` when it falls into more than 512 parts. `font`: of the PDF; without one none is drawn. */
  makeCopy(documents: CopyDocuments, font: Uint8Array | null): Promise<Outcome<{ readonly lines: number }>>;

  /** Draws some more of the PDF; how many lines are drawn. */
  drawCopy(): Promise<Outcome<{ readonly drawn: number }>>;

  /** Signs, and packs the archive. The copy is forgotten here. */
  packCopy(): Promise<Outcome<PackedCopy>>;

  /** Forgets a copy that was begun. */
  dropCopy(): Promise<Outcome<null>>;
}
