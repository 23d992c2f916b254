import { equal } from "../bytes/equal.ts";
import { toHex } from "../bytes/hex.ts";
import type { Bundle } from "../crypto/bundle.ts";
import { same } from "../crypto/checks.ts";
import { type Deposit, readDeposit, verifyDepositWord } from "../crypto/deposit.ts";
import { type EpochHeader, memberOf } from "../crypto/epoch.ts";
import { readHashed } from "../crypto/fields.ts";
import {
  checkHander,
  type Handing,
  isInto,
  readHanding,
  type SealedHanding,
  verifyHandingWord,
} from "../crypto/handing.ts";
import { sha256 } from "../crypto/hashing.ts";
import type { Manifest } from "../crypto/manifest.ts";
import { type Match, namedParticipants } from "../crypto/match.ts";
import { checkOrdered, RELEASE_ORDER, type ReleaseOrder, verifyOrder } from "../crypto/order.ts";
import { ProofError } from "../crypto/proof.ts";
import { type ReleaseScope, scopeNamed } from "../crypto/release_scope.ts";
import { type SignedBody, verified } from "../crypto/signing.ts";
import type { CertifiedBundle } from "../crypto/trust.ts";
import type { Person } from "../protocol/documents.ts";
import type { MaterialDocument, OrderDocument, ShownDeposit, ShownHanding } from "../protocol/orders.ts";
import { checkBasis, drillHeader, memberHeader, type People, personOf, underEach } from "./order_bases.ts";
import type { Practice } from "./practice.ts";

/** Is this order lawful? Whoever is asked decides by themselves, from signatures alone (crypto.md §7.3). Pure; the server is not believed. */

/** A deposit that holds, and the asking custodian's sealed share of it, if they were shown one. */
export interface CheckedDeposit {
  readonly deposit: Deposit;
  readonly sealed: Uint8Array | null;
}

/** An order that two people gave lawfully, and what it opens. `match` is null for a drill. */
export interface LawfulOrder {
  readonly order: ReleaseOrder;
  readonly manifest: Manifest;
  readonly recipient: Bundle;
  readonly match: Match | null;
  readonly people: People;
  readonly headers: readonly EpochHeader[];
  /** What its basis covers; null where that is all of its epochs. */
  readonly scope: ReleaseScope | null;
  readonly deposits: readonly CheckedDeposit[];
  /** Ids of deposits that do not even hold from outside. */
  readonly garbage: readonly Uint8Array[];
  /** What custodians handed on of these deposits, each under the hander's signature. */
  readonly handings: readonly SealedHanding[];
}

/**
 * The order, if everything about it holds, by the practice as it was proved to this account. `approved`: its second signature, too.
 *
 * @throws ProofError bad_signature, unknown_member, unlawful_role, one_person, expired_order, wrong_manifest (custodians that the root
 * never named), wrong_basis, wrong_recipient, foreign_conversation, foreign_epoch (a scope that is not the signed one)
 */
export async function lawfulOrder(
  practice: Practice,
  material: MaterialDocument,
  approved: boolean,
  now: number,
): Promise<LawfulOrder> {
  const people = await successions(practice, material.people);
  const order = approved ? approvedOrder(people, material.order, now) : proposedOrder(people, material.order, now);
  const manifest = practice.manifestNamed(order.manifestHash);
  if (manifest === null) throw new ProofError("wrong_manifest");
  const recipient = personOf(people, order.recipient).at(order.recipientBundleHash).bundle;
  const { match, headers } = headersOf(practice, people, material, order);
  checkOrdered(order, sha256(material.order.basis.body), recipient, headers);
  return {
    order,
    manifest,
    recipient,
    match,
    people,
    headers,
    scope: scopeNamed(order.basis, material.order.basis.body),
    ...deposits(practice, people, material.deposits, headers, manifest),
    handings: handingsOf(practice, people, order, material.handings),
  };
}

/** People who are certified, each proved. */
export async function successions(practice: Practice, people: readonly Person[]): Promise<People> {
  const shown = people.filter(({ certificate }) => certificate !== null);
  const proved = await Promise.all(
    shown.map(async (person) => [toHex(person.account), await practice.succession(person)] as const),
  );
  return new Map(proved);
}

/** What an order says by its officer's word alone. */
export function saidBy(people: People, signed: SignedBody): ReleaseOrder {
  const said = readHashed(RELEASE_ORDER, signed.body);
  return underEach(personOf(people, said.officer), ({ bundle }) =>
    verified(RELEASE_ORDER, signed, bundle.signingPublic),
  );
}

function proposedOrder(people: People, document: OrderDocument, now: number): ReleaseOrder {
  const order = saidBy(people, document.order);
  if (now < order.issuedAt || now >= order.expiresAt) throw new ProofError("expired_order");
  return order;
}

function approvedOrder(people: People, { order: signed, approval }: OrderDocument, now: number): ReleaseOrder {
  if (approval === null) throw new ProofError("bad_signature");
  const said = readHashed(RELEASE_ORDER, signed.body);
  return underEach(personOf(people, said.officer), (officer) =>
    underEach(personOf(people, said.approver), (approver) => verifyOrder(signed, approval, officer, approver, now)),
  );
}

