import { toHex } from "../bytes/hex.ts";
import type { Bundle } from "../crypto/bundle.ts";
import { ProofError } from "../crypto/proof.ts";
import type { Named, Succession } from "../crypto/succession.ts";

/** Who speaks in a conversation: those whom its match names, with the bundles that have succeeded there (crypto.md §4.3, §4.6). */
export class Members {
  readonly conversation: Uint8Array;
  /** By which bundles the match names them. */
  readonly first: Named;
  readonly #people: Map<string, Succession>;

  constructor(conversation: Uint8Array, first: Named, people: readonly Succession[]) {
    this.conversation = conversation;
    this.first = first;
    this.#people = new Map(people.map((one) => [toHex(one.newest.bundle.account), one]));
  }

  /** Each member's bundle that was certified last. */
  get bundles(): readonly Bundle[] {
    return [...this.#people.values()].map(({ newest }) => newest.bundle);
  }

  /** By hexadecimal account. */
  get people(): ReadonlyMap<string, Succession> {
    return this.#people;
  }

  /** The hashes of all bundles that may name each member, by hexadecimal account. */
  get bundleHashes(): ReadonlyMap<string, ReadonlySet<string>> {
    return new Map([...this.#people].map(([account, { hashes }]) => [account, hashes]));
  }

  /** A member's bundle that was certified last; ProofError("unknown_member"). */
  newest(account: Uint8Array): Bundle {
    return this.person(account).newest.bundle;
  }

  /** A member's bundle of this hash; ProofError("unknown_member"), ("wrong_bundle"). */
  bundle(account: Uint8Array, bundleHash: Uint8Array): Bundle {
    return this.person(account).at(bundleHash).bundle;
  }

  /** Whether all bundles named for members were shown. */
  know(named: Named): boolean {
    return [...named].every(([account, hash]) => this.#people.get(account)?.hashes.has(toHex(hash)) ?? true);
  }

  /**
   * Takes what members' bundles are now. Of two chains one is the beginning of the other: whose keys were once shown never have
   * others, nor older ones. ProofError("wrong_bundle") otherwise.
   */
  renew(people: readonly Succession[]): void {
    for (const shown of people) {
      const account = toHex(shown.newest.bundle.account);
      const known = this.#people.get(account);
      if (known === undefined) continue;
      const [older, newer] =
        known.newest.bundle.generation > shown.newest.bundle.generation ? [shown, known] : [known, shown];
      newer.at(older.newest.bundle.hash);
      this.#people.set(account, newer);
    }
  }

  /** All certified bundles of a member; ProofError("unknown_member"). */
  person(account: Uint8Array): Succession {
    const person = this.#people.get(toHex(account));
    if (person === undefined) throw new ProofError("unknown_member");
    return person;
  }
}
