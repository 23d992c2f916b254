import { equal } from "../bytes/equal.ts";
import { toHex } from "../bytes/hex.ts";
import { compare } from "../bytes/order.ts";
import type { Bundle } from "./bundle.ts";
import { ascending, count, hashes, same } from "./checks.ts";
import { type Hashed, readHashed, type Shape } from "./fields.ts";
import { ProofError } from "./proof.ts";
import { type SignedBody, type SigningKey, verified, verify } from "./signing.ts";
import type { PinnedRoot } from "./trust.ts";

/** The custodian manifest (crypto.md §7.1): who keeps the shares, and how many of them must agree. */

const LEAST_CUSTODIANS = 3;
export const MOST_CUSTODIANS = 32;
const LEAST_THRESHOLD = 2;

/** One who keeps shares, and under which bundle. */
export interface Custodian {
  readonly account: Uint8Array;
  readonly bundleHash: Uint8Array;
}

/** One more signature over a body that is signed already, and by whom. */
export interface Cosignature {
  readonly account: Uint8Array;
  readonly signature: Uint8Array;
}

interface ManifestBody {
  readonly generation: number;
  readonly k: number;
  readonly custodians: readonly Custodian[];
  readonly previous: Uint8Array;
  readonly issuedAt: number;
}

/** The custodians in force; k of them open what is entrusted to them. */
export type Manifest = Hashed<ManifestBody>;

const MANIFEST: Shape<ManifestBody> = {
  label: "webtherapy/v1/custodian-manifest",
  parts: (m) => [m.generation, m.k, m.custodians.map((row) => [row.account, row.bundleHash]), m.previous, m.issuedAt],
  read: (fields) => {
    const body = {
      generation: fields.uint(),
      k: fields.uint(),
      custodians: fields.rows((row) => ({ account: row.id(), bundleHash: row.hash() })),
      previous: fields.bytes(),
      issuedAt: fields.uint(),
    };
    check(body);
    return body;
  },
};

function check({ generation, k, custodians, previous }: ManifestBody): void {
  const n = custodians.length;
  count(custodians, LEAST_CUSTODIANS, MOST_CUSTODIANS);
  ascending(custodians.map((custodian) => custodian.account));
  // A majority: two disjoint groups of k cannot both exist.
  if (k < LEAST_THRESHOLD || k > n || n >= 2 * k) throw new ProofError("bad_threshold");
  if (generation === 0 && previous.length > 0) throw new ProofError("wrong_previous");
  if (generation !== 0) hashes(previous);
}

/** A manifest from its body alone: for one that was verified before. */
export function readManifest(body: Uint8Array): Manifest {
  return readHashed(MANIFEST, body);
}

/** The first manifest, signed by the root. */
export function makeManifest(root: SigningKey, custodians: readonly Bundle[], k: number, issuedAt: number): SignedBody {
  return root.signBody(MANIFEST, manifestBody(0, k, custodians, new Uint8Array(), issuedAt));
}

/** The manifest after `previous`, signed by the root; k of its custodians sign with `cosignManifest`. */
export function makeNextManifest(
  root: SigningKey,
  custodians: readonly Bundle[],
  k: number,
  issuedAt: number,
  previous: Manifest,
): SignedBody {
  return root.signBody(MANIFEST, manifestBody(previous.generation + 1, k, custodians, previous.hash, issuedAt));
}

/** A custodian's consent to their successors. */
export function cosignManifest(key: SigningKey, account: Uint8Array, signed: SignedBody): Cosignature {
  return { account, signature: key.sign(signed.body) };
}

/** The manifest, signed by the pinned root; ProofError("stale_manifest") below the generation already seen. */
export function verifyManifest(signed: SignedBody, root: PinnedRoot, leastGeneration = 0): Manifest {
  const manifest = verified(MANIFEST, signed, root.public);
  if (manifest.generation < leastGeneration) throw new ProofError("stale_manifest");
  return manifest;
}

/**
 * The manifest that follows `previous`, with the consent of k of its custodians (whose bundles are given, by hexadecimal account).
 *
 * @throws ProofError bad_signature, wrong_previous, unknown_member, wrong_bundle, duplicate_member, too_few_signatures
 */
export function verifyNextManifest(
  signed: SignedBody,
  cosignatures: readonly Cosignature[],
  root: PinnedRoot,
  previous: Manifest,
  bundles: ReadonlyMap<string, Bundle>,
): Manifest {
  const manifest = verifyManifest(signed, root);
  if (manifest.generation !== previous.generation + 1) throw new ProofError("wrong_previous");
  same(manifest.previous, previous.hash, "wrong_previous");
  const accounts = new Set(cosignatures.map(({ account }) => toHex(account)));
  if (accounts.size !== cosignatures.length) throw new ProofError("duplicate_member");
  if (cosignatures.length < previous.k) throw new ProofError("too_few_signatures");
  for (const { account, signature } of cosignatures) {
    verify(custodianBundle(previous, bundles, account).signingPublic, signed.body, signature);
  }
  return manifest;
}

/** Those of these consents that hold, each custodian's once: how far a manifest has come that not enough have agreed to yet. */
export function consentsTo(
  signed: SignedBody,
  cosignatures: readonly Cosignature[],
  previous: Manifest,
  bundles: ReadonlyMap<string, Bundle>,
): readonly Cosignature[] {
  const good = cosignatures.filter(({ account, signature }) => {
    try {
      verify(custodianBundle(previous, bundles, account).signingPublic, signed.body, signature);
      return true;
    } catch (error) {
      if (!(error instanceof ProofError)) throw error;
      return false;
    }
  });
  return [...new Map(good.map((each) => [toHex(each.account), each])).values()];
}

/** The custodians' bundles in the manifest's order; ProofError("wrong_custodians") when they are not its own. */
export function inManifestOrder(manifest: Manifest, custodians: readonly Bundle[]): readonly Bundle[] {
  const bundles = custodians.toSorted((left, right) => compare(left.account, right.account));
  const fits = manifest.custodians.every((custodian, n) => {
    const bundle = bundles[n];
    return bundle !== undefined && equal(bundle.account, custodian.account) && equal(bundle.hash, custodian.bundleHash);
  });
  if (!fits || bundles.length !== manifest.custodians.length) throw new ProofError("wrong_custodians");
  return bundles;
}

function custodianBundle(manifest: Manifest, bundles: ReadonlyMap<string, Bundle>, account: Uint8Array): Bundle {
  const custodian = manifest.custodians.find((row) => equal(row.account, account));
  const bundle = bundles.get(toHex(account));
  if (custodian === undefined || bundle === undefined) throw new ProofError("unknown_member");
  same(bundle.hash, custodian.bundleHash, "wrong_bundle");
  return bundle;
}

function manifestBody(
  generation: number,
  k: number,
  bundles: readonly Bundle[],
  previous: Uint8Array,
  issuedAt: number,
): ManifestBody {
  const custodians = bundles
    .map((bundle) => ({ account: bundle.account, bundleHash: bundle.hash }))
    .sort((left, right) => compare(left.account, right.account));
  return { generation, k, custodians, previous, issuedAt };
}
