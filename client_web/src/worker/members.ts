import { toHex } from "../bytes/hex.ts";
import type { Bundle } from "../crypto/bundle.ts";
import { ProofError } from "../crypto/proof.ts";

/** Who speaks in a conversation, with the bundles that its match names (crypto.md §4.3). */
export class Members {
  readonly conversation: Uint8Array;
  readonly #bundles: ReadonlyMap<string, Bundle>;

  constructor(conversation: Uint8Array, bundles: readonly Bundle[]) {
    this.conversation = conversation;
    this.#bundles = new Map(bundles.map((bundle) => [toHex(bundle.account), bundle]));
  }

  get bundles(): readonly Bundle[] {
    return [...this.#bundles.values()];
  }

  /** The hash of each member's bundle, by hexadecimal account. */
  get bundleHashes(): ReadonlyMap<string, Uint8Array> {
    return new Map([...this.#bundles].map(([account, bundle]) => [account, bundle.hash]));
  }

  /** A member's bundle; ProofError("unknown_member"). */
  bundle(account: Uint8Array): Bundle {
    const bundle = this.#bundles.get(toHex(account));
    if (bundle === undefined) throw new ProofError("unknown_member");
    return bundle;
  }
}
