import { concat } from "../bytes/concat.ts";
import { equal } from "../bytes/equal.ts";
import { compare } from "../bytes/order.ts";
import type { Bundle } from "./bundle.ts";
import { count, ids, same } from "./checks.ts";
import type { Hashed, Shape } from "./fields.ts";
import { MAX_EPOCHS } from "./order.ts";
import { ProofError, type ProofReason } from "./proof.ts";
import { type SignedBody, type SigningKey, verified } from "./signing.ts";

/** What becomes of a release order (crypto.md §7.3): it is declined or withdrawn, or its recipient says what was opened. */

const MOST_NAMED = 512;

/** A custodian gives nothing for it; officer or approver take it back. */
const ORDER_WORDS = ["declined", "withdrawn"] as const;
export type OrderWord = (typeof ORDER_WORDS)[number];

/** Who says so, of which order, and when. */
export interface OrderAnswerBody {
  readonly orderHash: Uint8Array;
  readonly account: Uint8Array;
  readonly answer: OrderWord;
  readonly answeredAt: number;
}

export type OrderAnswer = Hashed<OrderAnswerBody>;

export const ORDER_ANSWER: Shape<OrderAnswerBody> = {
  label: "webtherapy/v1/order-answer",
  parts: (a) => [a.orderHash, a.account, a.answer, a.answeredAt],
  read: (fields) => ({
    orderHash: fields.hash(),
    account: fields.id(),
    answer: fields.word(ORDER_WORDS),
    answeredAt: fields.uint(),
  }),
};

/** What did not fit: a custodian's share of a deposit, or with an empty `custodian` the deposit itself. */
export interface Named {
  readonly depositId: Uint8Array;
  readonly custodian: Uint8Array;
}

/** The recipient's word on which epochs were opened, and on whose shares and deposits were not what they should be. */
export interface OutcomeBody {
  readonly orderHash: Uint8Array;
  readonly recipient: Uint8Array;
  readonly opened: readonly Uint8Array[];
  readonly named: readonly Named[];
  readonly at: number;
}

export type Outcome = Hashed<OutcomeBody>;

export const OUTCOME: Shape<OutcomeBody> = {
  label: "webtherapy/v1/order-outcome",
  parts: (o) => [o.orderHash, o.recipient, o.opened, o.named.map((n) => [n.depositId, n.custodian]), o.at],
  read: (fields) => {
    const body = {
      orderHash: fields.hash(),
      recipient: fields.id(),
      opened: fields.hashes(),
      named: fields.rows((row) => ({ depositId: row.id(), custodian: row.bytes() })),
      at: fields.uint(),
    };
    count(body.opened, 0, MAX_EPOCHS);
    count(body.named, 0, MOST_NAMED);
    for (const { custodian } of body.named) if (custodian.length > 0) ids(custodian);
    rising(body.opened, "unsorted_epochs");
    rising(body.named.map(placeOf), "unsorted_members");
    return body;
  },
};

/** What somebody says of an order. */
export function makeOrderAnswer(signer: SigningKey, body: OrderAnswerBody): SignedBody {
  return signer.signBody(ORDER_ANSWER, body);
}

/** What came of an order; what it names is put in its order here, the first of it where it is more than an outcome can hold. */
export function makeOutcome(signer: SigningKey, body: OutcomeBody): SignedBody {
  const opened = body.opened.toSorted(compare);
  const named = body.named.toSorted((one, other) => compare(placeOf(one), placeOf(other))).slice(0, MOST_NAMED);
  return signer.signBody(OUTCOME, { ...body, opened, named });
}

/** The holder of `signer` says this of this order; ProofError bad_signature, unknown_member (another's name), wrong_order. */
export function verifyOrderAnswer(signed: SignedBody, signer: Bundle, orderHash: Uint8Array): OrderAnswer {
  const said = verified(ORDER_ANSWER, signed, signer.signingPublic);
  same(said.account, signer.account, "unknown_member");
  same(said.orderHash, orderHash, "wrong_order");
  return said;
}

/**
 * The recipient says this of this order, and of its epochs only.
 *
 * @throws ProofError bad_signature, unknown_member, wrong_order, foreign_epoch
 */
export function verifyOutcome(
  signed: SignedBody,
  recipient: Bundle,
  orderHash: Uint8Array,
  headers: readonly Uint8Array[],
): Outcome {
  const said = verified(OUTCOME, signed, recipient.signingPublic);
  same(said.recipient, recipient.account, "unknown_member");
  same(said.orderHash, orderHash, "wrong_order");
  if (!said.opened.every((opened) => headers.some((header) => equal(header, opened)))) {
    throw new ProofError("foreign_epoch");
  }
  return said;
}

function placeOf(named: Named): Uint8Array {
  return concat(named.depositId, named.custodian);
}

function rising(values: readonly Uint8Array[], reason: ProofReason): void {
  values.forEach((value, n) => {
    const before = values[n - 1];
    if (before !== undefined && compare(before, value) >= 0) throw new ProofError(reason);
  });
}
