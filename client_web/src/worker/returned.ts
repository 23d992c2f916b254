import { toHex } from "../bytes/hex.ts";
import type { EpochKeys } from "../crypto/epoch.ts";
import { sodium } from "../crypto/sodium.ts";

/**
 * Epochs that custodians opened to this account, whose own keys of them were lost (crypto.md §4.7): while the tab is signed in, their
 * conversations are read with these, as with a wrap.
 */
export class Returned {
  readonly #keys = new Map<string, EpochKeys>();

  /** Copies: whoever brings them overwrites theirs. The commitment was checked by who brought the shares together. */
  take(keys: Iterable<EpochKeys>): void {
    for (const one of keys) {
      const { secret, messageKey } = one;
      this.#keys.set(toHex(one.headerHash), { ...one, secret: secret.slice(), messageKey: messageKey.slice() });
    }
  }

  /** Of the epoch with this header; null where nothing was given back. */
  of(headerHash: Uint8Array): EpochKeys | null {
    const keys = this.#keys.get(toHex(headerHash));
    if (keys === undefined) return null;
    return { ...keys, secret: keys.secret.slice(), messageKey: keys.messageKey.slice() };
  }

  wipe(): void {
    for (const { secret, messageKey } of this.#keys.values()) {
      sodium.memzero(secret);
      sodium.memzero(messageKey);
    }
    this.#keys.clear();
  }
}
