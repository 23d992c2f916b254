import type { Answered } from "./ports.ts";

/** Where a letter or an appointment stands. `read`: by the reader; of their own letters, by the other side (protocol.md §1.5). */
export interface LetterPlace {
  readonly conversation: Uint8Array;
  readonly sequence: number;
  readonly sender: Uint8Array;
  readonly read: boolean;
}

/** All of the reader's, newest first, and the threads that they put away. */
export interface MailDocument {
  readonly letters: readonly LetterPlace[];
  readonly archived: readonly Uint8Array[];
}

/** An upload's numbers. */
export interface Upload {
  readonly conversation: Uint8Array;
  readonly attachment: Uint8Array;
  readonly chunks: number;
  readonly bytes: number;
}

/** The HTTP interface of the message center (protocol.md §1.5). */
export interface MailHttp {
  mail(): Promise<Answered<MailDocument>>;
  /** `discreet`: those who wrote them do not learn of it. */
  readLetters(conversation: Uint8Array, sequences: readonly number[], discreet: boolean): Promise<Answered<null>>;
  archive(conversation: Uint8Array, thread: Uint8Array, archived: boolean): Promise<Answered<null>>;
  /** Begins, or goes on: which chunks are kept. */
  begin(upload: Upload): Promise<Answered<readonly number[]>>;
  putChunk(attachment: Uint8Array, index: number, chunk: Uint8Array): Promise<Answered<null>>;
  getChunk(attachment: Uint8Array, index: number): Promise<Answered<Uint8Array>>;
}
