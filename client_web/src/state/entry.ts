import type { Appointment } from "../crypto/appointment.ts";
import type { Aside } from "../crypto/aside.ts";
import type { Letter } from "../crypto/letter.ts";
import type { LockedKind } from "../worker/port.ts";
import type { AccountKey, MessageKey, SessionKey } from "./id.ts";

interface Placed {
  readonly sequence: number;
  /** The server's time, Unix milliseconds. */
  readonly time: number;
}

interface Written {
  readonly message: MessageKey;
  readonly sender: AccountKey;
  readonly mine: boolean;
}

/** A letter of the record; what it says is the letter itself (crypto.md §6.6). */
export interface LetterEntry extends Written {
  readonly kind: "letter";
  readonly thread: MessageKey;
  readonly letter: Letter;
}

/** A step of agreeing on a time (crypto.md §6.8). */
export interface AppointmentEntry extends Written {
  readonly kind: "appointment";
  readonly appointment: Appointment;
}

/** What a page said for its person beside their words (crypto.md §6.9). */
export interface AsideEntry extends Written {
  readonly kind: "aside";
  readonly aside: Aside;
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
  | (Placed & LetterEntry)
  | (Placed & AppointmentEntry)
  | (Placed & AsideEntry)
  /** An epoch of a live session. The first of them begins the session. */
  | (Placed & { readonly kind: "opening"; readonly session: SessionKey; readonly mine: boolean })
  | (Placed & { readonly kind: "ended"; readonly sender: AccountKey; readonly mine: boolean })
  /** Sealed to keys that this account lost (crypto.md §4.7): its place is proved, its words are not here. */
  | (Placed & Written & { readonly kind: "locked"; readonly was: LockedKind })
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

/** The same of what is written for the message center. */
export interface WaitingWritten extends Omit<Waiting, "text"> {
  readonly content: Letter | Appointment;
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
