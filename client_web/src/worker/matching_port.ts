import type { ConversationDocument, Person, SignedBody } from "../protocol/documents.ts";
import type { CardContent } from "./key_life.ts";
import type { Outcome } from "./port.ts";

/**
 * The part of the worker's door that concerns intake and matching (crypto.md §12.1–12.3): what clients tell of themselves, what intake
 * reads of it, and what certifiers and therapists sign. Everything here needs trustPractice first: `untrusted` without.
 */

/** One question's answer; it has a value exactly when it is given. */
export interface IntakeAnswer {
  readonly question: string;
  readonly standing: "given" | "declined" | "open";
  readonly value: string;
}

/** All answers, in the order of the form's version. */
export interface IntakeContent {
  readonly form: number;
  readonly answers: readonly IntakeAnswer[];
}

/** Who may read an intake besides its holder: certified intake staff, and the therapists of these conversations. */
export interface IntakeReaders {
  readonly intake: readonly Person[];
  readonly conversations: readonly ConversationDocument[];
  /** Everyone in these conversations. */
  readonly people: readonly Person[];
}

/** An intake to send, with a wrap for each recipient. */
export interface MadeIntake {
  readonly intake: SignedBody;
  readonly sealed: Uint8Array;
  readonly wraps: readonly { readonly account: Uint8Array; readonly wrap: Uint8Array }[];
}

export interface OpenedIntake extends IntakeContent {
  readonly version: number;
  /** The recipients are not these people under these keys any more. */
  readonly stale: boolean;
}

/** A document of somebody else, as the service hands it to one of its recipients; `signed` is by its holder. */
export interface SealedDocument {
  readonly signed: SignedBody;
  readonly sealed: Uint8Array;
  readonly wrap: Uint8Array;
}

/** What a therapist says of themselves, but for what is derived. */
export interface ProfileWords {
  readonly name: string;
  readonly credentials: string;
  readonly approaches: readonly string[];
  readonly languages: readonly string[];
  readonly about: string;
}

/** A profile that was verified. */
export interface VerifiedProfile extends ProfileWords {
  readonly account: Uint8Array;
  readonly version: number;
}

/** A notice to post with what it accompanies. */
export interface NoticeToSend {
  readonly notice: SignedBody;
  readonly sealed: Uint8Array;
}

/** A match, and the notice that asks its client. */
export interface MadeProposal {
  readonly conversation: Uint8Array;
  readonly match: SignedBody;
  readonly notice: NoticeToSend;
}

export interface MatchingPort {
  /** Seals the answers to their holder and to these readers, whose certificates and matches are checked first. `holder` as for sealContactCard. */
  sealIntake(request: {
    readonly version: number;
    readonly content: IntakeContent;
    readonly holder: Person;
    readonly readers: IntakeReaders;
    readonly now: number;
  }): Promise<Outcome<MadeIntake>>;

  /** Opens one's own intake. */
  openIntake(request: {
    readonly document: SealedDocument;
    readonly holder: Person;
    readonly readers: IntakeReaders;
  }): Promise<Outcome<OpenedIntake>>;

  /** Opens the intake of a certified client, for whom it was sealed to. `reader`: this account as the practice shows it. */
  readIntake(request: {
    readonly document: SealedDocument;
    readonly holder: Person;
    readonly reader: Person;
  }): Promise<Outcome<IntakeContent>>;

  /** The same for a contact card. */
  readContactCard(request: {
    readonly document: SealedDocument;
    readonly holder: Person;
    readonly reader: Person;
  }): Promise<Outcome<CardContent>>;

  /** The fingerprint (§4.5) of somebody's newest bundle, certified or not: twelve groups of five digits, to compare. */
  fingerprintOf(person: Person): Promise<Outcome<readonly string[]>>;

  /** Certifies somebody's newest bundle under the role shown; `wrong_delegation` for who is no certifier. */
  certify(request: { readonly person: Person; readonly now: number }): Promise<Outcome<SignedBody>>;

  /** Signs a match of a client and a therapist under the custodians in force, and seals the notice that asks the client. */
  propose(request: {
    readonly client: Person;
    readonly therapist: Person;
    readonly title: string;
    readonly text: string;
    /** The therapist's name as the directory has it. */
    readonly name: string;
    readonly now: number;
  }): Promise<Outcome<MadeProposal>>;

  /** A notice of staff to a certified person that asks for nothing, such as a referral. */
  sealUpdate(request: {
    readonly recipient: Person;
    readonly title: string;
    readonly text: string;
    readonly now: number;
  }): Promise<Outcome<NoticeToSend>>;

  /** Signs one's own profile. `photo`: the picture itself, or null. */
  signProfile(request: {
    readonly version: number;
    readonly words: ProfileWords;
    readonly photo: Uint8Array | null;
    readonly now: number;
  }): Promise<Outcome<SignedBody>>;

  /** A profile of a certified therapist, verified. */
  readProfile(profile: SignedBody, therapist: Person): Promise<Outcome<VerifiedProfile>>;

  /** A client's request for another therapist, verified. */
  readChange(
    change: SignedBody,
    client: Person,
  ): Promise<Outcome<{ readonly conversation: Uint8Array; readonly history: "share" | "keep" }>>;
}
