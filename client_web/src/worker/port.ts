import type { Appointment } from "../crypto/appointment.ts";
import type { Aside } from "../crypto/aside.ts";
import type { EnvelopeKind } from "../crypto/content.ts";
import type { Letter } from "../crypto/letter.ts";
import type { ProofReason } from "../crypto/proof.ts";
import type { ConversationDocument, OwnWrap, Person, PracticeDocument, SignedBody } from "../protocol/documents.ts";
import type { EpochFrame, TranscriptEntry } from "../protocol/frames.ts";
import type { AttachmentPort } from "./attachments.ts";
import type { CodeWordPort } from "./code_words.ts";
import type { CopyPort } from "./copy_port.ts";
import type { Holder, KeyLifePort, MadeBundle } from "./key_life.ts";
import type { CustodyPort } from "./custody_port.ts";
import type { LegalPort } from "./legal_port.ts";
import type { RetentionPort } from "./retention_port.ts";
import type { MatchingPort } from "./matching_port.ts";
import type { NoticesPort } from "./notices_port.ts";
import type { PrivateNotesPort } from "./private_notes_port.ts";
import type { OrderedPort } from "./ordered_port.ts";
import type { SuccessionPort } from "./succession_port.ts";
import type { RecordLogPort } from "./record_log_port.ts";
import type { RecordRequestPort } from "./record_request_port.ts";
import type { ReleasePort } from "./release_port.ts";

export type { OpenedNotice, ReadNotice } from "./notices_port.ts";
export type { AttestedHead, LogHead, WitnessStanding } from "./record_log_port.ts";

/**
 * The typed door of the crypto worker. The account secret, stretched passwords, wrapping keys and epoch secrets stay behind it:
 * no answer holds them. Calls are carried out one after the other, in the order made.
 */

/**
 * What a call came to. `ok: false` is an alarm: something did not prove what it claims, or was asked out of turn. Reasons other
 * than those of `HARMLESS` stop what they concern with an explanation; they are never passed over (crypto.md §6.5).
 */
export type Outcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: AlarmReason };

/**
 * Of the caller's order: `locked`: no account secret is held. `untrusted`: trustPractice was not called, or its
 * document was too old for what is asked: fetch it and call again. `unknown_conversation`:
 * openConversation was not called. `no_epoch`: there is no epoch to seal for, or it is not learnt. Of the transcript (crypto.md
 * §6.5): `wrong_seen`: a sender saw another record than ours. `wrong_counter`: an envelope of an instance is missing or stands
 * twice. `duplicate_message`: one message id stands twice. `wrong_session`: an entry stands where no live session, or none that is
 * over, lets it. `broken`: this conversation had an alarm and stays stopped. `no_part`: a part of this build could
 * not be fetched. `fault`: ours.
 */
export type AlarmReason =
  | ProofReason
  | "locked"
  | "untrusted"
  | "unknown_conversation"
  | "no_epoch"
  | "wrong_seen"
  | "wrong_counter"
  | "duplicate_message"
  | "wrong_session"
  | "broken"
  | "no_part"
  | "fault";

/** Reasons that speak of the caller's order or the person's typing, not of bytes that lie. */
export const HARMLESS: ReadonlySet<AlarmReason> = new Set<AlarmReason>([
  "locked",
  "untrusted",
  "unknown_conversation",
  "no_epoch",
  "no_part",
]);

/** A member of a conversation, from its match (crypto.md §4.3), and their bundle that was certified last (§4.6). */
export interface Member {
  readonly account: Uint8Array;
  readonly role: string;
  readonly self: boolean;
  readonly bundleHash: Uint8Array;
  readonly generation: number;
  /** It is the bundle that the match names: whoever was never met is known by that one. */
  readonly matched: boolean;
  /** Since that match they lost every key, and the practice vouched for others (§4.7). */
  readonly begunAnew: boolean;
}

/** What openConversation proved. `genesis` is head(0). */
export interface OpenedConversation {
  readonly members: readonly Member[];
  readonly genesis: Uint8Array;
}

/** An epoch whose secret the worker now holds, unless it is `lost`: sealed to keys that this account lost (§4.7), and not given back. */
export interface LearntEpoch {
  readonly epoch: number;
  readonly lost: boolean;
  readonly kind: "session" | "thread";
  readonly session: Uint8Array | null;
  readonly headerHash: Uint8Array;
  /** Unix milliseconds, by its opener's clock. */
  readonly openedAt: number;
  /** By which bundles it names its members. */
  readonly bundleHashes: readonly Uint8Array[];
  readonly deposited: boolean;
}

/** The fields of an `open` frame, without ref. */
export interface EpochOpening {
  readonly epoch: number;
  readonly header: Uint8Array;
  readonly signature: Uint8Array;
  readonly wraps: readonly Uint8Array[];
}

/** The fields of a `deposit` frame, without ref. */
export interface MadeDeposit {
  readonly deposit: Uint8Array;
  readonly signature: Uint8Array;
  readonly sealedShares: readonly Uint8Array[];
}

