import { equal } from "../bytes/equal.ts";
import type { Bundle } from "./bundle.ts";
import { encode, type Part } from "./canonical.ts";
import { ascending, count, HASH_BYTES, present, same } from "./checks.ts";
import { checkCustodians, type Deposit, type DepositRow } from "./deposit.ts";
import { type Fields, type Hashed, read, readHashed, type Shape, written } from "./fields.ts";
import { hash } from "./hashing.ts";
import { inManifestOrder, type Manifest, MOST_CUSTODIANS } from "./manifest.ts";
import { openShare } from "./opening.ts";
import { checkCovered, type ReleaseOrder } from "./order.ts";
import { ProofError } from "./proof.ts";
import type { Random } from "./random.ts";
import { seal, type SealingKey } from "./sealing.ts";
import { splitSecret } from "./share.ts";
import { type SignedBody, type SigningKey, verified } from "./signing.ts";

/**
 * Handing on (crypto.md §7.5): old custodians entrust what they hold of a deposit to those after them, each by itself. A custodian splits
 * what they hold among the new ones, so that nobody ever has the epoch's secret meanwhile.
 */

/** Handed shares that a holding may have: as many as custodians before handed on. */
const MOST_HELD = 64;

/** A share of what one custodian held, and all that says of what, whose, and for whom it is. Secret. */
export interface HandedShare {
  readonly orderHash: Uint8Array;
  readonly depositId: Uint8Array;
  readonly hander: Uint8Array;
  readonly custodian: Uint8Array;
  readonly k: number;
  readonly share: Uint8Array;
}

export const HANDED_SHARE: Shape<HandedShare> = {
  label: "webtherapy/v1/handed-share",
  parts: (s) => [s.orderHash, s.depositId, s.hander, s.custodian, s.k, s.share],
  read: (fields) => {
    const body = {
      orderHash: fields.hash(),
      depositId: fields.id(),
      hander: fields.id(),
      custodian: fields.id(),
      k: fields.uint(),
      share: fields.bytes(),
    };
    if (body.share.length < 2) throw new ProofError("wrong_length");
    if (body.share.at(-1) === 0) throw new ProofError("malformed");
    return body;
  },
};

interface HandingBody {
  readonly orderHash: Uint8Array;
  readonly conversation: Uint8Array;
  readonly depositId: Uint8Array;
  readonly hander: Uint8Array;
  readonly fromManifestHash: Uint8Array;
  readonly manifestHash: Uint8Array;
  readonly k: number;
  readonly rows: readonly DepositRow[];
  readonly madeAt: number;
}

/** A custodian's word on what they handed to those of a later manifest, under which order. Public. */
export type Handing = Hashed<HandingBody>;

const HANDING: Shape<HandingBody> = {
  label: "webtherapy/v1/handing",
  parts: (h) => [
    h.orderHash,
    h.conversation,
    h.depositId,
    h.hander,
    h.fromManifestHash,
    h.manifestHash,
    h.k,
    h.rows.map((row): Part => [row.custodian, row.bundleHash, row.shareHash, row.sealedShareHash]),
    h.madeAt,
  ],
  read: (fields) => {
    const body = {
      orderHash: fields.hash(),
      conversation: fields.id(),
      depositId: fields.id(),
      hander: fields.id(),
      fromManifestHash: fields.hash(),
      manifestHash: fields.hash(),
      k: fields.uint(),
      rows: fields.rows(rowIn),
      madeAt: fields.uint(),
    };
    count(body.rows, 1, MOST_CUSTODIANS);
    ascending(body.rows.map((row) => row.custodian));
    return body;
  },
};

/** A handing from its body alone: to know what to verify it with. */
export function readHanding(body: Uint8Array): Handing {
  return readHashed(HANDING, body);
}

/** What a custodian holds of a deposit that was handed on to them. Secret. `empty`: hashes of handings of which nothing opens. */
interface Holding {
  readonly depositId: Uint8Array;
  readonly shares: readonly Uint8Array[];
  readonly empty: readonly Uint8Array[];
}

