import { equal } from "../bytes/equal.ts";
import { toHex } from "../bytes/hex.ts";
import { same } from "../crypto/checks.ts";
import { consentsTo, type Cosignature, cosignManifest, type Manifest, verifyManifest } from "../crypto/manifest.ts";
import { ProofError } from "../crypto/proof.ts";
import { fingerprint } from "../crypto/safety.ts";
import type { NamedCustodians } from "../protocol/documents.ts";
import { keysOf } from "./card.ts";
import type { Keeper } from "./keeper.ts";
import type { Practice } from "./practice.ts";
import type * as port from "./succession_port.ts";

/** Other custodians, before they are in force (crypto.md §7.1): the root has named them, and those of now agree. */

/** See SuccessionPort.readSuccessors. */
export function readSuccessors(practice: Practice, named: NamedCustodians): port.ReadSuccessors {
  const { manifest: before, custodians } = practice.custody;
  const manifest = verifyManifest(named, practice.root);
  const inForce = equal(manifest.hash, before.hash);
  if (!inForce) checkFollows(manifest, before);
  const bundles = new Map(custodians.map((bundle) => [toHex(bundle.account), bundle]));
  return {
    k: manifest.k,
    custodians: manifest.custodians.map(({ account, bundleHash }) => ({
      account,
      fingerprint: fingerprint(bundleHash),
      stays: before.custodians.some((row) => equal(row.account, account)),
    })),
    inForce,
    needed: before.k,
    agreed: inForce ? [] : consentsTo(named, named.cosignatures, before, bundles),
  };
}

/** See SuccessionPort.agreeToSuccessors. */
export function agreeToSuccessors(keeper: Keeper, practice: Practice, named: NamedCustodians): Cosignature {
  const { manifest: before, custodians } = practice.custody;
  checkFollows(verifyManifest(named, practice.root), before);
  const { account } = keeper.unlocked;
  // Under the bundle by which those of now are named: keys that came after it are nobody's there.
  const bundle = custodians.find((each) => equal(each.account, account));
  if (bundle === undefined) throw new ProofError("unknown_member");
  return cosignManifest(keysOf(keeper.unlocked, bundle).signing, account, named);
}

function checkFollows(manifest: Manifest, before: Manifest): void {
  if (manifest.generation !== before.generation + 1) throw new ProofError("wrong_previous");
  same(manifest.previous, before.hash, "wrong_previous");
}