/** What a person sends. Text is at most 32 768 bytes of UTF-8 (else `too_large`). `seal` signs the session's end (§8.3). */
export type Content =
  | { readonly kind: "text"; readonly text: string }
  | Aside
  | Letter
  | Appointment
  | { readonly kind: "end" }
  | { readonly kind: "seal"; readonly session: Uint8Array };

/** A message to seal; `messageId` is 16 random bytes and the same at every attempt, `clientTime` Unix milliseconds. */
export interface MessageToSeal {
  readonly messageId: Uint8Array;
  readonly clientTime: number;
  readonly content: Content;
}

/** The envelope's bytes, for a `post` frame and the outbox. */
export interface SealedMessage {
  readonly envelope: Uint8Array;
  readonly epoch: number;
  readonly counter: number;
}

/** What an own envelope holds. */
export interface OwnMessage {
  readonly messageId: Uint8Array;
  readonly clientTime: number;
  readonly instance: Uint8Array;
  readonly epoch: number;
  readonly counter: number;
  readonly content: Content;
}

interface Placed {
  readonly sequence: number;
  /** The server's time, Unix milliseconds. */
  readonly time: number;
}

interface Sent extends Placed {
  readonly sender: Uint8Array;
  readonly self: boolean;
  readonly instance: Uint8Array;
  readonly messageId: Uint8Array;
  readonly clientTime: number;
  readonly epoch: number;
}

/** An entry of the transcript, verified and decrypted; `locked`: verified, but of an epoch that is lost. An end needs no key to be known. */
export type OpenedEntry =
  | (Placed & {
      readonly kind: "epoch";
      readonly epoch: number;
      readonly epochKind: "session" | "thread";
      readonly session: Uint8Array | null;
      readonly opener: Uint8Array;
    })
  | (Sent & { readonly kind: "text"; readonly text: string })
  | (Sent & Aside)
  | (Sent & Letter)
  | (Sent & Appointment)
  | (Sent & { readonly kind: "end" })
  | (Sent & { readonly kind: "seal"; readonly session: Uint8Array; readonly lastSequence: number })
  | (Sent & { readonly kind: "locked"; readonly was: LockedKind });

export type LockedKind = Exclude<EnvelopeKind, "end">;

/**
 * `opened`: all entries hold; `head` is the head after the last. `needs`: nothing was done yet; learn these epochs (frame `learn`,
 * then learnEpoch) and call again with the same arguments.
 */
export type OpenedEntries =
  | { readonly kind: "opened"; readonly entries: readonly OpenedEntry[]; readonly head: Uint8Array }
  | { readonly kind: "needs"; readonly epochs: readonly number[] };

/** Why a conversation is closed: the client has another therapist, care ended, or the client closed the account (§12.4). */
export type ClosingReason = "changed" | "ended" | "left";

/** A closing that was proved. */
export interface ReadClosing {
  readonly reason: ClosingReason;
  readonly account: Uint8Array;
  readonly closedAt: number;
}

/** A grant, and its wraps in the order of its rows (§5.3). */
export interface MadeHistory {
  readonly grant: SignedBody;
  readonly wraps: readonly Uint8Array[];
}

