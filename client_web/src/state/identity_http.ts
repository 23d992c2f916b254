import type { ConsoleHttp } from "./console_http.ts";
import type { CustodyHttp } from "./custody_http.ts";
import type { OwnWrap, Person, SignedBody } from "../protocol/documents.ts";
import type { NoticeToSend } from "../worker/matching_port.ts";
import type { MadeHistory } from "../worker/port.ts";
import type { Opening, Predecessor, WrapVersions } from "../worker/key_life.ts";
import type { Answered } from "./ports.ts";

/** The HTTP interface of the identity side (protocol.md §1.1), and what of the messaging side registration and drafts need (§1.2). */

export type Browser = "chrome" | "edge" | "firefox" | "safari" | "other";
export type System = "windows" | "macos" | "linux" | "android" | "ios" | "other";

/** All that is told of the device: which family of browser, on which kind of system. */
export interface Device {
  readonly browser: Browser | "program";
  readonly system: System;
}

/** `missing`: staff who must set one up before anything else. */
export type SecondFactor = "none" | "missing" | "present";

/** The password, shown again. */
export interface StepUp {
  readonly number: string;
  readonly authenticationKey: Uint8Array;
}

/** Somebody is in. `left`: milliseconds until the idle log-off. */
export interface SignedInAnswer extends Opening {
  readonly expires: number;
  readonly left: number;
  readonly versions: WrapVersions;
  readonly secondFactor: SecondFactor;
  readonly suspended: boolean;
  readonly agreed: boolean;
}

/** Right so far. `passkey`: JSON of PublicKeyCredentialRequestOptions, or null when none is registered. */
export interface SecondFactorAsked {
  readonly ticket: Uint8Array;
  readonly totp: boolean;
  readonly passkey: object | null;
}

export type SignInAnswer =
  | { readonly kind: "in"; readonly signedIn: SignedInAnswer }
  | { readonly kind: "second_factor"; readonly asked: SecondFactorAsked };

export interface RecoveryOpened {
  readonly ticket: Uint8Array;
  readonly account: Uint8Array;
  readonly role: string;
  readonly versions: WrapVersions;
  readonly wrap: Uint8Array;
  readonly predecessors: readonly Predecessor[];
}

export type RecoveryAnswer =
  | { readonly kind: "opened"; readonly opened: RecoveryOpened }
  | { readonly kind: "second_factor"; readonly asked: SecondFactorAsked };

export interface SignInSession {
  readonly session: Uint8Array;
  readonly device: Device;
  readonly began: number;
  readonly active: number;
  readonly current: boolean;
}

/** One line of the sign-in history. `event` is one of protocol.md's words, newer ones are shown as "other". */
export interface HistoryEvent {
  readonly at: number;
  readonly event: string;
  readonly device: Device | null;
}

export interface Credentials {
  readonly password: { readonly version: number; readonly setAt: number } | null;
  readonly recovery: { readonly version: number; readonly setAt: number } | null;
  readonly totp: { readonly setAt: number } | null;
  readonly passkeys: readonly {
    readonly passkey: Uint8Array;
    /** What the browser knows it by, so that this very one can be asked for. */
    readonly credential: Uint8Array;
    readonly name: string;
    readonly addedAt: number;
    readonly usedAt: number | null;
  }[];
  readonly generation: number;
  readonly staff: boolean;
}

/** Whom a policy is for: clients, or whoever works for the practice. */
export type Audience = "clients" | "staff";

export interface Policy {
  readonly policy: string;
  readonly version: number;
  readonly title: string;
  readonly text: string;
  readonly postedAt: number;
}

/** How a client stands with the payment processor. `available`: the practice takes cards. */
export interface Payments {
  readonly available: boolean;
  readonly state: "none" | "open" | "paid" | "failed";
  readonly changedAt: number;
}

export interface Acceptance {
  readonly policy: string;
  readonly version: number;
  readonly answer: string;
  readonly answeredAt: number;
}

/** A draft as the service keeps it: in the conversation's own slot what is said live, in another a letter (crypto.md §3.10). */
export interface StoredDraft {
  readonly slot: Uint8Array;
  readonly conversation: Uint8Array;
  readonly version: number;
  readonly sealed: Uint8Array | null;
}

/** The contact card as kept, with the caller's own wrap. */
export interface StoredCard {
  readonly version: number;
  readonly card: SignedBody;
  readonly sealed: Uint8Array;
  readonly wrap: Uint8Array;
}

/** `passkey` is the JSON of the credential without its PRF output. */
export type SecondFactorShown =
  { readonly ticket: Uint8Array; readonly totp: string } | { readonly ticket: Uint8Array; readonly passkey: object };

export interface MadeWrapsToSend {
  readonly authenticationKey: Uint8Array;
  readonly wrap: Uint8Array;
  readonly recoveryKey: Uint8Array;
  readonly recoveryWrap: Uint8Array;
}

export interface IdentityHttp extends ConsoleHttp, CustodyHttp {
  signIn(number: string, authenticationKey: Uint8Array, device: Device): Promise<Answered<SignInAnswer>>;
  signInSecond(shown: SecondFactorShown): Promise<Answered<SignedInAnswer>>;
  passkeyChallenge(): Promise<Answered<{ readonly ticket: Uint8Array; readonly passkey: object }>>;
  passkeySignIn(ticket: Uint8Array, passkey: object, device: Device): Promise<Answered<SignedInAnswer>>;

