import type { DecisionGround, Decided, Maker, ScopeKind } from "../crypto/consent.ts";
import type { DisclosureBasis, Run } from "../crypto/disclosure.ts";
import type { SealedPaper } from "../crypto/paper.ts";
import type { ConsentForm } from "../crypto/paper_forms.ts";
import type { Part2Ground, Part2Status, Statement } from "../crypto/part2.ts";
import type { Part2Branch, Source, WarningBasis } from "../crypto/warning.ts";
import type { Person, SignedBody } from "../protocol/documents.ts";
import type { NoticeToSend } from "./matching_port.ts";
import type { Outcome } from "./port.ts";

/** The part of the worker's door that concerns releases (crypto.md §13). All of it needs trustPractice first. */

/** What stands at the elements of a form, by name. */
export type Values = Readonly<Record<string, string>>;

/** A signed body and the sealed paper that it names. */
export interface WithPaper {
  readonly signed: SignedBody;
  readonly paper: SealedPaper;
}

/** A sealed paper with this account's own wrap. */
export interface OwnPaper {
  readonly sealed: Uint8Array;
  readonly bundleHash: Uint8Array;
  readonly wrap: Uint8Array;
}

/** A consent that holds, and its paper. */
export interface ShownConsent {
  readonly consentId: Uint8Array;
  readonly hash: Uint8Array;
  readonly form: ConsentForm;
  readonly client: Uint8Array;
  readonly conversation: Uint8Array;
  readonly kinds: readonly ScopeKind[];
  readonly from: number;
  readonly until: number;
  readonly maker: Maker;
  readonly signedAt: number;
  readonly expiresAt: number;
  readonly values: Values;
  /** Of the paper: with it, what stands there is proved to be what the consent names. */
  readonly salt: Uint8Array;
}

/** A disclosure that holds, and its paper. */
export interface ShownDisclosure {
  readonly basis: DisclosureBasis;
  readonly basisHash: Uint8Array;
  readonly by: Uint8Array;
  readonly producedAt: number;
  readonly statement: Statement;
  readonly suspendedUntil: number;
  readonly values: Values;
}

/** A warning that holds, and its paper. */
export interface ShownWarning {
  readonly hash: Uint8Array;
  /** Hash of the warning that this one completes. */
  readonly completes: Uint8Array | null;
  readonly client: Uint8Array;
  readonly conversation: Uint8Array;
  readonly therapist: Uint8Array;
  readonly basis: WarningBasis;
  readonly branch: Part2Branch;
  readonly source: Source;
  readonly at: number;
  readonly values: Values;
  /** Whose word stands under it besides the therapist's; null while nobody's does, "broken" where that does not hold. */
  readonly countersigned: Countersigned | "broken" | null;
}

/** Which supervisor signed, and when. */
export interface Countersigned {
  readonly by: Uint8Array;
  readonly at: number;
}

/** A paper by its hash, with this account's own wrap. */
export interface OwedPaper {
  readonly hash: Uint8Array;
  readonly paper: OwnPaper;
}

/** What gives papers on: this account's word, and the wraps that it names, in its order. */
export interface MadeAdmission {
  readonly signed: SignedBody;
  readonly wraps: readonly Uint8Array[];
}

/** Who signs, as the practice shows them, and the officers and owners who may read. */
export interface Readers {
  readonly own: Person;
  readonly officers: readonly Person[];
  /** Of a form for notes: the therapist whose they are. */
  readonly authors?: readonly Person[];
}

export interface ReleasePort {
  /** Signs a consent of this account's, and seals what it says to this account and to the officers. `bad_form` unless the text is the one that is pinned. */
  signConsent(request: {
    readonly readers: Readers;
    readonly conversation: Uint8Array;
    readonly form: ConsentForm;
    readonly text: string;
    readonly kinds: readonly ScopeKind[];
    readonly from: number;
    readonly until: number;
    readonly maker: Maker;
    readonly values: Values;
    readonly expiresAt: number;
    readonly now: number;
  }): Promise<Outcome<WithPaper>>;

