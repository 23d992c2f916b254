import { equal } from "../bytes/equal.ts";
import { compare } from "../bytes/order.ts";
import type { Bundle } from "./bundle.ts";
import { encode } from "./canonical.ts";
import { count, present, same } from "./checks.ts";
import type { Deposit } from "./deposit.ts";
import type { EpochHeader } from "./epoch.ts";
import { type Fields, type Hashed, read, type Shape } from "./fields.ts";
import { hash } from "./hashing.ts";
import { ProofError } from "./proof.ts";
import type { Random } from "./random.ts";
import { seal, type SealingKey } from "./sealing.ts";
import { type SignedBody, type SigningKey, verified, verify } from "./signing.ts";
import type { CertifiedBundle, Role } from "./trust.ts";

/**
 * Release orders (crypto.md §7.3): what lets custodians open epochs, for whom, by whose word, and for how long. What a custodian gives is
 * sealed to the order's recipient and bound to the order: under any other it is nothing.
 */

export const MAX_EPOCHS = 256;
export const DAY_MS = 86_400_000;
/** Who may speak for the practice about a record. */
const ORDERING: readonly Role[] = ["officer", "owner"];

/** Why epochs are opened. */
export const BASES = ["consent", "legal", "emergency", "drill", "succession"] as const;
export type Basis = (typeof BASES)[number];

/** How many days an order is good for at most. */
const LASTS: Readonly<Record<Basis, number>> = { consent: 30, legal: 30, emergency: 1, drill: 1, succession: 30 };