  registration(): Promise<
    Answered<{
      readonly registration: Uint8Array;
      readonly account: Uint8Array;
      readonly number: string;
      readonly expires: number;
    }>
  >;
  completeRegistration(
    request: MadeWrapsToSend & { readonly registration: Uint8Array; readonly device: Device },
  ): Promise<Answered<SignedInAnswer>>;

  recovery(number: string, recoveryKey: Uint8Array, device: Device): Promise<Answered<RecoveryAnswer>>;
  recoverySecond(shown: SecondFactorShown): Promise<Answered<RecoveryOpened>>;
  completeRecovery(request: MadeWrapsToSend & { readonly ticket: Uint8Array }): Promise<Answered<SignedInAnswer>>;
  lostFactor(request: {
    readonly number: string;
    readonly authenticationKey: Uint8Array;
    readonly recoveryKey: Uint8Array;
  }): Promise<Answered<null>>;
  deactivateByCode(number: string, recoveryKey: Uint8Array): Promise<Answered<null>>;

  sessions(): Promise<Answered<readonly SignInSession[]>>;
  /** `null`: all others. */
  endSession(session: Uint8Array | null): Promise<Answered<null>>;
  history(): Promise<Answered<readonly HistoryEvent[]>>;
  credentials(): Promise<Answered<Credentials>>;

  /** Only says whether it is right. */
  checkStepUp(stepUp: StepUp): Promise<Answered<null>>;
  changePassword(request: {
    readonly stepUp: StepUp;
    readonly authenticationKey: Uint8Array;
    readonly wrap: Uint8Array | null;
    readonly version: number;
    readonly passkey: { readonly passkey: Uint8Array; readonly wrap: Uint8Array } | null;
  }): Promise<Answered<null>>;
  changeRecoveryCode(request: {
    readonly stepUp: StepUp;
    readonly recoveryKey: Uint8Array;
    readonly wrap: Uint8Array;
    readonly version: number;
  }): Promise<Answered<null>>;
  startTotp(stepUp: StepUp): Promise<Answered<{ readonly secret: Uint8Array }>>;
  confirmTotp(code: string): Promise<Answered<null>>;
  removeTotp(stepUp: StepUp): Promise<Answered<null>>;
  /** `passkey`: JSON of PublicKeyCredentialCreationOptions. */
  newPasskeyChallenge(stepUp: StepUp): Promise<Answered<{ readonly ticket: Uint8Array; readonly passkey: object }>>;
  addPasskey(request: {
    readonly ticket: Uint8Array;
    readonly passkey: object;
    readonly name: string;
    readonly wrap: Uint8Array;
  }): Promise<Answered<null>>;
  removePasskey(request: {
    readonly stepUp: StepUp;
    readonly passkey: Uint8Array;
    readonly wrap: Uint8Array | null;
  }): Promise<Answered<null>>;
  rotate(request: {
    readonly stepUp: StepUp;
    readonly generation: number;
    readonly predecessor: Uint8Array;
    readonly authenticationKey: Uint8Array;
    readonly wrap: Uint8Array | null;
    /** Of the password wrap. */
    readonly version: number;
    readonly passkey: { readonly passkey: Uint8Array; readonly wrap: Uint8Array } | null;
    readonly recoveryKey: Uint8Array;
    readonly recoveryWrap: Uint8Array;
    readonly recoveryVersion: number;
  }): Promise<Answered<null>>;
  deactivate(stepUp: StepUp): Promise<Answered<null>>;

  settings(): Promise<Answered<{ readonly version: number; readonly sealed: Uint8Array | null }>>;
  saveSettings(version: number, sealed: Uint8Array): Promise<Answered<null>>;
  /** Null before the first. */
  contactCard(): Promise<Answered<StoredCard | null>>;
  saveContactCard(request: {
    readonly card: SignedBody;
    readonly sealed: Uint8Array;
    readonly wraps: readonly { readonly account: Uint8Array; readonly wrap: Uint8Array }[];
  }): Promise<Answered<null>>;

  root(): Promise<Answered<Uint8Array | null>>;
  payments(): Promise<Answered<Payments>>;
  /** The address of the processor's own page. */
  paymentPage(): Promise<Answered<string>>;
  policies(audience: Audience): Promise<Answered<readonly Policy[]>>;
  accept(acceptance: SignedBody): Promise<Answered<null>>;
  acceptances(): Promise<Answered<readonly Acceptance[]>>;
  intake(): Promise<Answered<readonly Person[]>>;
  drafts(): Promise<Answered<readonly StoredDraft[]>>;
  saveDraft(draft: StoredDraft): Promise<Answered<null>>;
  closeConversation(closing: SignedBody): Promise<Answered<null>>;
  /** With what intake staff are told of it. */
  askForChange(change: SignedBody, notices: readonly NoticeToSend[]): Promise<Answered<null>>;
  withdrawChange(conversation: Uint8Array): Promise<Answered<null>>;
  /** The caller's own wraps of the epochs after one, at most 32. */
  ownWraps(conversation: Uint8Array, after: number): Promise<Answered<readonly OwnWrap[]>>;
  shareHistory(history: MadeHistory): Promise<Answered<null>>;
}
