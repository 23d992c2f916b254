import { equal } from "../bytes/equal.ts";
import { toHex } from "../bytes/hex.ts";
import { readConsent } from "../crypto/consent.ts";
import { makeDeposit } from "../crypto/deposit.ts";
import { EMERGENCY, natureHash } from "../crypto/emergency.ts";
import { memberOf, readEpochHeader, unwrapEpoch } from "../crypto/epoch.ts";
import { read, readHashed } from "../crypto/fields.ts";
import { makeOrderAnswer, makeOutcome, ORDER_ANSWER, OUTCOME } from "../crypto/order_answer.ts";
import type { Basis } from "../crypto/order.ts";
import { readProcess } from "../crypto/process.ts";
import { ProofError } from "../crypto/proof.ts";
import type { Random } from "../crypto/random.ts";
import { sha256 } from "../crypto/hashing.ts";
import type { Person, SignedBody } from "../protocol/documents.ts";
import type { MaterialDocument, OrderableDocument, OrderDocument } from "../protocol/orders.ts";
import { keysOf } from "./card.ts";
import type * as port from "./custody_port.ts";
import type { Keeper } from "./keeper.ts";
import { openNotices } from "./notices.ts";
import { handersOf, lawfulOrder, type LawfulOrder, matchOf, saidBy, successions } from "./order_check.ts";
import { clientOf, memberHeader, type People, personOf } from "./order_bases.ts";
import type { Practice } from "./practice.ts";
import { combine, give, openMessages } from "./release.ts";

/** What custodians, approvers and recipients do with an order, each after their own check (crypto.md §7.3). */

type Request<M extends keyof port.CustodyPort> = Parameters<port.CustodyPort[M]>[0];

/** See CustodyPort.readOrders. */
export async function readOrders(practice: Practice, request: Request<"readOrders">): Promise<port.ReadOrders> {
  const people = await successions(practice, request.people);
  return request.orders.map((document) => {
    try {
      return { ok: true, order: orderOf(people, document) };
    } catch (error) {
      if (!(error instanceof ProofError)) throw error;
      return { ok: false, reason: error.reason };
    }
  });
}

/** See CustodyPort.checkOrder. */
export async function checkOrder(
  keeper: Keeper,
  practice: Practice,
  { material, approved, now }: Request<"checkOrder">,
): Promise<port.CheckedOrder> {
  const lawful = await lawfulOrder(practice, material, approved, now);
  const { match, headers, manifest, garbage } = lawful;
  const spans = headers
    .map(({ kind, openedAt }) => ({ kind, openedAt }))
    .toSorted((one, other) => one.openedAt - other.openedAt);
  return {
    ...orderOf(lawful.people, material.order),
    conversation: lawful.order.conversation,
    basisHash: lawful.order.basisHash,
    client: match === null ? null : clientOf(match),
    spans,
    k: manifest.k,
    n: manifest.custodians.length,
    garbage: garbage.length,
    left: leftTo(keeper.unlocked.account, lawful),
    covers: coversOf(lawful.order.basis, material.order.basis),
    words: await wordsOf(keeper, practice, lawful, material),
  };
}

/** See CustodyPort.approveOrder. */
export async function approveOrder(
  keeper: Keeper,
  practice: Practice,
  { material, now }: Request<"approveOrder">,
): Promise<Uint8Array> {
  const { order, people } = await lawfulOrder(practice, material, false, now);
  const { account } = keeper.unlocked;
  if (!equal(order.approver, account)) throw new ProofError("unknown_member");
  const { bundle } = personOf(people, account).newest;
  return keysOf(keeper.unlocked, bundle).signing.sign(material.order.order.body);
}

/** See CustodyPort.giveShares. */
export async function giveShares(
  keeper: Keeper,
  practice: Practice,
  { material, now }: Request<"giveShares">,
  random: Random,
): Promise<port.GivenShares> {
  const lawful = await lawfulOrder(practice, material, true, now);
  const { account } = keeper.unlocked;
  const named = lawful.manifest.custodians.find((custodian) => equal(custodian.account, account));
  if (named === undefined) throw new ProofError("unknown_member");
  const { bundle } = personOf(lawful.people, account).at(named.bundleHash);
  return give(lawful, account, keysOf(keeper.unlocked, bundle), now, random);
}

/** See CustodyPort.answerOrder. */
export function answerOrder(keeper: Keeper, { order, answer, now }: Request<"answerOrder">): SignedBody {
  const { account, ring } = keeper.unlocked;
  return makeOrderAnswer(ring.newest.signing, { orderHash: sha256(order.body), account, answer, answeredAt: now });
}

/** See CustodyPort.readOrderables. */
export async function readOrderables(
  practice: Practice,
  { conversations, people: shown }: Request<"readOrderables">,
): Promise<readonly port.Orderable[]> {
  const people = await successions(practice, shown);
  return conversations.map((document) => orderable(practice, people, document));
}

