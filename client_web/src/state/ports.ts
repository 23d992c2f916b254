import type { ConversationsDocument, Person, PracticeDocument } from "../protocol/documents.ts";
import type { LogAdvance, LogWitnessed, OwnLeaf } from "../protocol/record_log.ts";
import type { ClientFrame, ServerFrame } from "../protocol/frames.ts";
import type { Holder, MadeBundle } from "../worker/key_life.ts";
import type { NoticesHttp } from "./mail/notices_http.ts";
import type { Device, SecondFactor, SignedInAnswer } from "./identity_http.ts";

export type { NoticesHttp } from "./mail/notices_http.ts";
export type { KeptNote, NoteStore } from "./notes/store.ts";
export type { ProgressStore } from "./progress.ts";

/** What the state asks of the outside world. main.ts plugs in the real things, tests a small world in memory. */

/** A point in time and waits. Times are Unix milliseconds. */
export interface Clock {
  now(): number;
  /** Milliseconds since some moment, of a clock that nobody can set. It may stand still while the device sleeps. */
  steady(): number;
  /** Calls back once, `delay` milliseconds from now; the answer cancels it. */
  after(delay: number, call: () => void): () => void;
}

/** Fresh random bytes. */
export type Random = (length: number) => Uint8Array;

/** A fraction in [0, 1), for waits that should not meet. */
export type Jitter = () => number;

/** An answer of the HTTP interface that says no (protocol.md §5), or none at all. */
export type Refusal =
  | {
      readonly kind: "refused";
      readonly code: string;
      readonly status: number;
      readonly retryAfter: number;
      /** Why the sign-in session ended, when the service says so (protocol.md §1.4). */
      readonly reason?: string;
    }
  | { readonly kind: "unreachable" };

export type Answered<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

/** What an activation stands for. */
export interface Issued {
  readonly account: Uint8Array;
  readonly role: string;
  readonly root: Uint8Array;
  /** The practice has keys of this account, which were lost: asked for before new ones are sent (crypto.md §4.7). */
  readonly anew?: boolean;
}

/** The sign-in session that a cookie still holds. `left`: milliseconds until the idle log-off. */
export interface SessionFacts extends Holder {
  readonly expires: number;
  readonly left: number;
  readonly secondFactor: SecondFactor;
  /** The practice has suspended the account: it reads, and writes nothing. */
  readonly suspended: boolean;
  /** Whoever works for the practice has accepted what staff agree to; until then the service opens their own account only. */
  readonly agreed: boolean;
}

/** The record log (protocol.md §1.8). */
export interface RecordLogHttp {
  /** That the newest head begins with the log of `before` leaves. */
  logSince(before: number): Promise<Answered<LogAdvance>>;
  /** Who watches it, and what they saw. */
  logWitnessed(): Promise<Answered<LogWitnessed>>;
  /** Own leaves behind a place (null: from the first), proved to stand in the log of `size` leaves; a page of them. */
  ownLeaves(after: number | null, size: number): Promise<Answered<readonly OwnLeaf[]>>;
}

/** The HTTP interface (protocol.md §1), but for what IdentityHttp holds. */
export interface Http extends NoticesHttp, RecordLogHttp {
  activation(number: string, activation: Uint8Array): Promise<Answered<Issued>>;
  completeActivation(request: {
    readonly number: string;
    readonly activation: Uint8Array;
    readonly authenticationKey: Uint8Array;
    readonly wrap: Uint8Array;
    readonly device: Device;
  }): Promise<Answered<SignedInAnswer>>;
  session(): Promise<Answered<SessionFacts>>;
  /** What the frame `activity` says, for a page that has no socket; `age` in milliseconds. */
  activity(
    age: number | null,
  ): Promise<Answered<{ readonly account: Uint8Array; readonly left: number; readonly cap: number }>>;
  swapReloadKey(next: Uint8Array): Promise<Answered<Uint8Array | null>>;
  signOut(): Promise<Answered<null>>;
  practice(): Promise<Answered<PracticeDocument>>;
  publishBundle(bundle: MadeBundle): Promise<Answered<null>>;
  ownBundle(): Promise<Answered<Person>>;
  conversations(): Promise<Answered<ConversationsDocument>>;
}

/** One socket's life, told to who opened it. `closed` comes once and last. */
export interface SocketEvents {
  opened(): void;
  frame(frame: ServerFrame): void;
  closed(code: number): void;
}

/** An open socket. Sending on one that has ended does nothing: `closed` is on its way. */
export interface OpenSocket {
  send(frame: ClientFrame): void;
  close(): void;
}

export type OpenSocketPort = (events: SocketEvents) => OpenSocket;

/** A sealed envelope that waits for the record. Nothing in it can be read without the account's keys. */
export interface StoredEnvelope {
  readonly account: string;
  readonly conversation: string;
  readonly message: string;
  /** Orders what was written by whom writes here: the time of writing, then a counter of the page. */
  readonly order: number;
  readonly envelope: Uint8Array;
  readonly instance: string;
  readonly epoch: number;
  readonly counter: number;
}

/** Where envelopes survive a reload or a crash. */
export interface OutboxStore {
  put(item: StoredEnvelope): Promise<void>;
  remove(message: string): Promise<void>;
  load(account: string, conversation: string): Promise<readonly StoredEnvelope[]>;
}

/**
 * A draft as this device keeps it (crypto.md §3.10): sealed, or null where one was sent or emptied. A letter's `conversation` has its
 * slot behind it (draft_slot.ts).
 */
export interface KeptDraft {
  readonly account: string;
  readonly conversation: string;
  readonly version: number;
  readonly sealed: Uint8Array | null;
}

/** Where drafts survive this page. The newest version of each stays. */
export interface DraftStore {
  put(draft: KeptDraft): Promise<void>;
  load(account: string): Promise<readonly KeptDraft[]>;
}

/** The tab's half of a reload (crypto.md §3.7). */
export interface ReloadHalf {
  readonly account: Uint8Array;
  readonly sealed: Uint8Array;
}

/** Where the tab keeps its half. Tabs of one sign-in share it: who makes a new one gives it to the others. */
export interface ReloadStore {
  read(): ReloadHalf | null;
  write(half: ReloadHalf): void;
  forget(): void;
  /** Asks the other tabs of this browser for a half; null when none has one to give. */
  ask(): Promise<ReloadHalf | null>;
  /** Calls back when another tab asks, in one tab only: it makes a new half and writes it. */
  asked(answer: () => void): void;
}

/** What a passkey showed. `credential`: JSON of WebAuthn, without the PRF output. `prfOutput`: 32 bytes; null when it cannot keep keys. */
export interface ShownPasskey {
  readonly credential: object;
  readonly prfOutput: Uint8Array | null;
}

/** `cancelled`: by the person, or none fits. `already`: this device holds one of this account. `unavailable`: this browser knows none. */
export type PasskeyOutcome =
  | { readonly ok: true; readonly value: ShownPasskey }
  | { readonly ok: false; readonly reason: "cancelled" | "already" | "unavailable" | "failed" };

/** Passkeys of this browser (crypto.md §3.8). `options`: JSON of WebAuthn; `input`: what the PRF is evaluated at. */
export interface Passkeys {
  available(): boolean;
  show(options: object, input: Uint8Array): Promise<PasskeyOutcome>;
  create(options: object, input: Uint8Array): Promise<PasskeyOutcome>;
}
