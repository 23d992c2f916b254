import { equal } from "../bytes/equal.ts";
import { toHex } from "../bytes/hex.ts";
import { compare } from "../bytes/order.ts";
import type { Bundle } from "./bundle.ts";
import { encode } from "./canonical.ts";
import { ascending, count, exactly, ids, KEY_BYTES, present, same } from "./checks.ts";
import { type Fields, type Hashed, readHashed, type Shape } from "./fields.ts";
import { derive, hash } from "./hashing.ts";
import { MAX_MEMBERS } from "./match.ts";
import { ProofError } from "./proof.ts";
import { drawn, type Random } from "./random.ts";
import { OVERHEAD_BYTES, seal, type SealingKey } from "./sealing.ts";
import { type SignedBody, type SigningKey, verified } from "./signing.ts";

/** Epochs (crypto.md §5): who can read from here on, and the secret that only they have. */

const SECRET_BYTES = 32;
export const WRAP_BYTES = OVERHEAD_BYTES + SECRET_BYTES;

/** Why an epoch was opened: for a live session, or for a thread of letters. */
const EPOCH_KINDS = ["session", "thread"] as const;
export type EpochKind = (typeof EPOCH_KINDS)[number];

/** One who can read, under which bundle, and the hash of the wrap that lets them. */
export interface EpochMember {
  readonly account: Uint8Array;
  readonly bundleHash: Uint8Array;
  readonly wrapHash: Uint8Array;
}

interface HeaderBody {
  readonly conversation: Uint8Array;
  readonly epoch: number;
  readonly kind: EpochKind;
  readonly session: Uint8Array;
  readonly previous: Uint8Array;
  readonly opener: Uint8Array;
  readonly members: readonly EpochMember[];
  readonly manifestHash: Uint8Array;
  readonly commitment: Uint8Array;
  readonly openedAt: number;
}

/** What everybody, the server included, knows of an epoch. `session` is empty for a thread. */
export type EpochHeader = Hashed<HeaderBody>;

const HEADER: Shape<HeaderBody> = {
  label: "webtherapy/v1/epoch",
  parts: (h) => [
    h.conversation,
    h.epoch,
    h.kind,
    h.session,
    h.previous,
    h.opener,
    h.members.map((row) => [row.account, row.bundleHash, row.wrapHash]),
    h.manifestHash,
    h.commitment,
    h.openedAt,
  ],
  read: (fields) => {
    const body = readHeader(fields);
    checkHeader(body);
    return body;
  },
};

function readHeader(fields: Fields): HeaderBody {
  return {
    conversation: fields.id(),
    epoch: fields.uint(),
    kind: fields.word(EPOCH_KINDS),
    session: fields.bytes(),
    previous: fields.hash(),
    opener: fields.id(),
    members: fields.rows((row) => ({ account: row.id(), bundleHash: row.hash(), wrapHash: row.hash() })),
    manifestHash: fields.hash(),
    commitment: fields.hash(),
    openedAt: fields.uint(),
  };
}

function checkHeader(header: HeaderBody): void {
  if (header.epoch < 1) throw new ProofError("malformed");
  if (header.kind === "session") ids(header.session);
  else exactly(0, header.session);
  count(header.members, 1, MAX_MEMBERS);
  ascending(header.members.map((member) => member.account));
  memberOf(header, header.opener);
}

/** The member's row; ProofError("unknown_member"). */
export function memberOf(header: { readonly members: readonly EpochMember[] }, account: Uint8Array): EpochMember {
  const member = header.members.find((row) => equal(row.account, account));
  if (member === undefined) throw new ProofError("unknown_member");
  return member;
}

/** What a member holds of an epoch. Secret. */
export interface EpochKeys {
  readonly conversation: Uint8Array;
  readonly epoch: number;
  readonly headerHash: Uint8Array;
  readonly secret: Uint8Array;
  readonly messageKey: Uint8Array;
}

/** The keys of the epoch; ProofError("wrong_commitment") unless the secret is the committed one. */
export function epochKeys(header: EpochHeader, secret: Uint8Array): EpochKeys {
  exactly(SECRET_BYTES, secret);
  same(commitment(secret), header.commitment, "wrong_commitment");
  const messageKey = derive(secret, "webtherapy/v1/message", header.hash);
  return { conversation: header.conversation, epoch: header.epoch, headerHash: header.hash, secret, messageKey };
}

/** Where an epoch stands: `previous` is the header hash in force, or head(0) before epoch 1. */
export interface EpochPlace {
  readonly conversation: Uint8Array;
  readonly epoch: number;
  readonly previous: Uint8Array;
}

/** What an epoch is opened for, and under which custodians. */
export interface EpochPurpose {
  readonly kind: EpochKind;
  readonly session: Uint8Array;
  readonly manifestHash: Uint8Array;
  readonly openedAt: number;
}

/** A new epoch: what its opener sends (`signed`; `wraps` in the members' order) and what they keep (`keys`, secret). */
export interface OpenedEpoch {
  readonly header: EpochHeader;
  readonly signed: SignedBody;
  readonly wraps: readonly Uint8Array[];
  readonly keys: EpochKeys;
}

