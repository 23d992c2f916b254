import { compare } from "../bytes/order.ts";
import { ID_BYTES } from "../crypto/checks.ts";
import { makeDeposit } from "../crypto/deposit.ts";
import { makeDrill, openDrill } from "../crypto/drill.ts";
import { makeEmergency, natureHash } from "../crypto/emergency.ts";
import { sha256 } from "../crypto/hashing.ts";
import { makeNotice } from "../crypto/notice.ts";
import { type Basis, DAY_MS, RELEASE_ORDER } from "../crypto/order.ts";
import { drawn, type Random } from "../crypto/random.ts";
import type { SignedBody } from "../crypto/signing.ts";
import type { CertifiedBundle } from "../crypto/trust.ts";
import type { AccountKeys } from "../crypto/account.ts";
import type { Person } from "../protocol/documents.ts";
import { keysOf } from "./card.ts";
import type { CustodyPort, MadeDrill, MadeOrder } from "./custody_port.ts";
import type { Keeper } from "./keeper.ts";
import type { NoticeToSend } from "./matching_port.ts";
import { SKEW_MS } from "./order_bases.ts";
import type { Practice } from "./practice.ts";

/** Orders as an officer makes them (crypto.md §7.3). Whatever the basis, `makeOrder` is how. */

type Request<M extends keyof CustodyPort> = Parameters<CustodyPort[M]>[0];

/** What an order opens, why, to whom, and what its officer says of it. */
export interface Scope {
  readonly basis: Basis;
  readonly basisBody: SignedBody;
  readonly conversation: Uint8Array;
  readonly headers: readonly Uint8Array[];
  readonly recipient: CertifiedBundle;
  readonly approver: CertifiedBundle;
  /** How long it is good, in milliseconds. */
  readonly lasting: number;
  /** Whose custodians are asked; those in force where it is not said. */
  readonly manifestHash?: Uint8Array;
}

interface Words {
  readonly title: string;
  readonly words: string;
  readonly now: number;
}

/** Whoever orders: their bundle, and its keys. */
export interface Officer {
  readonly own: CertifiedBundle;
  readonly keys: AccountKeys;
}

/** This account as the practice shows it. */
export async function officerOf(keeper: Keeper, practice: Practice, own: Person): Promise<Officer> {
  const certified = await practice.certified(own);
  return { own: certified, keys: keysOf(keeper.unlocked, certified.bundle) };
}

/** An order, for its approver to sign. */
export function makeOrder(
  practice: Practice,
  { own, keys }: Officer,
  scope: Scope,
  now: number,
  random: Random,
): { readonly orderId: Uint8Array; readonly order: SignedBody } {
  const orderId = drawn(random, ID_BYTES);
  const issuedAt = now - SKEW_MS;
  const order = keys.signing.signBody(RELEASE_ORDER, {
    orderId,
    basis: scope.basis,
    basisHash: sha256(scope.basisBody.body),
    conversation: scope.conversation,
    headers: scope.headers.toSorted(compare),
    recipient: scope.recipient.bundle.account,
    recipientBundleHash: scope.recipient.bundle.hash,
    manifestHash: scope.manifestHash ?? practice.custody.manifest.hash,
    officer: own.bundle.account,
    approver: scope.approver.bundle.account,
    issuedAt,
    expiresAt: issuedAt + scope.lasting,
  });
  return { orderId, order };
}

/** See CustodyPort.orderDrill. */
export async function orderDrill(
  keeper: Keeper,
  practice: Practice,
  { own, approver, now }: Request<"orderDrill">,
  random: Random,
): Promise<MadeOrder> {
  const officer = await officerOf(keeper, practice, own);
  const { account } = officer.own.bundle;
  const { signing } = officer.keys;
  const { manifest, custodians } = practice.custody;
  const opened = await openDrill(signing, officer.own.bundle, manifest.hash, now, random);
  const made = await makeDeposit(signing, account, opened.keys, manifest, custodians, now, random);
  const { conversation, hash } = opened.header;
  const basis = makeDrill(signing, account, conversation, now);
  const scope: Scope = {
    basis: "drill",
    basisBody: basis,
    conversation,
    headers: [hash],
    recipient: officer.own,
    approver: await practice.certified(approver),
    lasting: DAY_MS,
  };
  const drill: MadeDrill = { header: opened.signed, deposit: made.signed, sealedShares: made.sealedShares };
  return { ...makeOrder(practice, officer, scope, now, random), basis, drill, notices: [] };
}

/** See CustodyPort.orderEmergency. */
export async function orderEmergency(
  keeper: Keeper,
  practice: Practice,
  request: Request<"orderEmergency">,
  random: Random,
): Promise<MadeOrder> {
  const { conversation, headers, client, now } = request;
  const officer = await officerOf(keeper, practice, request.own);
  const emergencyId = drawn(random, ID_BYTES);
  const basis = makeEmergency(officer.keys.signing, {
    emergencyId,
    client,
    conversation,
    natureHash: natureHash(emergencyId, request.words),
    officer: officer.own.bundle.account,
    at: now,
  });
  const approver = await practice.certified(request.approver);
  const scope: Scope = {
    basis: "emergency",
    basisBody: basis,
    conversation,
    headers,
    recipient: officer.own,
    approver,
    lasting: DAY_MS,
  };
  const made = makeOrder(practice, officer, scope, now, random);
  return {
    ...made,
    basis,
    drill: null,
    notices: await told(practice, officer, approver, made.orderId, request, random),
  };
}

/** The officer's words, to everyone who decides: the approver, and these custodians. */
export async function told(
  practice: Practice,
  officer: Officer,
  approver: CertifiedBundle,
  orderId: Uint8Array,
  request: Words & { readonly custodians: readonly Person[] },
  random: Random,
): Promise<readonly NoticeToSend[]> {
  const custodians = await Promise.all(request.custodians.map((person) => practice.certified(person)));
  const notices: NoticeToSend[] = [];
  for (const person of [approver, ...custodians])
    notices.push(await wordsTo(officer, person, orderId, request, random));
  return notices;
}

/** The officer's words, sealed to one who decides. */
async function wordsTo(
  { own, keys }: Officer,
  recipient: CertifiedBundle,
  orderId: Uint8Array,
  { title, words: text, now }: Words,
  random: Random,
): Promise<NoticeToSend> {
  const purpose = { noticeId: drawn(random, ID_BYTES), kind: "release", subject: orderId, answers: [] } as const;
  const content = { title, text, values: [] };
  const made = await makeNotice(keys.signing, own.bundle, recipient.bundle, purpose, content, now, random);
  return { notice: made.signed, sealed: made.sealed };
}
