import type { LastPlace, What } from "../crypto/destruction.ts";
import type { HoldCause } from "../crypto/hold.ts";
import type { Retention, RetentionRule, RetentionSchedule } from "../crypto/retention.ts";
import type { Person, SignedBody } from "../protocol/documents.ts";
import type { Outcome } from "./port.ts";
import type { OwnPaper, Readers, Values, WithPaper } from "./release_port.ts";

/** The part of the worker's door that concerns how long a record is kept (crypto.md §15). All of it needs trustPractice first. */

/** A hold, proved; `values` are its reason, null where there is no paper or not for this reader. */
export interface ShownHold {
  readonly holdId: Uint8Array;
  readonly client: Uint8Array;
  readonly cause: HoldCause;
  readonly placedBy: Uint8Array;
  readonly at: number;
  readonly values: Values | null;
  readonly lifted: { readonly by: Uint8Array; readonly at: number; readonly values: Values | null } | null;
}

/** A destruction, by the signatures that it has so far. */
export interface ShownDestruction {
  readonly destructionId: Uint8Array;
  readonly client: Uint8Array;
  readonly conversations: readonly LastPlace[];
  readonly retainUntil: number;
  readonly by: Uint8Array;
  readonly approvedBy: Uint8Array;
  readonly at: number;
  readonly approved: boolean;
  readonly certificate: {
    readonly hash: Uint8Array;
    readonly erased: readonly { readonly what: What; readonly count: number }[];
    readonly backupsEndAt: number;
    readonly at: number;
  } | null;
}

/** A client's conversations by the matches that certifiers signed, and whom they name. */
export interface Matched {
  readonly matches: readonly SignedBody[];
  readonly people: readonly Person[];
}

export interface RetentionPort {
  signSchedule(request: {
    readonly own: Person;
    readonly version: number;
    readonly rules: readonly RetentionRule[];
    readonly now: number;
  }): Promise<Outcome<SignedBody>>;

  /** An owner's schedule, proved. */
  readSchedule(request: {
    readonly schedule: SignedBody;
    readonly people: readonly Person[];
  }): Promise<Outcome<RetentionSchedule>>;

  signRetention(request: {
    readonly own: Person;
    readonly client: Uint8Array;
    readonly scheduleHash: Uint8Array;
    readonly rules: readonly string[];
    readonly retainUntil: number;
    readonly now: number;
  }): Promise<Outcome<SignedBody>>;

  /** What stands in a word on a client, from the body alone: the service enforces it, the approver of a destruction compares it. */
  readRetention(request: { readonly retention: SignedBody }): Promise<Outcome<Retention>>;

  signHold(request: {
    readonly readers: Readers;
    readonly client: Uint8Array;
    readonly values: Values;
    readonly now: number;
  }): Promise<Outcome<WithPaper>>;

  readHold(request: {
    readonly hold: SignedBody;
    readonly paper: OwnPaper | null;
    readonly lift: SignedBody | null;
    readonly liftPaper: OwnPaper | null;
    readonly people: readonly Person[];
  }): Promise<Outcome<ShownHold>>;

  signLift(request: {
    readonly readers: Readers;
    readonly hold: SignedBody;
    readonly values: Values;
    readonly now: number;
  }): Promise<Outcome<WithPaper>>;

  /** `foreign_conversation` unless a match shows of each conversation that it is this client's. */
  signDestruction(request: {
    readonly own: Person;
    readonly approver: Person;
    readonly client: Uint8Array;
    readonly conversations: readonly LastPlace[];
    readonly matched: Matched;
    readonly retention: SignedBody;
    readonly retainUntil: number;
    readonly now: number;
  }): Promise<Outcome<SignedBody>>;

  /** A destruction, verified by the signatures that it has so far. */
  readDestruction(request: {
    readonly destruction: SignedBody;
    readonly approval: Uint8Array | null;
    readonly certificate: SignedBody | null;
    readonly people: readonly Person[];
  }): Promise<Outcome<ShownDestruction>>;

  /** The second signature; `unknown_member` for who is not named, `foreign_conversation` as for the first. */
  approveDestruction(request: {
    readonly destruction: SignedBody;
    readonly matched: Matched;
    readonly people: readonly Person[];
  }): Promise<Outcome<Uint8Array>>;
}
