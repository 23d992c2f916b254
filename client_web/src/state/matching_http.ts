import type { Person, SignedBody } from "../protocol/documents.ts";
import type { MadeIntake, NoticeToSend, SealedDocument } from "../worker/matching_port.ts";
import type { Answered } from "./ports.ts";

/** The HTTP interface of intake and matching (protocol.md §1.6). Ids that name people are bytes; `null` where nothing is kept. */

export const PROPOSAL_STATES = ["proposed", "accepted", "declined", "withdrawn", "stale"] as const;
export type ProposalState = (typeof PROPOSAL_STATES)[number];

export interface KeptIntake {
  readonly version: number;
  readonly document: SealedDocument;
}

/** The newest proposal to somebody who waits. */
export interface Proposal {
  readonly conversation: Uint8Array;
  readonly therapist: Uint8Array;
  readonly replaces: Uint8Array | null;
  readonly state: ProposalState;
  readonly proposedAt: number;
}

/** A client without an open conversation, or who asks for another therapist. */
export interface Waiting {
  readonly account: Uint8Array;
  readonly since: number;
  readonly wish: Uint8Array | null;
  readonly change: SignedBody | null;
  readonly proposal: Proposal | null;
}

/** The newest version of a profile. `shown`: the version that everyone sees. */
export interface KeptProfile {
  readonly account: Uint8Array;
  readonly version: number;
  readonly profile: SignedBody;
  readonly photo: Uint8Array | null;
  readonly published: boolean;
  readonly shown: number | null;
}

export interface Load {
  readonly account: Uint8Array;
  readonly open: number;
}

export interface MatchingHttp {
  intake(): Promise<Answered<KeptIntake | null>>;
  saveIntake(made: MadeIntake): Promise<Answered<null>>;
  /** Of somebody else, for whom it was sealed to. */
  readIntake(account: Uint8Array): Promise<Answered<SealedDocument>>;
  readContactCard(account: Uint8Array): Promise<Answered<SealedDocument>>;
  wish(): Promise<Answered<Uint8Array | null>>;
  saveWish(therapist: Uint8Array | null): Promise<Answered<null>>;
  profile(): Promise<Answered<KeptProfile | null>>;
  saveProfile(profile: SignedBody, photo: Uint8Array | null): Promise<Answered<null>>;
  profiles(): Promise<Answered<readonly KeptProfile[]>>;
  publish(account: Uint8Array, version: number, published: boolean): Promise<Answered<null>>;
  queue(): Promise<Answered<readonly Waiting[]>>;
  caseload(): Promise<Answered<readonly Load[]>>;
  propose(match: SignedBody, notice: NoticeToSend, replaces: Uint8Array | null): Promise<Answered<null>>;
  withdraw(conversation: Uint8Array): Promise<Answered<null>>;
  uncertified(): Promise<Answered<readonly Person[]>>;
  people(): Promise<Answered<readonly Person[]>>;
  certify(certificate: SignedBody): Promise<Answered<null>>;
  postNotice(notice: NoticeToSend): Promise<Answered<null>>;
}
