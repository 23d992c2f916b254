import { toUtf8 } from "../bytes/utf8.ts";
import type { Bundle } from "./bundle.ts";
import { encode } from "./canonical.ts";
import { ascending, count, ids, same, word } from "./checks.ts";
import type { Fields, Hashed, Shape } from "./fields.ts";
import { readHashed } from "./fields.ts";
import { sha256 } from "./hashing.ts";
import { checkSealedLength, type NoticeContent, padContent, readContent } from "./notice_content.ts";
import { ProofError } from "./proof.ts";
import type { Random } from "./random.ts";
import { seal, type SealingKey } from "./sealing.ts";
import { type SignedBody, type SigningKey, verified } from "./signing.ts";
import type { CertifiedBundle, Role } from "./trust.ts";

/** Notices and the answers to them (crypto.md §11): sealed to one person, signed by who sends them. */

/** What it is about, said outside the seal. */
export const NOTICE_KINDS = ["update", "match", "appointment", "policy", "release", "security", "request"] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

const MOST_ANSWERS = 4;

/** Who signs every kind but requests. */
const POSTING: ReadonlySet<Role> = new Set<Role>(["intake", "officer", "owner", "system"]);

/** What a system of the practice may sign, to clients and therapists (crypto.md §11.4). */
export const SERVICE_KINDS = ["appointment", "policy", "release", "security", "update"] as const;

/** Who signs requests, to intake. */
const ASKING: ReadonlySet<Role> = new Set<Role>(["client", "therapist"]);

interface NoticeBody {
  readonly noticeId: Uint8Array;
  readonly kind: NoticeKind;
  readonly sender: Uint8Array;
  readonly senderBundleHash: Uint8Array;
  readonly recipient: Uint8Array;
  readonly recipientBundleHash: Uint8Array;
  readonly sealedHash: Uint8Array;
  /** An id, or empty. */
  readonly subject: Uint8Array;
  readonly answers: readonly string[];
  readonly madeAt: number;
}

/** The sender's word on what was sealed, for whom, and what may be answered. */
export type Notice = Hashed<NoticeBody>;

const NOTICE: Shape<NoticeBody> = {
  label: "webtherapy/v1/notice",
  parts: (n) => [
    n.noticeId,
    n.kind,
    n.sender,
    n.senderBundleHash,
    n.recipient,
    n.recipientBundleHash,
    n.sealedHash,
    n.subject,
    n.answers,
    n.madeAt,
  ],
  read: readNoticeBody,
};

function readNoticeBody(fields: Fields): NoticeBody {
  const body = {
    noticeId: fields.id(),
    kind: fields.word(NOTICE_KINDS),
    sender: fields.id(),
    senderBundleHash: fields.hash(),
    recipient: fields.id(),
    recipientBundleHash: fields.hash(),
    sealedHash: fields.hash(),
    subject: fields.bytes(),
    answers: fields.texts(),
    madeAt: fields.uint(),
  };
  if (body.subject.length > 0) ids(body.subject);
  count(body.answers, 0, MOST_ANSWERS);
  for (const each of body.answers) word(each);
  ascending(body.answers.map((each) => toUtf8(each)));
  return body;
}

interface NoticeAnswerBody {
  readonly noticeId: Uint8Array;
  readonly noticeHash: Uint8Array;
  readonly account: Uint8Array;
  readonly answer: string;
  readonly answeredAt: number;
}

/** The recipient's word, one of those that were asked for. */
export type NoticeAnswer = Hashed<NoticeAnswerBody>;

const NOTICE_ANSWER: Shape<NoticeAnswerBody> = {
  label: "webtherapy/v1/notice-answer",
  parts: (said) => [said.noticeId, said.noticeHash, said.account, said.answer, said.answeredAt],
  read: (fields) => {
    const body = {
      noticeId: fields.id(),
      noticeHash: fields.hash(),
      account: fields.id(),
      answer: fields.text(),
      answeredAt: fields.uint(),
    };
    word(body.answer);
    return body;
  },
};

/** What a notice is besides its content. `subject` is an id or empty; `answers` stand in their order. */
export interface NoticePurpose {
  readonly noticeId: Uint8Array;
  readonly kind: NoticeKind;
  readonly subject: Uint8Array;
  readonly answers: readonly string[];
}

/** What the sender posts. */
export interface MadeNotice {
  readonly signed: SignedBody;
  readonly sealed: Uint8Array;
}