/** Which epochs of which conversation are opened to whom, and why. `basisHash` names the signed body that allows it. */
export interface OrderBody {
  readonly orderId: Uint8Array;
  readonly basis: Basis;
  readonly basisHash: Uint8Array;
  readonly conversation: Uint8Array;
  readonly headers: readonly Uint8Array[];
  readonly recipient: Uint8Array;
  readonly recipientBundleHash: Uint8Array;
  readonly manifestHash: Uint8Array;
  readonly officer: Uint8Array;
  readonly approver: Uint8Array;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

export type ReleaseOrder = Hashed<OrderBody>;

export const RELEASE_ORDER: Shape<OrderBody> = {
  label: "webtherapy/v1/release-order",
  parts: (o) => [
    o.orderId,
    o.basis,
    o.basisHash,
    o.conversation,
    o.headers,
    o.recipient,
    o.recipientBundleHash,
    o.manifestHash,
    o.officer,
    o.approver,
    o.issuedAt,
    o.expiresAt,
  ],
  read: (fields) => {
    const body = {
      orderId: fields.id(),
      basis: fields.word(BASES),
      basisHash: fields.hash(),
      conversation: fields.id(),
      headers: headersIn(fields),
      recipient: fields.id(),
      recipientBundleHash: fields.hash(),
      manifestHash: fields.hash(),
      officer: fields.id(),
      approver: fields.id(),
      issuedAt: fields.uint(),
      expiresAt: fields.uint(),
    };
    if (equal(body.officer, body.approver)) throw new ProofError("one_person");
    const latest = body.issuedAt + LASTS[body.basis] * DAY_MS;
    if (body.expiresAt <= body.issuedAt || body.expiresAt > latest) throw new ProofError("expired_order");
    return body;
  },
};

/** A custodian's word on what they gave under an order. */
export interface Contributed {
  readonly orderHash: Uint8Array;
  readonly depositId: Uint8Array;
  readonly custodian: Uint8Array;
  readonly contributionHash: Uint8Array;
  readonly contributedAt: number;
}

const CONTRIBUTED: Shape<Contributed> = {
  label: "webtherapy/v1/contributed",
  parts: (c) => [c.orderHash, c.depositId, c.custodian, c.contributionHash, c.contributedAt],
  read: (fields) => ({
    orderHash: fields.hash(),
    depositId: fields.id(),
    custodian: fields.id(),
    contributionHash: fields.hash(),
    contributedAt: fields.uint(),
  }),
};

/** A custodian's word from its body alone: to know whose it says to be. */
export function readContributed(body: Uint8Array): Contributed {
  return read(CONTRIBUTED, body);
}

/** What a custodian sends: their signed word, and the share sealed to the recipient. */
export interface MadeContribution {
  readonly signed: SignedBody;
  readonly sealed: Uint8Array;
}

/** @throws ProofError unlawful_role unless this person is one of those who may speak for the practice about a record */
export function checkMayOrder(person: CertifiedBundle): void {
  if (!ORDERING.includes(person.role)) throw new ProofError("unlawful_role");
}

/** The second signature over the same body, by whom it names. Reasons: bad_signature, unknown_member, unlawful_role. */
export function verifyApproval(
  signed: SignedBody,
  approval: Uint8Array,
  named: Uint8Array,
  approver: CertifiedBundle,
): void {
  verify(approver.bundle.signingPublic, signed.body, approval);
  same(named, approver.bundle.account, "unknown_member");
  checkMayOrder(approver);
}

/**
 * The order of two people who may give it, while it is good. Its basis, its epochs and its recipient are checked by name beside this.
 *
 * @throws ProofError bad_signature, unknown_member, unlawful_role, one_person, expired_order
 */
export function verifyOrder(
  signed: SignedBody,
  approval: Uint8Array,
  officer: CertifiedBundle,
  approver: CertifiedBundle,
  now: number,
): ReleaseOrder {
  const order = verified(RELEASE_ORDER, signed, officer.bundle.signingPublic);
  verify(approver.bundle.signingPublic, signed.body, approval);
  same(order.officer, officer.bundle.account, "unknown_member");
  same(order.approver, approver.bundle.account, "unknown_member");
  if (!ORDERING.includes(officer.role) || !ORDERING.includes(approver.role)) throw new ProofError("unlawful_role");
  if (now < order.issuedAt || now >= order.expiresAt) throw new ProofError("expired_order");
  return order;
}

/**
 * Whether the order rests on this basis, is for this recipient, and opens exactly these epochs of its conversation.
 *
 * @throws ProofError wrong_basis, wrong_recipient, foreign_conversation, foreign_epoch
 */
export function checkOrdered(
  order: ReleaseOrder,
  basisHash: Uint8Array,
  recipient: Bundle,
  headers: readonly EpochHeader[],
): void {
  same(order.basisHash, basisHash, "wrong_basis");
  same(order.recipient, recipient.account, "wrong_recipient");
  same(order.recipientBundleHash, recipient.hash, "wrong_recipient");
  for (const header of headers) same(header.conversation, order.conversation, "foreign_conversation");
  const named = headers.map((header) => header.hash).sort(compare);
  const exact = named.length === order.headers.length;
  if (!exact || !named.every((each, n) => equal(each, present(order.headers[n]))))
    throw new ProofError("foreign_epoch");
}

/** ProofError("beyond_scope") when an epoch began only after what the basis covers. */
export function checkEpochsIn(headers: readonly EpochHeader[], until: number): void {
  if (headers.some(({ openedAt }) => openedAt > until)) throw new ProofError("beyond_scope");
}

/** What a custodian's word says of a contribution. */
function contributionHash(sealed: Uint8Array): Uint8Array {
  return hash("webtherapy/v1/contribution-hash", sealed);
}

/** A custodian's opened share of a deposit, for the order's recipient. Reasons: wrong_recipient, foreign_epoch. */
export async function contribute(
  signer: SigningKey,
  custodian: Uint8Array,
  order: ReleaseOrder,
  recipient: Bundle,
  given: { readonly deposit: Deposit; readonly shareBody: Uint8Array },
  contributedAt: number,
  random: Random,
): Promise<MadeContribution> {
  same(order.recipientBundleHash, recipient.hash, "wrong_recipient");
  checkCovered(order, given.deposit);
  const { depositId } = given.deposit;
  const info = contributionInfo(order.hash, depositId, custodian);
  const sealed = await seal(recipient.sealingPublic, info, given.shareBody, random);
  const word = {
    orderHash: order.hash,
    depositId,
    custodian,
    contributionHash: contributionHash(sealed),
    contributedAt,
  };
  return { signed: signer.signBody(CONTRIBUTED, word), sealed };
}

/** ProofError("foreign_epoch") unless the deposit is of an epoch that the order opens. */
export function checkCovered(order: ReleaseOrder, deposit: Deposit): void {
  same(deposit.conversation, order.conversation, "foreign_epoch");
  if (!order.headers.some((header) => equal(header, deposit.headerHash))) throw new ProofError("foreign_epoch");
}

/**
 * A custodian's word on this contribution under this order; opens nothing.
 *
 * @throws ProofError bad_signature, unknown_member, wrong_order, wrong_contribution
 */
export function verifyContribution(
  signed: SignedBody,
  sealed: Uint8Array,
  custodian: Bundle,
  orderHash: Uint8Array,
): Contributed {
  const word = verified(CONTRIBUTED, signed, custodian.signingPublic);
  same(word.custodian, custodian.account, "unknown_member");
  same(word.orderHash, orderHash, "wrong_order");
  same(word.contributionHash, contributionHash(sealed), "wrong_contribution");
  return word;
}

/** The share body that a custodian sealed to the holder of `key`. Secret. Reasons: wrong_contribution, wrong_key, wrong_length. */
export async function openContribution(key: SealingKey, word: Contributed, sealed: Uint8Array): Promise<Uint8Array> {
  same(word.contributionHash, contributionHash(sealed), "wrong_contribution");
  return key.open(contributionInfo(word.orderHash, word.depositId, word.custodian), sealed);
}

/** To what a contribution is bound besides the recipient's key. */
export function contributionInfo(orderHash: Uint8Array, depositId: Uint8Array, custodian: Uint8Array): Uint8Array {
  return encode("webtherapy/v1/contribution", orderHash, depositId, custodian);
}

function headersIn(fields: Fields): readonly Uint8Array[] {
  const headers = fields.hashes();
  count(headers, 1, MAX_EPOCHS);
  headers.slice(1).forEach((header, n) => {
    if (compare(present(headers[n]), header) >= 0) throw new ProofError("unsorted_epochs");
  });
  return headers;
}
