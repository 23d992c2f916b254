import { compare } from "../bytes/order.ts";
import { equal } from "../bytes/equal.ts";
import { toHex } from "../bytes/hex.ts";
import { ascending, count, hashes, same } from "./checks.ts";
import { type Fields, type Hashed, read, type Shape } from "./fields.ts";
import { hash } from "./hashing.ts";
import { ProofError } from "./proof.ts";
import { type SignedBody, type SigningKey, verified } from "./signing.ts";
import { type CertifiedBundle, type Certifier, type Role, ROLES } from "./trust.ts";

/** Matches (crypto.md §4.3): who may speak with whom, and the first head of a transcript. */

export const MAX_MEMBERS = 16;

/** One of those who speak. */
export interface Participant {
  readonly account: Uint8Array;
  readonly role: Role;
  readonly bundleHash: Uint8Array;
}

interface MatchBody {
  readonly conversation: Uint8Array;
  readonly participants: readonly Participant[];
  readonly manifestHash: Uint8Array;
  readonly issuedAt: number;
  readonly delegationHash: Uint8Array;
}

/** A certifier's word that these accounts have a conversation, and under which custodians. */
export type Match = Hashed<MatchBody>;

const MATCH: Shape<MatchBody> = {
  label: "webtherapy/v1/match",
  parts: (m) => [
    m.conversation,
    m.participants.map((row) => [row.account, row.role, row.bundleHash]),
    m.manifestHash,
    m.issuedAt,
    m.delegationHash,
  ],
  read: (fields) => {
    const body = {
      conversation: fields.id(),
      participants: fields.rows(readParticipant),
      manifestHash: fields.hash(),
      issuedAt: fields.uint(),
      delegationHash: fields.hash(),
    };
    count(body.participants, 2, MAX_MEMBERS);
    ascending(body.participants.map((participant) => participant.account));
    return body;
  },
};

function readParticipant(fields: Fields): Participant {
  const row = { account: fields.id(), role: fields.word(ROLES), bundleHash: fields.hash() };
  // Their notices are accepted, and nothing else (crypto.md §4.4, §11.4).
  if (row.role === "system" || row.role === "service") throw new ProofError("unlawful_role");
  return row;
}

/** head(0): what the transcript of the conversation with this match begins from. */
export function genesis(matchHash: Uint8Array): Uint8Array {
  hashes(matchHash);
  return hash("webtherapy/v1/genesis", matchHash);
}

/** A match of certified people, by the holder of the certifier's key. */
export function makeMatch(
  key: SigningKey,
  certifier: Certifier,
  conversation: Uint8Array,
  people: readonly CertifiedBundle[],
  manifestHash: Uint8Array,
  issuedAt: number,
): SignedBody {
  certifier.checkTime(issuedAt);
  const participants = people
    .map(({ bundle, role }) => ({ account: bundle.account, role, bundleHash: bundle.hash }))
    .sort((left, right) => compare(left.account, right.account));
  const { delegationHash } = certifier;
  return key.signBody(MATCH, { conversation, participants, manifestHash, issuedAt, delegationHash });
}

/**
 * The match, each participant being the certified person it names; `people` by hexadecimal account.
 *
 * @throws ProofError bad_signature, wrong_delegation, expired_delegation, unknown_member, wrong_bundle, unlawful_role
 */
export function verifyMatch(
  signed: SignedBody,
  certifier: Certifier,
  people: ReadonlyMap<string, CertifiedBundle>,
): Match {
  const match = verified(MATCH, signed, certifier.bundle.signingPublic);
  same(match.delegationHash, certifier.delegationHash, "wrong_delegation");
  certifier.checkTime(match.issuedAt);
  for (const participant of match.participants) {
    const person = people.get(toHex(participant.account));
    if (person === undefined) throw new ProofError("unknown_member");
    same(person.bundle.account, participant.account, "unknown_member");
    same(person.bundle.hash, participant.bundleHash, "wrong_bundle");
    if (person.role !== participant.role) throw new ProofError("unlawful_role");
  }
  return match;
}

/** By which delegation a match says to have been issued; nothing is verified here. */
export function matchDelegation(signed: SignedBody): Uint8Array {
  return read(MATCH, signed.body).delegationHash;
}

/** Whom a match names, by which bundles; nothing is verified here. */
export function namedParticipants(signed: SignedBody): readonly Participant[] {
  return read(MATCH, signed.body).participants;
}

/** What a participant is in the practice; ProofError("unknown_member"). */
export function roleOf(match: Match, account: Uint8Array): Role {
  const row = match.participants.find((participant) => equal(participant.account, account));
  if (row === undefined) throw new ProofError("unknown_member");
  return row.role;
}
