import { equal } from "../bytes/equal.ts";
import { type Bundle, makeBundle, makeSuccessor, readBundle, verifyBundle } from "../crypto/bundle.ts";
import { present } from "../crypto/checks.ts";
import { ProofError } from "../crypto/proof.ts";
import type { SignedBody } from "../crypto/signing.ts";
import type { MadeBundle } from "./key_life.ts";
import type { KeyRing } from "./ring.ts";

/** The bundles of a ring that the practice does not have, oldest first, and the ring's newest as it then stands (crypto.md §4.1). */
export interface Unpublished {
  readonly bundles: readonly MadeBundle[];
  readonly newest: Bundle;
}

/**
 * `published`: the practice's newest bundle of this account, or null. Keys are compared, not hashes: two browsers may have made
 * bundles of the same keys, of which the practice took one.
 *
 * @throws ProofError `wrong_previous` when the practice has keys under this account's name that are not of its ring
 */
export async function unpublished(
  ring: KeyRing,
  account: Uint8Array,
  published: SignedBody | null,
  now: number,
): Promise<Unpublished> {
  const keys = ring.all().toReversed();
  const bundles: MadeBundle[] = [];
  let newest = published === null ? null : await ownBundle(ring, account, published);
  while (newest === null || newest.generation < ring.generation) {
    const made: MadeBundle = newest === null ? firstBundle() : nextBundle(newest);
    bundles.push(made);
    newest = await readBundle(made.body);
  }
  return { bundles, newest };

  function firstBundle(): MadeBundle {
    return { ...makeBundle(present(keys[0]).keys, account, now), predecessorSignature: null };
  }

  function nextBundle(previous: Bundle): MadeBundle {
    const [before, after] = [present(keys[previous.generation]), present(keys[previous.generation + 1])];
    const { signed, predecessorSignature } = makeSuccessor(after.keys, now, previous, before.keys);
    return { ...signed, predecessorSignature };
  }
}

async function ownBundle(ring: KeyRing, account: Uint8Array, published: SignedBody): Promise<Bundle> {
  const bundle = await verifyBundle(published);
  const place = ring.all().find(({ keys }) => keys === ring.forBundle(bundle));
  if (!equal(bundle.account, account) || place?.generation !== bundle.generation)
    throw new ProofError("wrong_previous");
  return bundle;
}
