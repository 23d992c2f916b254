import type { Answered } from "./ports.ts";

/** What the record log holds of a client: the record as it was noted, with its salt (protocol.md §1.8). */
export interface LogLeaf {
  readonly place: number;
  readonly record: Uint8Array;
  readonly salt: Uint8Array;
}

/** What a copy of the record is made with, besides the record itself. */
export interface RecordHttp {
  /** The log's newest head, a signed note; null before the first. */
  checkpoint(): Promise<Answered<string | null>>;
  /** At most 100 behind a place; -1 from the beginning. */
  leaves(after: number): Promise<Answered<readonly LogLeaf[]>>;
  inclusion(place: number, size: number): Promise<Answered<readonly Uint8Array[]>>;
  /** The letters that record.pdf is drawn with. */
  font(): Promise<Answered<Uint8Array>>;
}
