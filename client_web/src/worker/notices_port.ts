import type { ProofReason } from "../crypto/proof.ts";
import type { Person, SignedBody } from "../protocol/documents.ts";
import type { Outcome } from "./port.ts";

/** The part of the worker's door that concerns notices (crypto.md §11). All of it needs trustPractice first. */

/** A notice as the service hands it to its recipient. */
export interface SealedNotice {
  readonly notice: SignedBody;
  readonly sealed: Uint8Array;
  /** This account's own answer, if it gave one. */
  readonly answer: SignedBody | null;
  /** What one of kind "match" asks about. */
  readonly match?: SignedBody | null;
}

/** A notice that holds: whose it is by certificate, what it says, what it asks, and what was answered. */
export interface OpenedNotice {
  readonly noticeId: Uint8Array;
  readonly kind: string;
  readonly sender: Uint8Array;
  readonly senderRole: string;
  /** What an owner calls the system of the practice that sent it; null for people, and for a system without an owner's word. */
  readonly senderName: string | null;
  readonly subject: Uint8Array;
  readonly answers: readonly string[];
  readonly madeAt: number;
  readonly title: string;
  readonly text: string;
  readonly values: readonly { readonly name: string; readonly value: string }[];
  readonly answered: string | null;
}

/** Each notice for itself: one that does not hold is named, and spoils no other. */
export type ReadNotice =
  { readonly ok: true; readonly notice: OpenedNotice } | { readonly ok: false; readonly reason: ProofReason };

export interface NoticesPort {
  /** Verifies and opens notices to this account, in their order; `people` are their senders, the owners who signed `services`, and whom matches name. */
  openNotices(request: {
    readonly notices: readonly SealedNotice[];
    readonly people: readonly Person[];
    readonly services?: readonly SignedBody[];
  }): Promise<Outcome<readonly ReadNotice[]>>;

  /** Signs the answer to a notice that openNotices has opened; `bad_answer` for what it does not ask. */
  answerNotice(request: {
    readonly notice: SignedBody;
    readonly answer: string;
    readonly now: number;
  }): Promise<Outcome<SignedBody>>;

  /** A notice of this account to a certified person. `own`: this account as the practice shows it. */
  sealNotice(request: {
    readonly own: Person;
    readonly recipient: Person;
    readonly kind: string;
    readonly subject: Uint8Array;
    readonly answers: readonly string[];
    readonly title: string;
    readonly text: string;
    readonly values: readonly { readonly name: string; readonly value: string }[];
    readonly now: number;
  }): Promise<Outcome<{ readonly notice: SignedBody; readonly sealed: Uint8Array }>>;

  /** An owner's word on a new service account, and its token's text, which nobody can show again (crypto.md §11.4). */
  signService(request: {
    readonly own: Person;
    readonly name: string;
    readonly kinds: readonly string[];
    readonly expiresAt: number;
    readonly now: number;
  }): Promise<Outcome<{ readonly service: SignedBody; readonly token: string }>>;
}
