import type { SafeContact } from "../crypto/contact_card.ts";
import type { LetterDraft } from "../crypto/draft.ts";
import type { ActWord, ReasonCode } from "../crypto/staff_act.ts";
import type { Person, SignedBody } from "../protocol/documents.ts";
import type { Outcome } from "./port.ts";
import type { LogHead } from "./record_log.ts";

/**
 * The part of the worker's door that concerns the life of an account's keys: making, unlocking, replacing, rotating, and what is
 * sealed with them besides the record (crypto.md §2, §3). Secrets stay behind it; a PRF output comes from the page, since only a
 * page can ask a passkey, and is overwritten once used.
 */

/** An account secret before a rotation, sealed to who has the one after it; `generation` is of that one's bundle (crypto.md §2). */
export interface Predecessor {
  readonly generation: number;
  readonly sealed: Uint8Array;
}

/** Whose ring it is: `generation` is that of its newest bundle, `predecessors` are newest first (protocol.md §1.1). */
export interface Holder {
  readonly account: Uint8Array;
  readonly role: string;
  readonly generation: number;
  readonly predecessors: readonly Predecessor[];
}

/** What a sign-in was answered with, as far as keys go (protocol.md §1.1). */
export interface Opening extends Holder {
  readonly kind: "password" | "passkey";
  readonly version: number;
  readonly wrap: Uint8Array;
}

/** Versions of the wraps that the service holds; 0: none. */
export interface WrapVersions {
  readonly password: number;
  readonly recovery: number;
}

/** A password wrap and a recovery wrap, with what is sent beside them; the recovery code is the one last made and confirmed. */
export interface MadeWraps {
  readonly authenticationKey: Uint8Array;
  readonly wrap: Uint8Array;
  readonly recoveryKey: Uint8Array;
  readonly recoveryWrap: Uint8Array;
}

/** A bundle to publish; the signature of its predecessor unless it is the first (crypto.md §4.1). */
export interface MadeBundle extends SignedBody {
  readonly predecessorSignature: Uint8Array | null;
}

/** A rotation as the service takes it (crypto.md §3.9); `generation` is that of the bundle to come. */
export interface PreparedRotation {
  readonly generation: number;
  readonly predecessor: Uint8Array;
  /** Of kind "password"; null for staff with a passkey. */
  readonly wrap: Uint8Array | null;
  /** Version 1; null without a PRF output. */
  readonly passkeyWrap: Uint8Array | null;
  readonly recoveryKey: Uint8Array;
  readonly recoveryWrap: Uint8Array;
}

export type { SafeContact };
export type CardName = "name" | "address" | "birth-date" | "telephone" | "email";

/** One line of the contact card; a declined one has an empty value. */
export interface CardField {
  readonly name: CardName;
  readonly declined: boolean;
  readonly value: string;
}

/** What stands on a contact card: its lines, and how its holder may be reached. */
export interface CardContent {
  readonly fields: readonly CardField[];
  readonly safe: SafeContact;
}

/** A contact card to send, with a wrap for each recipient (crypto.md §3.12). */
export interface MadeCard {
  readonly card: SignedBody;
  readonly sealed: Uint8Array;
  readonly wraps: readonly { readonly account: Uint8Array; readonly wrap: Uint8Array }[];
}

export interface OpenedCard extends CardContent {
  readonly version: number;
  readonly stale: boolean;
}

/** Whom an account has met, under which keys. */
export interface Pin {
  readonly account: Uint8Array;
  readonly generation: number;
  readonly bundleHash: Uint8Array;
}

/** What a person's browsers remember together (crypto.md §3.11). */
export interface SettingsContent {
  readonly manifestGeneration: number | null;
  /** How far the record log was verified (§9.2); null before the first time. */
  readonly log: LogHead | null;
  readonly pins: readonly Pin[];
  readonly choices: readonly (readonly [name: string, value: string])[];
}

/**
 * Calls keep between them: the wrapping key of the last `stepUp`, a recovery code read or made. Each is used up by the call that wraps
 * or opens with it: what was made is sent again when the service did not answer. Whatever misses fails with `locked`; `wipe` forgets
 * all. A `version` is that of the wrap to be made; `versions` are those that the service holds, and the next are made. A PRF output
 * given is overwritten.
 */
export interface KeyLifePort {
  /** Opens the wrap that a sign-in was answered with, and the ring behind it. `prfOutput`: 32 bytes, when `kind` is "passkey". */
  unlock(
    opening: Opening,
    prfOutput: Uint8Array | null,
  ): Promise<Outcome<{ readonly rootFingerprint: Uint8Array; readonly generation: number }>>;

  /** SHA-256(context(…)) of crypto.md §3.8, for the page to ask a passkey with. */
  passkeyInput(): Promise<Outcome<Uint8Array>>;

  /** Stretches the password again, for a step-up; its wrapping key waits inside. The keys already held stay as they are. `locked` without. */
  stepUp(number: string, password: string): Promise<Outcome<{ readonly authenticationKey: Uint8Array }>>;

  /** Reads a recovery code as typed (§3.5): `malformed`, `wrong_length` or `wrong_check`. It waits inside. */
  readRecoveryCode(text: string): Promise<Outcome<{ readonly recoveryKey: Uint8Array }>>;

  /** Opens the recovery wrap with the code read before. Nothing is unlocked until `completeRecovery`. */
  openRecovery(request: {
    readonly account: Uint8Array;
    readonly role: string;
    readonly version: number;
    readonly wrap: Uint8Array;
    readonly predecessors: readonly Predecessor[];
  }): Promise<Outcome<{ readonly rootFingerprint: Uint8Array }>>;

  /** A new recovery code, to be shown once. It waits inside; a second call makes another. */
  makeRecoveryCode(): Promise<Outcome<{ readonly text: string }>>;

