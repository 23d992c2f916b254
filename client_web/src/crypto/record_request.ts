import type { Bundle } from "./bundle.ts";
import { ids, same } from "./checks.ts";
import { type Hashed, read, readHashed, type Shape } from "./fields.ts";
import { checkMayOrder } from "./order.ts";
import { checkPaper, type Paper, valueOf } from "./paper.ts";
import { ProofError } from "./proof.ts";
import { type SignedBody, type SigningKey, verified } from "./signing.ts";
import type { CertifiedBundle } from "./trust.ts";

/**
 * Requests about the record (crypto.md §13.5): a client asks to have it corrected, or something of it kept from somebody; an officer answers.
 * Nothing in the record is ever changed by it: what was asked, what was answered and what was said to a no stand beside it. All words are in papers.
 */

/** What the practice is asked for: to correct or complete the record (45 CFR 164.526), or to keep something from somebody (164.522(a)). */
export const REQUEST_KINDS = ["amendment", "restriction"] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

/** What an officer says to it. */
export const REQUEST_ANSWERS = ["accept", "deny", "extend"] as const;
export type RequestAnswered = (typeof REQUEST_ANSWERS)[number];

/** Why, in one word; the words beside it are for the client. */
export const REQUEST_GROUNDS = [
  "agreed",
  "longer",
  "accurate",
  "not-ours",
  "not-record",
  "not-open",
  "not-agreed",
] as const;
export type RequestGround = (typeof REQUEST_GROUNDS)[number];

/** 45 CFR 164.526(a)(2) knows four grounds for a no; what is not agreed to needs none (164.522(a)(1)(ii)). */
export const DENIALS: Readonly<Record<RequestKind, readonly RequestGround[]>> = {
  amendment: ["accurate", "not-ours", "not-record", "not-open"],
  restriction: ["not-agreed"],
};

/** What a client asks for. `conversation` is empty where it is about none. */
export interface RecordRequestBody {
  readonly requestId: Uint8Array;
  readonly kind: RequestKind;
  readonly client: Uint8Array;
  readonly conversation: Uint8Array;
  readonly paperHash: Uint8Array;
  readonly madeAt: number;
}

export type RecordRequest = Hashed<RecordRequestBody>;

/** What the practice says to it. `until` is 0 but for more time. */
export interface RecordAnswerBody {
  readonly requestId: Uint8Array;
  readonly requestHash: Uint8Array;
  readonly answer: RequestAnswered;
  readonly ground: RequestGround;
  readonly paperHash: Uint8Array;
  readonly until: number;
  readonly officer: Uint8Array;
  readonly at: number;
}

export type RecordAnswer = Hashed<RecordAnswerBody>;

/** What the client says to a no. */
export interface Disagreement {
  readonly requestId: Uint8Array;
  readonly answerHash: Uint8Array;
  readonly client: Uint8Array;
  readonly paperHash: Uint8Array;
  readonly madeAt: number;
}

const REQUEST: Shape<RecordRequestBody> = {
  label: "webtherapy/v1/record-request",
  parts: (r) => [r.requestId, r.kind, r.client, r.conversation, r.paperHash, r.madeAt],
  read: (fields) => {
    const request: RecordRequestBody = {
      requestId: fields.id(),
      kind: fields.word(REQUEST_KINDS),
      client: fields.id(),
      conversation: fields.bytes(),
      paperHash: fields.hash(),
      madeAt: fields.uint(),
    };
    if (request.conversation.length > 0) ids(request.conversation);
    return request;
  },
};

const ANSWER: Shape<RecordAnswerBody> = {
  label: "webtherapy/v1/record-answer",
  parts: (a) => [a.requestId, a.requestHash, a.answer, a.ground, a.paperHash, a.until, a.officer, a.at],
  read: (fields) => {
    const said: RecordAnswerBody = {
      requestId: fields.id(),
      requestHash: fields.hash(),
      answer: fields.word(REQUEST_ANSWERS),
      ground: fields.word(REQUEST_GROUNDS),
      paperHash: fields.hash(),
      until: fields.uint(),
      officer: fields.id(),
      at: fields.uint(),
    };
    const extend = said.answer === "extend";
    if (extend !== (said.ground === "longer") || extend !== said.until > said.at) throw new ProofError("bad_form");
    if ((said.answer === "accept") !== (said.ground === "agreed")) throw new ProofError("bad_form");
    if (!extend && said.until !== 0) throw new ProofError("bad_form");
    return said;
  },
};