/** See CustodyPort.openOrder. */
export async function openOrder(
  keeper: Keeper,
  practice: Practice,
  { material, given, entries, now }: Request<"openOrder">,
): Promise<port.OpenedOrder> {
  const lawful = await lawfulOrder(practice, material, true, now);
  const keys = keysOf(keeper.unlocked, lawful.recipient);
  const combined = await combine(lawful, keys, given);
  const opened = lawful.headers.map(({ hash }) => hash).filter((hash) => combined.keys.has(toHex(hash)));
  const outcome = makeOutcome(keys.signing, {
    orderHash: lawful.order.hash,
    recipient: lawful.recipient.account,
    opened,
    named: combined.named,
    at: now,
  });
  return {
    opened: opened.length,
    of: lawful.headers.length,
    named: combined.named.map(({ depositId, custodian }) => ({
      deposit: depositId,
      custodian: custodian.length === 0 ? null : custodian,
    })),
    messages: openMessages(lawful, combined, entries),
    outcome,
  };
}

/** See CustodyPort.depositAnew. The commitment says that each secret is the right one; what is sealed to lost keys nobody has. */
export async function depositAnew(
  keeper: Keeper,
  practice: Practice,
  { owed, own: shown, now }: Request<"depositAnew">,
  random: Random,
): Promise<readonly port.RenewedDeposit[]> {
  const { account } = keeper.unlocked;
  const own = await practice.succession(shown);
  const { manifest, custodians } = practice.custody;
  const made: port.RenewedDeposit[] = [];
  for (const { body, wrap } of owed) {
    const header = readEpochHeader(body);
    practice.checkNotOlder(header);
    const { bundleHash } = memberOf(header, account);
    if (own.begunAnewSince(bundleHash)) continue;
    const keys = keysOf(keeper.unlocked, own.at(bundleHash).bundle);
    const epoch = await unwrapEpoch(keys.sealing, account, header, wrap);
    const { signed, sealedShares } = await makeDeposit(keys.signing, account, epoch, manifest, custodians, now, random);
    made.push({ deposit: signed, sealedShares });
  }
  return made;
}

function orderOf(people: People, document: OrderDocument): port.ReadOrder {
  const { orderId, basis, officer, approver, recipient, headers, issuedAt, expiresAt } = saidBy(people, document.order);
  const answers = document.answers.map(({ body }) => read(ORDER_ANSWER, body));
  return {
    orderId,
    basis,
    officer,
    approver,
    recipient,
    epochs: headers.length,
    issuedAt,
    expiresAt,
    declined: answers.filter(({ answer }) => answer === "declined").map(({ account }) => account),
    opened: document.outcome === null ? null : read(OUTCOME, document.outcome.body).opened.length,
  };
}

function orderable(practice: Practice, people: People, { match: signed, epochs }: OrderableDocument): port.Orderable {
  const { match, members } = matchOf(practice, people, signed);
  const therapist = match.participants.find(({ role }) => role === "therapist");
  if (therapist === undefined) throw new ProofError("missing_member");
  return {
    conversation: match.conversation,
    therapist: therapist.account,
    epochs: epochs.map(({ header: opening, deposits }) => {
      const { hash: headerHash, kind, openedAt } = memberHeader(members, match.conversation, opening);
      return { headerHash, kind, openedAt, deposited: deposits > 0 };
    }),
  };
}

/** Of how many deposits a custodian has still to hand on what they hold. */
function leftTo(account: Uint8Array, lawful: LawfulOrder): number {
  const asked = lawful.manifest.custodians.some((custodian) => equal(custodian.account, account));
  if (lawful.order.basis !== "succession" || !asked) return 0;
  return lawful.deposits.filter(({ deposit }) => !handersOf(lawful, deposit).has(toHex(account))).length;
}

/** What a basis that was checked covers. */
function coversOf(basis: Basis, signed: SignedBody): port.CheckedOrder["covers"] {
  if (basis === "consent") {
    const { kinds, scopeFrom: from, scopeUntil: until } = readConsent(signed.body);
    return { kinds, from, until, served: null };
  }
  if (basis !== "legal") return null;
  const { kinds, scopeFrom: from, scopeUntil: until, kind, part2Section: section } = readProcess(signed.body);
  return { kinds, from, until, served: { kind, section } };
}

/** The officer's words to this account; `bound` when the basis is signed for exactly these, or, where it binds no words, they for this order. */
async function wordsOf(
  keeper: Keeper,
  practice: Practice,
  { order }: LawfulOrder,
  material: MaterialDocument,
): Promise<port.CheckedOrder["words"]> {
  if (material.words === null) return null;
  const people: readonly Person[] = material.people;
  const [opened] = await openNotices(keeper, practice, { notices: [{ ...material.words, answer: null }], people });
  if (opened?.ok !== true || !equal(opened.notice.sender, order.officer)) return null;
  const { text, subject } = opened.notice;
  if (order.basis !== "emergency") return { text, bound: equal(subject, order.orderId) };
  const emergency = readHashed(EMERGENCY, material.order.basis.body);
  return { text, bound: equal(emergency.natureHash, natureHash(emergency.emergencyId, text)) };
}
