import { toHex } from "../bytes/hex.ts";
import { ProofError } from "../crypto/proof.ts";

/** Which letters belong together (crypto.md §6.6): what is named must stand before. Read from either end. */
export class Threads {
  /** Where a thread's first letter stands, and the first place at which a later one names it. */
  readonly #begun = new Map<string, number>();
  readonly #named = new Map<string, number>();

  /** A letter as it was read; ProofError("wrong_thread") when its thread begins behind it. */
  letter(sequence: number, messageId: Uint8Array, thread: Uint8Array): void {
    const name = toHex(thread);
    if (name === toHex(messageId)) this.#begun.set(name, sequence);
    else this.#named.set(name, Math.min(sequence, this.#named.get(name) ?? sequence));
    const begun = this.#begun.get(name);
    if (begun !== undefined && begun > (this.#named.get(name) ?? begun)) throw new ProofError("wrong_thread");
  }

  /** The transcript is read from its beginning: whatever thread is named begins somewhere. */
  whole(): void {
    if (![...this.#named.keys()].every((name) => this.#begun.has(name))) throw new ProofError("wrong_thread");
  }
}