export const HOLDING: Shape<Holding> = {
  label: "webtherapy/v1/holding",
  parts: (h) => [h.depositId, [...h.shares, ...h.empty]],
  read: (fields) => {
    const depositId = fields.id();
    const all = fields.list().map(bytesIn);
    count(all, 1, MOST_HELD);
    const isHash = (each: Uint8Array): boolean => each.length === HASH_BYTES;
    return { depositId, shares: all.filter((each) => !isHash(each)), empty: all.filter(isHash) };
  },
};

/** What a custodian sends: their signed word, and the sealed handed shares in the order of its rows. */
export interface MadeHanding {
  readonly signed: SignedBody;
  readonly sealedShares: readonly Uint8Array[];
}

/** Those after: a later manifest, and the certified bundles of its custodians. */
export interface Successors {
  readonly manifest: Manifest;
  readonly custodians: readonly Bundle[];
}

/**
 * What `hander` holds of a deposit, shared among the custodians of a later manifest.
 *
 * @throws ProofError foreign_epoch, wrong_manifest (not those whom the order names), wrong_custodians, too_large (handed on too often)
 */
export async function makeHanding(
  signer: SigningKey,
  hander: Uint8Array,
  order: ReleaseOrder,
  { deposit, held }: { readonly deposit: Deposit; readonly held: Uint8Array },
  { manifest, custodians }: Successors,
  madeAt: number,
  random: Random,
): Promise<MadeHanding> {
  checkCovered(order, deposit);
  same(order.basisHash, manifest.hash, "wrong_manifest");
  const { depositId } = deposit;
  const bundles = inManifestOrder(manifest, custodians);
  const shares = await splitSecret(held, bundles.length, manifest.k);
  const outside = { orderHash: order.hash, depositId, hander, k: manifest.k };
  const rows: DepositRow[] = [];
  const sealedShares: Uint8Array[] = [];
  for (const [n, { account: custodian, hash: bundleHash, sealingPublic }] of bundles.entries()) {
    const body = written(HANDED_SHARE, { ...outside, custodian, share: present(shares[n]) });
    const sealed = await seal(sealingPublic, handedInfo(order.hash, depositId, hander, bundleHash), body, random);
    const sealedShareHash = sealedHandedShareHash(sealed);
    rows.push({ custodian, bundleHash, shareHash: handedShareHash(body), sealedShareHash });
    sealedShares.push(sealed);
  }
  const signed = signer.signBody(HANDING, {
    ...outside,
    conversation: order.conversation,
    fromManifestHash: order.manifestHash,
    manifestHash: manifest.hash,
    rows,
    madeAt,
  });
  return { signed, sealedShares };
}

/**
 * The handing to this manifest, for who sees one of the sealed shares, or none.
 *
 * @throws ProofError bad_signature, unknown_member, wrong_manifest, bad_threshold, wrong_custodians
 */
export function verifyHandingWord(signed: SignedBody, hander: Bundle, manifest: Manifest): Handing {
  const handing = verified(HANDING, signed, hander.signingPublic);
  same(handing.hander, hander.account, "unknown_member");
  same(handing.manifestHash, manifest.hash, "wrong_manifest");
  if (handing.k !== manifest.k) throw new ProofError("bad_threshold");
  checkCustodians(handing, manifest);
  return handing;
}

/**
 * Whether this is a custodian of `before`, under the bundle it names, and `after` comes later.
 *
 * @throws ProofError wrong_manifest, unknown_member, wrong_bundle
 */
export function checkHander(hander: Bundle, before: Manifest, after: Manifest): void {
  if (before.generation >= after.generation) throw new ProofError("wrong_manifest");
  const named = before.custodians.find(({ account }) => equal(account, hander.account));
  if (named === undefined) throw new ProofError("unknown_member");
  same(hander.hash, named.bundleHash, "wrong_bundle");
}

/**
 * The custodian's handed share, verified against the handing. Secret.
 *
 * @throws ProofError unknown_member, wrong_sealed_share_hash, wrong_key, and those of `verifyHandedShare`
 */
export async function openHandedShare(
  key: SealingKey,
  custodian: Uint8Array,
  handing: Handing,
  sealed: Uint8Array,
): Promise<Uint8Array> {
  const row = rowOf(handing, custodian);
  same(sealedHandedShareHash(sealed), row.sealedShareHash, "wrong_sealed_share_hash");
  const body = await key.open(handedInfo(handing.orderHash, handing.depositId, handing.hander, row.bundleHash), sealed);
  verifyHandedShare(handing, custodian, body);
  return body;
}

