import type { Answered, RecordLogHttp } from "./ports.ts";

/** What a copy of the record is made with, besides the record itself. */
export interface RecordHttp extends Pick<RecordLogHttp, "ownLeaves"> {
  /** The log's newest head, a signed note; null before the first. */
  checkpoint(): Promise<Answered<string | null>>;
  /** The letters that record.pdf is drawn with. */
  font(): Promise<Answered<Uint8Array>>;
}