/** A new epoch for the holders of these bundles (certified ones: that is for the caller to see to). */
export async function openEpoch(
  signer: SigningKey,
  opener: Uint8Array,
  place: EpochPlace,
  purpose: EpochPurpose,
  people: readonly Bundle[],
  random: Random,
): Promise<OpenedEpoch> {
  const secret = drawn(random, SECRET_BYTES);
  const bundles = people.toSorted((left, right) => compare(left.account, right.account));
  const wraps: Uint8Array[] = [];
  const members: EpochMember[] = [];
  for (const bundle of bundles) {
    const wrapped = await wrapSecret(bundle, place, secret, random);
    wraps.push(wrapped);
    members.push({ account: bundle.account, bundleHash: bundle.hash, wrapHash: wrapHash(wrapped) });
  }
  const body = { ...place, ...purpose, opener, members, commitment: commitment(secret) };
  const signed = signer.signBody(HEADER, body);
  const header = readEpochHeader(signed.body);
  return { header, signed, wraps, keys: epochKeys(header, secret) };
}

/**
 * The header, opened by the holder of `opener` as the next epoch at `place`.
 *
 * @throws ProofError bad_signature, foreign_conversation, wrong_epoch, stale_previous, unknown_member, wrong_bundle
 */
export function verifyHeader(signed: SignedBody, opener: Bundle, place: EpochPlace): EpochHeader {
  const header = verifyOpener(signed, opener, place.conversation);
  if (header.epoch !== place.epoch) throw new ProofError("wrong_epoch");
  same(header.previous, place.previous, "stale_previous");
  return header;
}

/** `verifyHeader` without the place in the chain of epochs, for a header that is learnt before its predecessor. */
export function verifyOpener(signed: SignedBody, opener: Bundle, conversation: Uint8Array): EpochHeader {
  const header = verified(HEADER, signed, opener.signingPublic);
  same(header.conversation, conversation, "foreign_conversation");
  same(header.opener, opener.account, "unknown_member");
  same(memberOf(header, opener.account).bundleHash, opener.hash, "wrong_bundle");
  return header;
}

/** A header from its body alone: for one that was verified before. */
export function readEpochHeader(body: Uint8Array): EpochHeader {
  return readHashed(HEADER, body);
}

/** By which bundle a header names whom: hashes by hexadecimal account. */
export function namedBundles({ members }: EpochHeader): ReadonlyMap<string, Uint8Array> {
  return new Map(members.map(({ account, bundleHash }) => [toHex(account), bundleHash]));
}

/**
 * Whether the header's members are exactly the conversation's, each under one of the bundles that may name them; `bundleHashes`,
 * hexadecimal, by hexadecimal account. Without this an opener could let a stranger read.
 *
 * @throws ProofError unknown_member, wrong_bundle, missing_member
 */
export function checkMembers(header: EpochHeader, bundleHashes: ReadonlyMap<string, ReadonlySet<string>>): void {
  for (const { account, bundleHash } of header.members) {
    const lawful = bundleHashes.get(toHex(account));
    if (lawful === undefined) throw new ProofError("unknown_member");
    if (!lawful.has(toHex(bundleHash))) throw new ProofError("wrong_bundle");
  }
  if (header.members.length !== bundleHashes.size) throw new ProofError("missing_member");
}

/** ProofError("wrong_wrap_hash") unless these are the members' wraps, in their order. Opens nothing. */
export function checkWraps(header: EpochHeader, wraps: readonly Uint8Array[]): void {
  count(wraps, header.members.length, header.members.length);
  exactly(WRAP_BYTES, ...wraps);
  header.members.forEach((member, n) => {
    same(wrapHash(present(wraps[n])), member.wrapHash, "wrong_wrap_hash");
  });
}

/** A member's keys from their wrap. Reasons: unknown_member, wrong_wrap_hash, wrong_key, wrong_commitment. */
export async function unwrapEpoch(
  key: SealingKey,
  account: Uint8Array,
  header: EpochHeader,
  wrapped: Uint8Array,
): Promise<EpochKeys> {
  const member = memberOf(header, account);
  same(wrapHash(wrapped), member.wrapHash, "wrong_wrap_hash");
  return openWrap(key, header, member.bundleHash, wrapped);
}

/** The secret of the epoch at `place`, sealed to this bundle's holder. */
export function wrapSecret(
  recipient: Bundle,
  place: EpochPlace,
  secret: Uint8Array,
  random: Random,
): Promise<Uint8Array> {
  return seal(recipient.sealingPublic, wrapInfo(place, recipient.hash), secret, random);
}

/** The keys from a wrap that was sealed to this bundle; its hash is for the caller to check. Reasons: wrong_key, wrong_commitment. */
export async function openWrap(
  key: SealingKey,
  header: EpochHeader,
  bundleHash: Uint8Array,
  wrapped: Uint8Array,
): Promise<EpochKeys> {
  return epochKeys(header, await key.open(wrapInfo(header, bundleHash), wrapped));
}

/** What the header says of the secret. */
export function commitment(secret: Uint8Array): Uint8Array {
  exactly(KEY_BYTES, secret);
  return derive(secret, "webtherapy/v1/epoch-commitment");
}

/** What the header says of a wrap. */
export function wrapHash(wrapped: Uint8Array): Uint8Array {
  return hash("webtherapy/v1/epoch-wrap-hash", wrapped);
}

function wrapInfo(place: EpochPlace, bundleHash: Uint8Array): Uint8Array {
  return encode("webtherapy/v1/epoch-wrap", place.conversation, place.epoch, place.previous, bundleHash);
}
