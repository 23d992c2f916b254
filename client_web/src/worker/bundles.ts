import { equal } from "../bytes/equal.ts";
import { type Bundle, makeAnew, makeBundle, makeSuccessor, readBundle, verifyBundle } from "../crypto/bundle.ts";
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
 * `published`: the practice's newest bundle of this account, or null. `begun` null: these keys were made just now, from a sheet of the practice's: what it
 * has under this name are lost ones, which they follow (crypto.md §4.7).
 * Else with which generation this ring began, by the chain that the practice shows. Keys are compared, not hashes: two browsers may have made
 * bundles of the same keys, of which the practice took one.
 *
 * @throws ProofError `wrong_previous` when the practice has keys under this account's name that are not of its ring
 */
export async function unpublished(
  ring: KeyRing,
  account: Uint8Array,
  published: SignedBody | null,
  now: number,
  begun: number | null = 0,
): Promise<Unpublished> {
  const keys = ring.all().toReversed();
  const bundles: MadeBundle[] = [];
  let newest = published === null ? null : await verifyBundle(published);
  if (newest !== null && !equal(newest.account, account)) throw new ProofError("wrong_previous");
  let place = newest === null ? -1 : placeOf(ring, newest);
  // Predecessors that the service hides are missed here.
  const fresh = begun === null && ring.generation === 0;
  const fits = newest === null || (place < 0 ? fresh : begun === null || newest.generation - place === begun);
  if (!fits) throw new ProofError("wrong_previous");
  while (newest === null || place < ring.generation) {
    const next: MadeBundle = place < 0 ? firstBundle(newest) : nextBundle(newest);
    bundles.push(next);
    newest = await readBundle(next.body);
    place += 1;
  }
  return { bundles, newest };

  function firstBundle(lost: Bundle | null): MadeBundle {
    const first = present(keys[0]).keys;
    const signed = lost === null ? makeBundle(first, account, now) : makeAnew(first, now, lost);
    return { ...signed, predecessorSignature: null };
  }

  function nextBundle(newest: Bundle | null): MadeBundle {
    const previous = present(newest ?? undefined);
    const [before, after] = [present(keys[place]), present(keys[place + 1])];
    const { signed, predecessorSignature } = makeSuccessor(after.keys, now, previous, before.keys);
    return { ...signed, predecessorSignature };
  }
}

/** Which generation of the ring stands in a bundle; -1 for none. Of who began anew the bundles count on. */
function placeOf(ring: KeyRing, bundle: Bundle): number {
  return ring.all().find(({ keys }) => keys === ring.forBundle(bundle))?.generation ?? -1;
}