  /** Whether what was typed is the code just made; false as well when it is no code at all. Required before anything is wrapped with it. */
  confirmRecoveryCode(text: string): Promise<Outcome<boolean>>;

  /** Makes a new client's keys, wrapped by password and confirmed recovery code; unlocks. `root`: the practice's root public key. */
  register(request: {
    readonly number: string;
    readonly password: string;
    readonly account: Uint8Array;
    readonly root: Uint8Array;
    readonly now: number;
  }): Promise<Outcome<MadeWraps & { readonly bundle: MadeBundle }>>;

  /** After `openRecovery`: a new password and the confirmed new code; unlocks. */
  completeRecovery(request: {
    readonly number: string;
    readonly password: string;
    readonly versions: WrapVersions;
  }): Promise<Outcome<MadeWraps>>;

  /** After `stepUp`: wraps the account secret by a new password. `prfOutput`: of staff's passkey, whose wrap is made then instead (§3.8). */
  changePassword(request: {
    readonly number: string;
    readonly password: string;
    readonly version: number;
    readonly prfOutput: Uint8Array | null;
  }): Promise<Outcome<{ readonly authenticationKey: Uint8Array; readonly wrap: Uint8Array }>>;

  /** Wraps by the confirmed recovery code. */
  changeRecoveryCode(
    version: number,
  ): Promise<Outcome<{ readonly recoveryKey: Uint8Array; readonly wrap: Uint8Array }>>;

  /** A passkey's wrap, version 1. Everyone but clients: after `stepUp` only (§3.8). */
  wrapForPasskey(prfOutput: Uint8Array): Promise<Outcome<{ readonly wrap: Uint8Array }>>;

  /** The wrap of the password just shown by `stepUp`, when staff give up their last passkey. */
  wrapForPassword(version: number): Promise<Outcome<{ readonly wrap: Uint8Array }>>;

  /**
   * Prepares a rotation (§3.9) with the password of `stepUp` and the confirmed recovery code. `passkey`: whether the account has
   * any; of staff who do, `prfOutput` is asked. Nothing changes before `adoptRotation`, which is called once the service has taken it.
   */
  prepareRotation(request: {
    readonly versions: WrapVersions;
    readonly passkey: boolean;
    readonly prfOutput: Uint8Array | null;
  }): Promise<Outcome<PreparedRotation>>;
  adoptRotation(): Promise<Outcome<null>>;

  /**
   * The bundles of the ring that the practice does not have yet, oldest first; `published`: its newest of this account, or null.
   * `wrong_previous`: it has keys under this account's name that never were its own, and these were not made just now from a sheet (`begun` null, §4.7). When one of them is refused with `conflict`,
   * another browser was first: fetch and call again.
   */
  unpublishedBundles(
    published: SignedBody | null,
    now: number,
    begun?: number | null,
  ): Promise<Outcome<readonly MadeBundle[]>>;

  /**
   * The fingerprints (§4.5) of this account's newest bundle and of the practice's root, each as 12 groups of five digits to read
   * aloud. `untrusted` until `register`, `activate` or `unpublishedBundles` has shown which bundle that is.
   */
  fingerprints(): Promise<Outcome<{ readonly own: readonly string[]; readonly root: readonly string[] }>>;

  /** `slot` is the conversation for what is said live (§3.10). */
  sealDraft(slot: Uint8Array, version: number, text: string): Promise<Outcome<Uint8Array>>;
  openDraft(slot: Uint8Array, version: number, sealed: Uint8Array): Promise<Outcome<string>>;

  /** `wrong_label` when what is said live stands in that slot. */
  sealLetterDraft(slot: Uint8Array, version: number, draft: LetterDraft): Promise<Outcome<Uint8Array>>;
  openLetterDraft(slot: Uint8Array, version: number, sealed: Uint8Array): Promise<Outcome<LetterDraft>>;

  sealSettings(version: number, settings: SettingsContent): Promise<Outcome<Uint8Array>>;
  openSettings(version: number, sealed: Uint8Array): Promise<Outcome<SettingsContent>>;

  /**
   * Seals the card, all five fields, to its holder and to `recipients`, whose certificates as intake staff are checked first. It is
   * signed under the bundle of `holder`, this account as the practice shows it, that was certified last; before the first certificate
   * under the newest. Needs trustPractice, and the own bundle as `fingerprints` does: `untrusted`.
   */
  sealContactCard(request: {
    readonly version: number;
    readonly fields: readonly CardField[];
    readonly safe: SafeContact;
    readonly holder: Person;
    readonly recipients: readonly Person[];
    readonly now: number;
  }): Promise<Outcome<MadeCard>>;

  /** Opens one's own card; needs what sealing it needs. `stale`: the recipients are not these people under these keys any more. */
  openContactCard(request: {
    readonly card: SignedBody;
    readonly sealed: Uint8Array;
    readonly wrap: Uint8Array;
    readonly holder: Person;
    readonly recipients: readonly Person[];
  }): Promise<Outcome<OpenedCard>>;

  /** Signs an answer to a policy document (§9.3); `text` as shown. */
  signAcceptance(request: {
    readonly policy: string;
    readonly version: number;
    readonly text: string;
    readonly answer: "accepted" | "acknowledged" | "declined";
    readonly now: number;
  }): Promise<Outcome<SignedBody>>;

  /** Signs an act on somebody's account (§12.6). `words`: what the person is told, at most 1 000 bytes (else `too_large`). */
  signStaffAct(request: {
    readonly account: Uint8Array;
    readonly act: ActWord;
    readonly code: ReasonCode;
    readonly words: string;
    readonly now: number;
  }): Promise<Outcome<SignedBody>>;
}