  /** Takes a consent of this account's back. */
  signRevocation(consent: SignedBody, now: number): Promise<Outcome<SignedBody>>;

  /** A client's consent, verified, and what stands in its paper. */
  readConsent(request: {
    readonly consent: SignedBody;
    readonly paper: OwnPaper;
    readonly client: Person;
  }): Promise<Outcome<ShownConsent>>;

  /** An officer's word on a request, and the notice that tells its client why. */
  signDecision(request: {
    readonly own: Person;
    readonly client: Person;
    readonly consent: SignedBody;
    readonly decision: Decided;
    readonly ground: DecisionGround;
    readonly until: number;
    readonly title: string;
    readonly text: string;
    readonly now: number;
  }): Promise<Outcome<{ readonly decision: SignedBody; readonly told: NoticeToSend }>>;

  /** What is about to be let out, signed; its paper is sealed to this account, the client and the officers. */
  signDisclosure(request: {
    readonly readers: Readers;
    readonly client: Person;
    readonly conversation: Uint8Array;
    readonly basis: DisclosureBasis;
    readonly basisHash: Uint8Array;
    readonly runs: readonly Run[];
    readonly packageHash: Uint8Array;
    readonly statement: Statement;
    readonly approver: Uint8Array;
    /** The process on which it rests: while its gag lasts, the client is not told. */
    readonly process?: SignedBody;
    readonly values: Values;
    readonly now: number;
  }): Promise<Outcome<WithPaper>>;

  /** A disclosure, verified as that of one of these people. */
  readDisclosure(request: {
    readonly disclosure: SignedBody;
    readonly paper: OwnPaper;
    readonly people: readonly Person[];
  }): Promise<Outcome<ShownDisclosure>>;

  /** A therapist's warning, signed and sealed to them and to the officers. */
  signWarning(request: {
    readonly readers: Readers;
    readonly client: Uint8Array;
    readonly conversation: Uint8Array;
    readonly supplements: Uint8Array | null;
    readonly basis: WarningBasis;
    readonly branch: Part2Branch;
    readonly source: Source;
    readonly values: Values;
    readonly now: number;
  }): Promise<Outcome<WithPaper & { readonly hash: Uint8Array }>>;

  /** A warning, verified as that of one of these people, and the countersignature that stands under it. */
  readWarning(request: {
    readonly warning: SignedBody;
    readonly countersignature: SignedBody | null;
    readonly paper: OwnPaper;
    readonly people: readonly Person[];
  }): Promise<Outcome<ShownWarning>>;

  /** This account's signature, an officer's or owner's, under a warning of one of these people that it can read. */
  countersign(request: {
    readonly own: Person;
    readonly warning: SignedBody;
    readonly paper: OwnPaper;
    readonly people: readonly Person[];
    readonly now: number;
  }): Promise<Outcome<SignedBody>>;

  /**
   * Gives papers that this account reads on to an officer or owner who came later; `unlawful_role` for whom nobody certified as one. What does not open here as the
   * paper that it is called stays behind; null when nothing is left.
   */
  admit(request: {
    readonly own: Person;
    readonly reader: Person;
    readonly papers: readonly OwedPaper[];
    readonly now: number;
  }): Promise<Outcome<MadeAdmission | null>>;

  /** A package under its recipient's age key, or, without one, under a passphrase that is drawn here and told once. `bad_key` for what is no key. */
  lockPackage(request: {
    readonly archive: Uint8Array;
    readonly key: string;
  }): Promise<Outcome<{ readonly locked: Uint8Array; readonly passphrase: string | null }>>;

  /** Whether a client's record is one of drug or alcohol treatment, by this account's word. */
  signMarking(request: {
    readonly client: Uint8Array;
    readonly status: Exclude<Part2Status, "pending">;
    readonly ground: Part2Ground;
    readonly now: number;
  }): Promise<Outcome<SignedBody>>;
}