/**
 * The handed share, if it is what the hander gave this custodian.
 *
 * @throws ProofError mixed_deposits (of another handing), share_mismatch (of this one, but not what its row says)
 */
export function verifyHandedShare(handing: Handing, custodian: Uint8Array, body: Uint8Array): HandedShare {
  const share = read(HANDED_SHARE, body);
  same(share.orderHash, handing.orderHash, "mixed_deposits");
  same(share.depositId, handing.depositId, "mixed_deposits");
  same(share.hander, handing.hander, "mixed_deposits");
  same(handedShareHash(body), rowOf(handing, custodian).shareHash, "share_mismatch");
  same(share.custodian, custodian, "share_mismatch");
  if (share.k !== handing.k) throw new ProofError("share_mismatch");
  return share;
}

/** A handing, and one custodian's sealed share of it, if they were shown one. */
export interface SealedHanding {
  readonly handing: Handing;
  readonly sealed: Uint8Array | null;
}

/** A deposit as a custodian of a manifest is shown it: their sealed share, or what was handed on to them. */
export interface Kept {
  readonly deposit: Deposit;
  readonly sealed: Uint8Array | null;
  readonly handings: readonly SealedHanding[];
}

/**
 * What a custodian of a manifest holds of a deposit. Secret. Of what does not open although the hander sealed just that, the handing's hash
 * says so; what is not what the hander sealed is left out.
 *
 * @throws ProofError wrong_length when nothing opens, and those of `openShare`
 */
export async function openHeld(
  key: SealingKey,
  custodian: Uint8Array,
  manifestHash: Uint8Array,
  { deposit, sealed: own, handings }: Kept,
): Promise<Uint8Array> {
  if (equal(deposit.manifestHash, manifestHash)) {
    if (own === null) throw new ProofError("wrong_length");
    return openShare(key, custodian, deposit, own);
  }
  const shares: Uint8Array[] = [];
  const empty: Uint8Array[] = [];
  for (const { handing, sealed } of handings) {
    if (sealed === null || !isInto(handing, deposit, manifestHash)) continue;
    try {
      shares.push(await openHandedShare(key, custodian, handing, sealed));
    } catch (error) {
      if (!(error instanceof ProofError)) throw error;
      if (error.reason !== "wrong_sealed_share_hash") empty.push(handing.hash);
    }
  }
  if (shares.length === 0) throw new ProofError("wrong_length");
  return written(HOLDING, { depositId: deposit.depositId, shares, empty });
}

/** Whether a handing is of this deposit, to custodians of this manifest. */
export function isInto(handing: Handing, deposit: Deposit, manifestHash: Uint8Array): boolean {
  return equal(handing.depositId, deposit.depositId) && equal(handing.manifestHash, manifestHash);
}

/** What a handing says of a handed share. */
function handedShareHash(body: Uint8Array): Uint8Array {
  return hash("webtherapy/v1/handed-share-hash", body);
}

/** What a handing says of a sealed handed share. */
function sealedHandedShareHash(sealed: Uint8Array): Uint8Array {
  return hash("webtherapy/v1/sealed-handed-share-hash", sealed);
}

/** To what a sealed handed share is bound besides the custodian's key. */
function handedInfo(
  orderHash: Uint8Array,
  depositId: Uint8Array,
  hander: Uint8Array,
  bundleHash: Uint8Array,
): Uint8Array {
  return encode("webtherapy/v1/handed-share-seal", orderHash, depositId, hander, bundleHash);
}

function rowOf({ rows }: Handing, custodian: Uint8Array): DepositRow {
  const row = rows.find((candidate) => equal(candidate.custodian, custodian));
  if (row === undefined) throw new ProofError("unknown_member");
  return row;
}

function rowIn(row: Fields): DepositRow {
  return {
    custodian: row.id(),
    bundleHash: row.hash(),
    shareHash: row.hash(),
    sealedShareHash: row.hash(),
  };
}

function bytesIn(part: Part): Uint8Array {
  if (!(part instanceof Uint8Array)) throw new ProofError("malformed");
  return part;
}
