import type { AccountKey, MessageKey, SessionKey } from "./id.ts";

interface Placed {
  readonly sequence: number;
  /** The server's time, Unix milliseconds. */
  readonly time: number;
}

/** A verified entry of the record as people see it. */
export type Entry =
  | (Placed & {
      readonly kind: "message";
      readonly message: MessageKey;
      readonly sender: AccountKey;
      readonly mine: boolean;
      readonly text: string;
    })
  /** An epoch of a live session. The first of them begins the session. */
  | (Placed & { readonly kind: "opening"; readonly session: SessionKey; readonly mine: boolean })
  | (Placed & { readonly kind: "ended"; readonly mine: boolean })
  /** Proof that carries no words for people. `seals` is the session that it signs. */
  | (Placed & { readonly kind: "unseen"; readonly seals: SessionKey | null; readonly mine: boolean });

/** How far a message of one's own has come. */
export type Progress = "sending" | "kept" | "delivered" | "read" | "held" | "failed";

/**
 * Words of one's own that the transcript has not shown yet. `kept` ones are acknowledged and about to appear there, `held` ones were
 * written when the session ended under them, `failed` ones were refused for good.
 */
export interface Waiting {
  readonly message: MessageKey;
  readonly text: string;
  readonly writtenAt: number;
  readonly progress: "sending" | "kept" | "held" | "failed";
}

/** How far the other side has come with the record. */
export interface Cursors {
  readonly delivered: number;
  readonly read: number;
}

/** The state of an own message that stands in the record. */
export function progressOf(sequence: number, other: Cursors): "kept" | "delivered" | "read" {
  if (sequence <= other.read) return "read";
  return sequence <= other.delivered ? "delivered" : "kept";
}
