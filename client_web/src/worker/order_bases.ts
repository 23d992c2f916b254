import { toHex } from "../bytes/hex.ts";
import type { Bundle } from "../crypto/bundle.ts";
import { same } from "../crypto/checks.ts";
import { checkEffective, recipientOf, verifyConsent } from "../crypto/consent.ts";
import { verifyDrill, verifyDrillHeader } from "../crypto/drill.ts";
import { verifyEmergency } from "../crypto/emergency.ts";
import { checkMembers, type EpochHeader, memberOf, readEpochHeader, verifyOpener } from "../crypto/epoch.ts";
import { sha256 } from "../crypto/hashing.ts";
import type { Match } from "../crypto/match.ts";
import { type Basis, checkEpochsIn, type ReleaseOrder } from "../crypto/order.ts";
import { checkOpens, readProcess, verifyDrafted } from "../crypto/process.ts";
import { ProofError } from "../crypto/proof.ts";
import { type SignedBody, underAny } from "../crypto/signing.ts";
import type { Succession } from "../crypto/succession.ts";
import type { CertifiedBundle } from "../crypto/trust.ts";

/** What an order may rest on, as whoever is asked checks it for themselves (crypto.md §7.3). Pure: nothing the server says is believed. */

/** People by hexadecimal account. */
export type People = ReadonlyMap<string, Succession>;

/** An order begins five minutes before it is made: clocks differ. */
export const SKEW_MS = 300_000;

/** A verified order, what it rests on, the conversation of people that it opens, and the epochs of it. */
export interface BasisCase {
  readonly people: People;
  readonly order: ReleaseOrder;
  readonly basis: SignedBody;
  readonly match: Match;
  readonly headers: readonly EpochHeader[];
}

type BasisCheck = (asked: BasisCase) => void;

/** For conversations of people; drills are looked at by `drillHeader`. An order on any other basis is none. */
const BASES: Readonly<Partial<Record<Basis, BasisCheck>>> = {
  consent: checkConsent,
  legal: checkLegal,
  emergency: checkEmergency,
};

/** ProofError unless the order rests on a basis that allows it. */
export function checkBasis(asked: BasisCase): void {
  same(asked.order.basisHash, sha256(asked.basis.body), "wrong_basis");
  const check = BASES[asked.order.basis];
  if (check === undefined) throw new ProofError("wrong_basis");
  check(asked);
}

/** The officer's own word on this client; and the officer reads. */
function checkEmergency({ people, order, basis, match }: BasisCase): void {
  same(order.recipient, order.officer, "wrong_recipient");
  underOneOf(personOf(people, order.officer), (bundle) =>
    verifyEmergency(basis, bundle, order.conversation, clientOf(match)),
  );
}

/**
 * The client's own word on this conversation, in force when the order was given, to whom it says; under no keys that were lost. That nobody has revoked it, and what
 * kind of record it is, the service looks at; a custodian is not told.
 */
function checkConsent({ people, order, basis, match, headers }: BasisCase): void {
  const { standing } = personOf(people, clientOf(match));
  const consent = underAny(standing, ({ bundle }) => verifyConsent(basis, bundle));
  same(consent.conversation, order.conversation, "wrong_basis");
  same(order.recipient, recipientOf(consent, order.officer), "wrong_recipient");
  checkEffective(consent, "cleared", order.issuedAt + SKEW_MS, false);
  checkEpochsIn(headers, consent.scopeUntil);
}

/** What was served about this client, by the word of the same two who sign the order; and the officer reads. */
function checkLegal({ people, order, basis, match, headers }: BasisCase): void {
  same(order.recipient, order.officer, "wrong_recipient");
  const { officer } = readProcess(basis.body);
  const process = underEach(personOf(people, officer), (certified) => verifyDrafted(basis, certified));
  same(process.conversation, order.conversation, "wrong_basis");
  same(process.client, clientOf(match), "wrong_basis");
  if (bothOf(process) !== bothOf(order)) throw new ProofError("one_person");
  checkOpens(process, "cleared");
  checkEpochsIn(headers, process.scopeUntil);
}

/** The two who answer for it, whichever of them began. */
function bothOf({ officer, approver }: { readonly officer: Uint8Array; readonly approver: Uint8Array }): string {
  return [officer, approver].map(toHex).sort().join(" ");
}

/** A drill's one epoch: its officer is alone in it, so that nobody's words can be. */
export function drillHeader(people: People, order: ReleaseOrder, basis: SignedBody, header: SignedBody): EpochHeader {
  same(order.basisHash, sha256(basis.body), "wrong_basis");
  same(order.recipient, order.officer, "wrong_recipient");
  const officer = personOf(people, order.officer);
  underOneOf(officer, (bundle) => verifyDrill(basis, bundle, order.conversation));
  return underOneOf(officer, (bundle) => verifyDrillHeader(header, bundle, order.conversation));
}

/** An epoch of the conversation, as one of its members opened it for all of them. */
export function memberHeader(members: People, conversation: Uint8Array, signed: SignedBody): EpochHeader {
  const said = readEpochHeader(signed.body);
  const opener = personOf(members, said.opener).at(memberOf(said, said.opener).bundleHash).bundle;
  const header = verifyOpener(signed, opener, conversation);
  checkMembers(header, new Map([...members].map(([account, { hashes }]) => [account, hashes])));
  return header;
}

/** The conversation's client. */
export function clientOf({ participants }: Match): Uint8Array {
  const client = participants.find(({ role }) => role === "client");
  if (client === undefined) throw new ProofError("missing_member");
  return client.account;
}

/** ProofError("unknown_member") for who was not shown. */
export function personOf(people: People, account: Uint8Array): Succession {
  const person = people.get(toHex(account));
  if (person === undefined) throw new ProofError("unknown_member");
  return person;
}

/** What `verify` gives under one of somebody's certified bundles; ProofError("bad_signature") when under none. */
export function underOneOf<T>(person: Succession, verify: (bundle: Bundle) => T): T {
  return underEach(person, ({ bundle }) => verify(bundle));
}

/** The same, where the role matters. */
export function underEach<T>(person: Succession, verify: (certified: CertifiedBundle) => T): T {
  return underAny(person.all, verify);
}