function headersOf(
  practice: Practice,
  people: People,
  material: MaterialDocument,
  order: ReleaseOrder,
): { readonly match: Match | null; readonly headers: readonly EpochHeader[] } {
  const { basis } = material.order;
  if (order.basis === "drill") {
    return { match: null, headers: material.epochs.map((header) => drillHeader(people, order, basis, header)) };
  }
  const { match, members } = matchOf(practice, people, material.match);
  if (!equal(match.conversation, order.conversation)) throw new ProofError("foreign_conversation");
  const headers = material.epochs.map((header) => memberHeader(members, order.conversation, header));
  if (order.basis === "succession") checkSuccession(practice, order, basis, headers);
  else checkBasis({ people, order, basis, match, headers });
  return { match, headers };
}

/** A match that a certifier signed, and those whom it names. */
export function matchOf(
  practice: Practice,
  people: People,
  signed: SignedBody | null,
): { readonly match: Match; readonly members: People } {
  if (signed === null) throw new ProofError("foreign_conversation");
  const named = namedParticipants(signed);
  const members = new Map(named.map(({ account }) => [toHex(account), personOf(people, account)]));
  const at = named.map(({ account, bundleHash }): [string, CertifiedBundle] => [
    toHex(account),
    personOf(people, account).at(bundleHash),
  ]);
  return { match: practice.match(signed, new Map(at)), members };
}

/** Those that hold, and by name those that do not: one dishonest depositor makes no epoch unrecoverable. */
function deposits(
  practice: Practice,
  people: People,
  shown: readonly ShownDeposit[],
  headers: readonly EpochHeader[],
  manifest: Manifest,
): { readonly deposits: readonly CheckedDeposit[]; readonly garbage: readonly Uint8Array[] } {
  const good: CheckedDeposit[] = [];
  const garbage: Uint8Array[] = [];
  for (const { deposit: signed, sealed } of shown) {
    const said = readDeposit(signed.body);
    try {
      good.push({ deposit: depositOf(practice, people, signed, said, headers, manifest), sealed });
    } catch (error) {
      if (!(error instanceof ProofError)) throw error;
      garbage.push(said.depositId);
    }
  }
  return { deposits: good, garbage };
}

function depositOf(
  practice: Practice,
  people: People,
  signed: SignedBody,
  said: Deposit,
  headers: readonly EpochHeader[],
  manifest: Manifest,
): Deposit {
  const header = headers.find(({ hash }) => equal(hash, said.headerHash));
  if (header === undefined) throw new ProofError("foreign_epoch");
  const { bundle } = personOf(people, said.depositor).at(memberOf(header, said.depositor).bundleHash);
  const madeUnder = practice.manifestNamed(said.manifestHash);
  if (madeUnder === null || madeUnder.generation > manifest.generation) throw new ProofError("wrong_manifest");
  return verifyDepositWord(signed, bundle, header, madeUnder);
}

/** Those that hold. One that does not is passed over: without its hander's signature it says nothing of anybody. */
function handingsOf(
  practice: Practice,
  people: People,
  order: ReleaseOrder,
  shown: readonly ShownHanding[],
): readonly SealedHanding[] {
  return shown.flatMap(({ handing: signed, sealed }) => {
    try {
      return [{ handing: handingOf(practice, people, order, signed), sealed }];
    } catch (error) {
      if (!(error instanceof ProofError)) throw error;
      return [];
    }
  });
}

function handingOf(practice: Practice, people: People, order: ReleaseOrder, signed: SignedBody): Handing {
  const said = readHanding(signed.body);
  same(said.conversation, order.conversation, "foreign_conversation");
  const [before, after] = [practice.manifestNamed(said.fromManifestHash), practice.manifestNamed(said.manifestHash)];
  if (before === null || after === null) throw new ProofError("wrong_manifest");
  const named = before.custodians.find(({ account }) => equal(account, said.hander));
  if (named === undefined) throw new ProofError("unknown_member");
  const { bundle } = personOf(people, said.hander).at(named.bundleHash);
  checkHander(bundle, before, after);
  return verifyHandingWord(signed, bundle, after);
}

/** Who (hexadecimal) has handed on a deposit as the order asks: from its custodians to those of its basis. */
export function handersOf({ order, handings }: LawfulOrder, deposit: Deposit): ReadonlySet<string> {
  const into = handings.filter(
    ({ handing }) => isInto(handing, deposit, order.basisHash) && equal(handing.fromManifestHash, order.manifestHash),
  );
  return new Set(into.map(({ handing }) => toHex(handing.hander)));
}

/** The custodians in force as the root named them, who come after those of the order, and before none that an epoch names. Nobody reads anything. */
function checkSuccession(
  practice: Practice,
  order: ReleaseOrder,
  basis: SignedBody,
  headers: readonly EpochHeader[],
): void {
  same(order.basisHash, sha256(basis.body), "wrong_basis");
  same(order.recipient, order.officer, "wrong_recipient");
  const { manifest: newest } = practice.custody;
  const before = practice.manifestNamed(order.manifestHash);
  if (before === null || before.generation >= newest.generation) throw new ProofError("wrong_manifest");
  same(order.basisHash, newest.hash, "wrong_basis");
  for (const header of headers) practice.checkNotOlder(header);
}
