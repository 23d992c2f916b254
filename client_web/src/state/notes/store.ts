/** A version of a note that the service does not have yet, as this device keeps it: sealed. `conversation` and `note` are hexadecimal. */
export interface KeptNote {
  readonly account: string;
  readonly conversation: string;
  readonly note: string;
  readonly version: number;
  readonly sealed: Uint8Array;
}

/** Where such versions survive this page. */
export interface NoteStore {
  put(note: KeptNote): Promise<void>;
  remove(account: string, note: string): Promise<void>;
  load(account: string): Promise<readonly KeptNote[]>;
}
