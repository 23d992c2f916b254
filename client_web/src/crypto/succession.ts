import { equal } from "../bytes/equal.ts";
import { toHex } from "../bytes/hex.ts";
import { type Bundle, verifyAnew, verifyBundle, verifySuccessor } from "./bundle.ts";
import { same } from "./checks.ts";
import { sha256 } from "./hashing.ts";
import { ProofError } from "./proof.ts";
import type { SignedBody } from "./signing.ts";
import type { CertifiedBundle } from "./trust.ts";

/** Succession (crypto.md §4.6): from the bundle that a match names to the one certified last, each signed by the one before. */

/** A bundle as it is shown. `certified` is null while nobody vouches for it, `predecessorSignature` for the first. */
export interface Link {
  readonly bundle: SignedBody;
  readonly predecessorSignature: Uint8Array | null;
  readonly certified: CertifiedBundle | null;
}

/** By which bundle somebody is named: bundle hashes by hexadecimal account. */
export type Named = ReadonlyMap<string, Uint8Array>;

/** An account's certified bundles, of one chain. Made by its verification only. */
export class Succession {
  readonly newest: CertifiedBundle;
  readonly #certified: ReadonlyMap<string, CertifiedBundle>;

  private constructor(certified: readonly [CertifiedBundle, ...CertifiedBundle[]]) {
    this.newest = certified.at(-1) ?? certified[0];
    this.#certified = new Map(certified.map((one) => [toHex(one.bundle.hash), one]));
  }

  /**
   * The chain of these links, the oldest first. A bundle that nobody vouches for only leads on to the next; where keys were lost, a
   * replacement that a certifier signed stands in the place of the predecessor's signature (crypto.md §4.7).
   *
   * @throws ProofError bad_signature, wrong_previous, wrong_bundle, unlawful_role, wrong_delegation (nobody vouches for any)
   */
  static async verify(links: readonly Link[]): Promise<Succession> {
    let before: Bundle | null = null;
    const standing = withoutWaiting(links);
    for (const [place, link] of standing.entries()) {
      const bundle = await bundleOf(link);
      if (before !== null) {
        if (link.predecessorSignature !== null) await verifySuccessor(link.bundle, before, link.predecessorSignature);
        else if (isReplacing(link, before) || wasLostWaiting(link, standing[place + 1]))
          await verifyAnew(link.bundle, before);
        else throw new ProofError("wrong_previous");
      }
      before = bundle;
    }
    const [first, ...others] = standing.flatMap(({ certified }) => certified ?? []);
    if (first === undefined) throw new ProofError("wrong_delegation");
    if (others.some(({ role }) => role !== first.role)) throw new ProofError("unlawful_role");
    return new Succession([first, ...others]);
  }

  /** All certified bundles of the chain, newest first. */
  get all(): readonly CertifiedBundle[] {
    return [...this.#certified.values()].reverse();
  }

  /** The certified bundles from the last replacement on, newest first (crypto.md §4.7): those before were lost, and say nothing for their holder any more. */
  get standing(): readonly CertifiedBundle[] {
    const lost = this.all.findIndex(({ replaces }) => replaces !== null);
    return lost === -1 ? this.all : this.all.slice(0, lost + 1);
  }

  /** Whether keys were lost and begun anew behind this certified bundle (crypto.md §4.7); ProofError("wrong_bundle"). */
  begunAnewSince(bundleHash: Uint8Array): boolean {
    const known = this.generation(bundleHash);
    return this.all.some(({ bundle, replaces }) => replaces !== null && bundle.generation > known);
  }

  /** The hashes of all certified bundles of the chain, hexadecimal. */
  get hashes(): ReadonlySet<string> {
    return new Set(this.#certified.keys());
  }

  /** The certified bundle of this hash; ProofError("wrong_bundle") when the chain has none. */
  at(bundleHash: Uint8Array): CertifiedBundle {
    const certified = this.#certified.get(toHex(bundleHash));
    if (certified === undefined) throw new ProofError("wrong_bundle");
    return certified;
  }

  /** Of the certified bundle of this hash; ProofError("wrong_bundle"). */
  generation(bundleHash: Uint8Array): number {
    return this.at(bundleHash).bundle.generation;
  }
}

/** ProofError("stale_bundle") when somebody is named by an older bundle than before; `people` by hexadecimal account. */
export function checkGenerations(people: ReadonlyMap<string, Succession>, before: Named, after: Named): void {
  for (const [account, succession] of people) {
    const [one, other] = [before.get(account), after.get(account)];
    if (one === undefined || other === undefined) continue;
    if (succession.generation(other) < succession.generation(one)) throw new ProofError("stale_bundle");
  }
}

/** Keys that were begun anew and that nobody vouches for yet are nobody's. */
function withoutWaiting(links: readonly Link[]): readonly Link[] {
  const last = links.at(-1);
  const waiting = links.length > 1 && last !== undefined && isWaiting(last);
  return waiting ? withoutWaiting(links.slice(0, -1)) : links;
}

function isWaiting({ certified, predecessorSignature }: Link): boolean {
  return certified === null && predecessorSignature === null;
}

/** Keys that were lost before anybody vouched for them stand for nothing: who began anew once more is vouched for all the same. */
function wasLostWaiting(link: Link, after: Link | undefined): boolean {
  return isWaiting(link) && after?.predecessorSignature === null;
}

function isReplacing({ certified }: Link, before: Bundle): boolean {
  const replaces = certified?.replaces ?? null;
  return replaces !== null && equal(replaces, before.hash);
}

async function bundleOf({ bundle, certified }: Link): Promise<Bundle> {
  if (certified === null) return verifyBundle(bundle);
  same(certified.bundle.hash, sha256(bundle.body), "wrong_bundle");
  return certified.bundle;
}
