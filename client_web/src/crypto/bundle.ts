import { equal } from "../bytes/equal.ts";
import type { AccountKeys } from "./account.ts";
import { exactly, hashes, KEY_BYTES, same, SIGNATURE_BYTES } from "./checks.ts";
import { type Hashed, readHashed, type Shape } from "./fields.ts";
import { ProofError } from "./proof.ts";
import { checkSealingPublic, PUBLIC_BYTES } from "./sealing.ts";
import { checkSigningPublic, type SignedBody, verify } from "./signing.ts";

/** Bundles (crypto.md §4.1): an account's public keys, and their succession. */

interface BundleBody {
  readonly account: Uint8Array;
  readonly generation: number;
  readonly signingPublic: Uint8Array;
  readonly sealingPublic: Uint8Array;
  readonly madeAt: number;
  readonly previous: Uint8Array;
}

/** Public keys of an account. That they are its keys only a certificate says (crypto.md §4.2). */
export type Bundle = Hashed<BundleBody>;

const BUNDLE: Shape<BundleBody> = {
  label: "webtherapy/v1/bundle",
  parts: (b) => [b.account, b.generation, b.signingPublic, b.sealingPublic, b.madeAt, b.previous],
  read: (fields) => {
    const body = {
      account: fields.id(),
      generation: fields.uint(),
      signingPublic: fields.exactly(KEY_BYTES),
      sealingPublic: fields.exactly(PUBLIC_BYTES),
      madeAt: fields.uint(),
      previous: fields.bytes(),
    };
    checkSigningPublic(body.signingPublic);
    if (body.generation === 0 && body.previous.length > 0) throw new ProofError("wrong_previous");
    if (body.generation !== 0) hashes(body.previous);
    return body;
  },
};

/** An account's first bundle. */
export function makeBundle(keys: AccountKeys, account: Uint8Array, madeAt: number): SignedBody {
  return keys.signing.signBody(BUNDLE, bundleBody(keys, account, 0, madeAt, new Uint8Array()));
}

/** The bundle after `previous`, and the predecessor's signature over the same body. */
export function makeSuccessor(
  keys: AccountKeys,
  madeAt: number,
  previous: Bundle,
  predecessor: AccountKeys,
): { readonly signed: SignedBody; readonly predecessorSignature: Uint8Array } {
  const body = bundleBody(keys, previous.account, previous.generation + 1, madeAt, previous.hash);
  const signed = keys.signing.signBody(BUNDLE, body);
  return { signed, predecessorSignature: predecessor.signing.sign(signed.body) };
}

/** The bundle, its own signature verified: who made it holds the signing key. Nothing more is thereby known. */
export async function verifyBundle(signed: SignedBody): Promise<Bundle> {
  exactly(SIGNATURE_BYTES, signed.signature);
  // The key that verifies stands in the body itself: this is the one structure that is read before it is verified.
  const bundle = await readBundle(signed.body);
  verify(bundle.signingPublic, signed.body, signed.signature);
  return bundle;
}

/** A bundle from its body alone: for one that was verified before. */
export async function readBundle(body: Uint8Array): Promise<Bundle> {
  const bundle = readHashed(BUNDLE, body);
  await checkSealingPublic(bundle.sealingPublic);
  return bundle;
}

/** The bundle of keys that were begun anew after those of `lost` were: nobody could sign it with them. */
export function makeAnew(keys: AccountKeys, madeAt: number, lost: Bundle): SignedBody {
  return keys.signing.signBody(BUNDLE, bundleBody(keys, lost.account, lost.generation + 1, madeAt, lost.hash));
}

/** The bundle that follows `lost` without its signature: same account, next generation, its hash. What it is worth, a certifier says. */
export async function verifyAnew(signed: SignedBody, lost: Bundle): Promise<Bundle> {
  const bundle = await verifyBundle(signed);
  const follows = equal(bundle.account, lost.account) && bundle.generation === lost.generation + 1;
  if (!follows) throw new ProofError("wrong_previous");
  same(bundle.previous, lost.hash, "wrong_previous");
  return bundle;
}

/** The bundle that follows `previous`: same account, next generation, its hash, signed by both. */
export async function verifySuccessor(
  signed: SignedBody,
  previous: Bundle,
  predecessorSignature: Uint8Array,
): Promise<Bundle> {
  const bundle = await verifyBundle(signed);
  const follows = equal(bundle.account, previous.account) && bundle.generation === previous.generation + 1;
  if (!follows) throw new ProofError("wrong_previous");
  same(bundle.previous, previous.hash, "wrong_previous");
  verify(previous.signingPublic, signed.body, predecessorSignature);
  return bundle;
}

function bundleBody(
  keys: AccountKeys,
  account: Uint8Array,
  generation: number,
  madeAt: number,
  previous: Uint8Array,
): BundleBody {
  const { signing, sealing } = keys;
  return { account, generation, signingPublic: signing.public, sealingPublic: sealing.public, madeAt, previous };
}