/** A notice of the holder of `sender` to the holder of `recipient`. */
export async function makeNotice(
  signer: SigningKey,
  sender: Bundle,
  recipient: Bundle,
  purpose: NoticePurpose,
  content: NoticeContent,
  madeAt: number,
  random: Random,
): Promise<MadeNotice> {
  const info = sealInfo(purpose.noticeId, purpose.kind, recipient.hash);
  const sealed = await seal(recipient.sealingPublic, info, padContent(content), random);
  const signed = signer.signBody(NOTICE, {
    ...purpose,
    sender: sender.account,
    senderBundleHash: sender.hash,
    recipient: recipient.account,
    recipientBundleHash: recipient.hash,
    sealedHash: sha256(sealed),
    madeAt,
  });
  return { signed, sealed };
}

/**
 * A certified sender's notice to this person, with what was sealed. Opens nothing.
 *
 * @throws ProofError bad_signature, unknown_member, wrong_bundle, wrong_recipient, wrong_sealed_hash, bad_padding, unlawful_role
 */
export function verifyNotice(
  signed: SignedBody,
  sealed: Uint8Array,
  sender: CertifiedBundle,
  recipient: Uint8Array,
  recipientRole: Role,
): Notice {
  const notice = verified(NOTICE, signed, sender.bundle.signingPublic);
  same(notice.sender, sender.bundle.account, "unknown_member");
  same(notice.senderBundleHash, sender.bundle.hash, "wrong_bundle");
  same(notice.recipient, recipient, "wrong_recipient");
  same(sha256(sealed), notice.sealedHash, "wrong_sealed_hash");
  checkSealedLength(sealed);
  checkRoles(notice.kind, sender.role, recipientRole);
  return notice;
}

/** What a verified notice says; `key` is that of the bundle which it names. Secret. Reasons: wrong_key, bad_padding. */
export async function openNotice(key: SealingKey, notice: Notice, sealed: Uint8Array): Promise<NoticeContent> {
  return readContent(await key.open(sealInfo(notice.noticeId, notice.kind, notice.recipientBundleHash), sealed));
}

/** A notice from its body alone: whom and which keys it names. Nothing is verified here. */
export function readNotice(body: Uint8Array): Notice {
  return readHashed(NOTICE, body);
}

/** An answer from its body alone: for one that was verified before. */
export function readNoticeAnswer(body: Uint8Array): NoticeAnswer {
  return readHashed(NOTICE_ANSWER, body);
}

/** The recipient's answer; ProofError("bad_answer") when it was not asked for. */
export function makeNoticeAnswer(signer: SigningKey, notice: Notice, answer: string, answeredAt: number): SignedBody {
  checkAnswer(notice, answer);
  const { noticeId, hash: noticeHash, recipient: account } = notice;
  return signer.signBody(NOTICE_ANSWER, { noticeId, noticeHash, account, answer, answeredAt });
}

/**
 * The answer of the holder of `recipient`.
 *
 * @throws ProofError bad_signature, unknown_member, wrong_recipient, wrong_notice, bad_answer
 */
export function verifyNoticeAnswer(signed: SignedBody, notice: Notice, recipient: Bundle): NoticeAnswer {
  const said = verified(NOTICE_ANSWER, signed, recipient.signingPublic);
  same(said.account, recipient.account, "unknown_member");
  same(said.account, notice.recipient, "wrong_recipient");
  same(said.noticeId, notice.noticeId, "wrong_notice");
  same(said.noticeHash, notice.hash, "wrong_notice");
  checkAnswer(notice, said.answer);
  return said;
}

/** Staff and the system tell; who is treated, and who treats, ask intake; the practice's other systems tell these two, and less. */
function checkRoles(kind: NoticeKind, sender: Role, recipient: Role): void {
  if (!isLawful(kind, sender, recipient)) throw new ProofError("unlawful_role");
}

function isLawful(kind: NoticeKind, sender: Role, recipient: Role): boolean {
  if (sender === "service") return SERVICE_KINDS.some((each) => each === kind) && ASKING.has(recipient);
  return kind === "request" ? ASKING.has(sender) && recipient === "intake" : POSTING.has(sender);
}

function checkAnswer(notice: Notice, answer: string): void {
  if (!notice.answers.includes(answer)) throw new ProofError("bad_answer");
}

function sealInfo(noticeId: Uint8Array, kind: NoticeKind, recipientBundleHash: Uint8Array): Uint8Array {
  return encode("webtherapy/v1/notice-seal", noticeId, kind, recipientBundleHash);
}
