/** The frames of the socket (protocol.md §2); the mirror of server/protocol/frames.py. Field names are those of the wire. */

export interface Hello {
  readonly t: "hello";
  readonly version: number;
  readonly instance: Uint8Array;
}
export interface Follow {
  readonly t: "follow";
  readonly ref: number;
  readonly conversation: Uint8Array;
  readonly after: number;
  readonly discreet: boolean;
}
export interface Unfollow {
  readonly t: "unfollow";
  readonly conversation: Uint8Array;
}
export interface Read {
  readonly t: "read";
  readonly ref: number;
  readonly conversation: Uint8Array;
  readonly before: number;
  readonly limit: number;
}
export interface Learn {
  readonly t: "learn";
  readonly ref: number;
  readonly conversation: Uint8Array;
  readonly epoch: number;
}
export interface Open {
  readonly t: "open";
  readonly ref: number;
  readonly header: Uint8Array;
  readonly signature: Uint8Array;
  readonly wraps: readonly Uint8Array[];
}
export interface Deposit {
  readonly t: "deposit";
  readonly ref: number;
  readonly deposit: Uint8Array;
  readonly signature: Uint8Array;
  readonly sealed_shares: readonly Uint8Array[];
}
export interface Post {
  readonly t: "post";
  readonly ref: number;
  readonly envelope: Uint8Array;
}
export interface Confirm {
  readonly t: "confirm";
  readonly conversation: Uint8Array;
  readonly delivered: number;
  readonly read: number;
  readonly discreet: boolean;
}
export interface Typing {
  readonly t: "typing";
  readonly conversation: Uint8Array;
  readonly active: boolean;
}

/** `age`: milliseconds since the person last did something, 0 to 15 000; null only asks. Answered by `idle`. */
export interface Activity {
  readonly t: "activity";
  readonly age: number | null;
}

export type ClientFrame =
  Hello | Follow | Unfollow | Read | Learn | Open | Deposit | Post | Confirm | Typing | Activity;

/** An entry of a transcript (crypto.md §8.1); on the wire `[sequence, time, kind, payload]`. Kind 1 opens an epoch, 2 is an envelope. */
export interface TranscriptEntry {
  readonly sequence: number;
  readonly time: number;
  readonly kind: 1 | 2;
  readonly payload: Uint8Array;
}

/** How far a member's clients have received and shown the record; on the wire `[account, delivered, read]`. */
export interface Cursor {
  readonly account: Uint8Array;
  readonly delivered: number;
  readonly read: number;
}

export interface Welcome {
  readonly t: "welcome";
  readonly account: Uint8Array;
  readonly time: number;
  readonly expires: number;
  /** Milliseconds until the idle log-off. */
  readonly left: number;
}
/** Milliseconds until the idle log-off, and until the session ends whatever its holder does. */
export interface Idle {
  readonly t: "idle";
  readonly left: number;
  readonly cap: number;
}
export interface Followed {
  readonly t: "followed";
  readonly ref: number;
  readonly conversation: Uint8Array;
  readonly after: number;
  readonly head: Uint8Array;
  readonly sequence: number;
  readonly epoch: number;
  readonly session: Uint8Array | null;
  readonly cursors: readonly Cursor[];
  readonly present: readonly Uint8Array[];
}
export interface Delivery {
  readonly t: "delivery";
  readonly conversation: Uint8Array;
  readonly entries: readonly TranscriptEntry[];
  readonly head: Uint8Array;
}
export interface CaughtUp {
  readonly t: "caught_up";
  readonly conversation: Uint8Array;
  readonly sequence: number;
  readonly head: Uint8Array;
}
export interface Page {
  readonly t: "page";
  readonly ref: number;
  readonly conversation: Uint8Array;
  readonly anchor: Uint8Array;
  readonly entries: readonly TranscriptEntry[];
}
export interface EpochFrame {
  readonly t: "epoch";
  readonly ref: number;
  readonly conversation: Uint8Array;
  readonly epoch: number;
  readonly header: Uint8Array;
  readonly signature: Uint8Array;
  readonly wrap: Uint8Array;
  readonly deposited: boolean;
}
export interface Committed {
  readonly t: "committed";
  readonly ref: number;
  readonly conversation: Uint8Array;
  readonly sequence: number;
  readonly time: number;
  readonly head: Uint8Array;
}
export interface Deposited {
  readonly t: "deposited";
  readonly ref: number;
  readonly conversation: Uint8Array;
  readonly epoch: number;
}
export interface Receipt {
  readonly t: "receipt";
  readonly conversation: Uint8Array;
  readonly account: Uint8Array;
  readonly delivered: number;
  readonly read: number;
}
export interface TypingNow {
  readonly t: "typing";
  readonly conversation: Uint8Array;
  readonly account: Uint8Array;
  readonly active: boolean;
}
export interface Presence {
  readonly t: "presence";
  readonly conversation: Uint8Array;
  readonly account: Uint8Array;
  readonly present: boolean;
}
/** The conversation is closed, or who reads it has changed; nothing more of it comes to who does not read it any more. */
export interface Closed {
  readonly t: "closed";
  readonly conversation: Uint8Array;
}
/** How much the account has not read: after `welcome`, and whenever it has changed. */
export interface Unread {
  readonly t: "unread";
  readonly letters: number;
  readonly notices: number;
}
/**
 * `code` is a word of protocol.md §5; a server may know codes that this client does not. `retry_after` is in seconds. `reason` comes
 * with `signed_out` when it is known: a word of §1.4.
 */
export interface Refused {
  readonly t: "refused";
  readonly ref: number | null;
  readonly code: string;
  readonly retry_after: number;
  readonly epoch: number | null;
  readonly counter: number | null;
  readonly reason: string | null;
}

export type ServerFrame =
  | Welcome
  | Idle
  | Followed
  | Delivery
  | CaughtUp
  | Page
  | EpochFrame
  | Committed
  | Deposited
  | Receipt
  | TypingNow
  | Presence
  | Closed
  | Unread
  | Refused;