/** Everything the worker can be asked. Ids are 16 bytes, hashes and heads 32, times Unix milliseconds. */
export interface CryptoPort
  extends
    KeyLifePort,
    MatchingPort,
    AttachmentPort,
    CodeWordPort,
    NoticesPort,
    CustodyPort,
    CopyPort,
    PrivateNotesPort,
    RecordLogPort,
    ReleasePort,
    RecordRequestPort,
    LegalPort,
    RetentionPort,
    OrderedPort,
    SuccessionPort {
  /** The tab's instance, 16 random bytes, for `hello` (crypto.md §6.1). */
  instance(): Promise<Outcome<Uint8Array>>;

  /** Stretches the password (§3.2); the keys wait inside for `unlock`. `bad_number` when the check digit does not fit. */
  prepareSignIn(number: string, password: string): Promise<Outcome<{ readonly authenticationKey: Uint8Array }>>;

  /** The part of an activation text that is sent; the root's prefix waits inside (§3.6). `malformed` or `wrong_length` for anything else. */
  readActivation(text: string): Promise<Outcome<{ readonly activation: Uint8Array }>>;

  /**
   * Makes an account for an activation read before: a new account secret, wrapped by the password. `root` is the practice's root
   * public key as the server names it; `not_the_pinned_root` when it is not the one of the activation text. Unlocks.
   */
  activate(request: {
    readonly number: string;
    readonly password: string;
    readonly account: Uint8Array;
    readonly role: string;
    readonly root: Uint8Array;
    readonly now: number;
  }): Promise<
    Outcome<{ readonly authenticationKey: Uint8Array; readonly wrap: Uint8Array; readonly bundle: MadeBundle }>
  >;

  /**
   * Both halves of the next reload (§3.7): `sealed` for sessionStorage, `reloadKey` for the server (`next` of protocol.md §1.1), which
   * keeps the only copy of it.
   */
  sealReload(): Promise<Outcome<{ readonly reloadKey: Uint8Array; readonly sealed: Uint8Array }>>;

  /** Unlocks from both halves after a reload; `holder` is what the sign-in session says (protocol.md §1.1). */
  openReload(
    holder: Holder,
    reloadKey: Uint8Array,
    sealed: Uint8Array,
  ): Promise<Outcome<{ readonly rootFingerprint: Uint8Array }>>;

  /** Checks the practice against the pinned root (§4.2, §7.1). Needed before any conversation. */
  trustPractice(practice: PracticeDocument): Promise<Outcome<{ readonly manifestGeneration: number | null }>>;

  /** Checks match and certificates (§4.2, §4.3) and keeps the members' keys. Again with the same conversation: starts over. */
  openConversation(conversation: ConversationDocument, people: readonly Person[]): Promise<Outcome<OpenedConversation>>;

  /**
   * Takes what the members' bundles are now (§4.6), after the practice was trusted again. `wrong_bundle` when they are not of the
   * chains shown before; an older document changes nothing.
   */
  renewMembers(conversation: Uint8Array, people: readonly Person[]): Promise<Outcome<readonly Member[]>>;

  /** Takes an `epoch` frame: header, wrap, commitment (§5). `untrusted` when it names keys that were not shown yet. */
  learnEpoch(frame: EpochFrame): Promise<Outcome<LearntEpoch>>;

  /** Makes the epoch behind the newest one known (§5.1). Its secret counts once the transcript shows that this opening won. */
  startEpoch(request: {
    readonly conversation: Uint8Array;
    readonly kind: "session" | "thread";
    readonly session: Uint8Array | null;
    readonly now: number;
  }): Promise<Outcome<EpochOpening>>;

  /** Splits an epoch's secret to the custodians of the manifest that its header names (§7.2). */
  makeDeposit(conversation: Uint8Array, epoch: number, now: number): Promise<Outcome<MadeDeposit>>;

  /** Seals for the newest epoch, with the next counter of this tab (§6). */
  seal(conversation: Uint8Array, message: MessageToSeal): Promise<Outcome<SealedMessage>>;

  /**
   * Opens an own envelope and seals it anew: same message id, newest epoch, next counter, what was seen until now. After
   * `bad_counter` pass the server's `counter` with the first one; the others follow on.
   */
  reseal(
    conversation: Uint8Array,
    envelope: Uint8Array,
    lastCounter: number | null,
  ): Promise<Outcome<SealedMessage & { readonly messageId: Uint8Array; readonly content: Content }>>;

  /** Opens an own envelope without sealing it anew, such as one that an earlier page left in its outbox. */
  openOwn(conversation: Uint8Array, envelope: Uint8Array): Promise<Outcome<OwnMessage>>;

  /**
   * Verifies and decrypts entries without a gap (§8.2, §6.5). `anchor` is the head before the first of them: of a `delivery` that
   * continues it is the head before it, of a `page` its `anchor`. Heads already known must agree. Hundreds at a time are best.
   */
  openEntries(
    conversation: Uint8Array,
    anchor: Uint8Array,
    entries: readonly TranscriptEntry[],
  ): Promise<Outcome<OpenedEntries>>;

  /** What `committed` said of a message (null: of an opening): it must be so, now or when that entry is read (§8.2). */
  acknowledge(
    conversation: Uint8Array,
    sequence: number,
    promised: { readonly messageId: Uint8Array | null; readonly head: Uint8Array },
  ): Promise<Outcome<null>>;

  /** Twelve groups of five digits (§4.5), of the members' newest bundles. */
  safetyNumber(conversation: Uint8Array): Promise<Outcome<readonly string[]>>;

  /** Closes a conversation by this account's word (§12.4). The service says whether it may. */
  signClosing(conversation: Uint8Array, reason: ClosingReason, now: number): Promise<Outcome<SignedBody>>;

  /** By whose word a conversation is closed, after it was opened here; an alarm when that was not theirs to say. */
  readClosing(conversation: Uint8Array, closing: SignedBody): Promise<Outcome<ReadClosing>>;

  /** The wish to go on with another therapist (§12.5). */
  signChangeRequest(request: {
    readonly conversation: Uint8Array;
    readonly history: "share" | "keep";
    readonly now: number;
  }): Promise<Outcome<SignedBody>>;

  /**
   * Wraps epochs of a conversation, whose client this is, for the therapist of the conversation `next` (§5.3). `wraps`: this account's own,
   * at most 32, rising. Both conversations are open here. Null when all of them are lost: nobody can share them any more (§4.7).
   */
  shareHistory(request: {
    readonly conversation: Uint8Array;
    readonly next: Uint8Array;
    readonly wraps: readonly OwnWrap[];
    readonly now: number;
  }): Promise<Outcome<MadeHistory | null>>;

  /** Forgets everything; the secrets are overwritten. */
  wipe(): Promise<Outcome<null>>;
}

export type Method = keyof CryptoPort;

/** What crosses to the worker … */
export interface Call {
  readonly id: number;
  readonly method: Method;
  readonly parameters: readonly unknown[];
}

/** … and what comes back. */
export interface Answer {
  readonly id: number;
  readonly outcome: Outcome<unknown>;
}