const DISAGREEMENT: Shape<Disagreement> = {
  label: "webtherapy/v1/disagreement",
  parts: (d) => [d.requestId, d.answerHash, d.client, d.paperHash, d.madeAt],
  read: (fields) => ({
    requestId: fields.id(),
    answerHash: fields.hash(),
    client: fields.id(),
    paperHash: fields.hash(),
    madeAt: fields.uint(),
  }),
};

/** The request, signed by the client. */
export function makeRecordRequest(signer: SigningKey, request: RecordRequestBody): SignedBody {
  return signer.signBody(REQUEST, request);
}

/** The officer's word, signed. */
export function makeRecordAnswer(signer: SigningKey, answer: RecordAnswerBody): SignedBody {
  return signer.signBody(ANSWER, answer);
}

/** The client's word on a no, signed. */
export function makeDisagreement(signer: SigningKey, said: Disagreement): SignedBody {
  return signer.signBody(DISAGREEMENT, said);
}

/** From the body alone: for one that was verified before. */
export function readRecordRequest(body: Uint8Array): RecordRequest {
  return readHashed(REQUEST, body);
}

/** The same without its hash: for the page, which hashes nothing. */
export function readRecordRequestBody(body: Uint8Array): RecordRequestBody {
  return read(REQUEST, body);
}

/** From the body alone: for one that was verified before. */
export function readRecordAnswer(body: Uint8Array): RecordAnswer {
  return readHashed(ANSWER, body);
}

/** The same without its hash: for the page, which hashes nothing. */
export function readRecordAnswerBody(body: Uint8Array): RecordAnswerBody {
  return read(ANSWER, body);
}

/** From the body alone: for one that was verified before. */
export function readDisagreement(body: Uint8Array): Disagreement {
  return read(DISAGREEMENT, body);
}

/** The request of the holder of `signer`, for themselves. Reasons: bad_signature, unknown_member. */
export function verifyRecordRequest(signed: SignedBody, signer: Bundle): RecordRequest {
  const request = verified(REQUEST, signed, signer.signingPublic);
  same(request.client, signer.account, "unknown_member");
  return request;
}

/** An officer's or owner's word on this request. Reasons: bad_signature, unknown_member, unlawful_role, wrong_basis, bad_form. */
export function verifyRecordAnswer(signed: SignedBody, by: CertifiedBundle, request: RecordRequest): RecordAnswer {
  const said = verified(ANSWER, signed, by.bundle.signingPublic);
  same(said.officer, by.bundle.account, "unknown_member");
  checkMayOrder(by);
  same(said.requestId, request.requestId, "wrong_basis");
  same(said.requestHash, request.hash, "wrong_basis");
  if (said.answer === "deny" && !DENIALS[request.kind].includes(said.ground)) throw new ProofError("bad_form");
  return said;
}

/** The client's word on this answer to their request. Reasons: bad_signature, unknown_member, wrong_basis, bad_form (it was no no). */
export function verifyDisagreement(
  signed: SignedBody,
  signer: Bundle,
  request: RecordRequest,
  answer: RecordAnswer,
): Disagreement {
  const said = verified(DISAGREEMENT, signed, signer.signingPublic);
  same(said.client, signer.account, "unknown_member");
  same(said.client, request.client, "unknown_member");
  same(said.requestId, request.requestId, "wrong_basis");
  same(said.answerHash, answer.hash, "wrong_basis");
  if (request.kind !== "amendment" || answer.answer !== "deny") throw new ProofError("bad_form");
  return said;
}

/** ProofError("wrong_paper") unless it is this request's, on the form of its kind. */
export function checkRequestPaper(request: RecordRequestBody, paper: Paper): void {
  checkPaper(paper, request.paperHash, request.kind, paper.version);
}

/** ProofError("wrong_paper") unless it is this answer's; ("incomplete_form") for a no that does not say what one may do about it. */
export function checkAnswerPaper(answer: RecordAnswerBody, paper: Paper): void {
  checkPaper(paper, answer.paperHash, "record-answer", paper.version);
  if (answer.answer === "deny" && valueOf(paper, "rights").trim() === "") throw new ProofError("incomplete_form");
}

/** ProofError("wrong_paper") unless it is this statement. */
export function checkDisagreementPaper(said: Disagreement, paper: Paper): void {
  checkPaper(paper, said.paperHash, "disagreement", paper.version);
}
