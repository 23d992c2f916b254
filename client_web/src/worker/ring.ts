import { equal } from "../bytes/equal.ts";
import { type AccountKeys, accountKeys, unwrapPredecessor } from "../crypto/account.ts";
import type { Bundle } from "../crypto/bundle.ts";
import { ProofError, type ProofReason } from "../crypto/proof.ts";
import { sodium } from "../crypto/sodium.ts";
import type { Predecessor } from "./key_life.ts";

/** The keys of one of an account's bundles. */
export interface RingKeys {
  readonly generation: number;
  readonly keys: AccountKeys;
}

/** All keys that an account has had: who has its newest secret has them one after the other (crypto.md §2). */
export class KeyRing {
  readonly newest: AccountKeys;
  readonly generation: number;
  /** Newest first. */
  readonly #all: readonly [RingKeys, ...RingKeys[]];

  private constructor(all: readonly [RingKeys, ...RingKeys[]]) {
    this.#all = all;
    this.newest = all[0].keys;
    this.generation = all[0].generation;
  }

  /**
   * The ring behind the newest secret, which stays the caller's; `predecessors` newest first, down to generation 1.
   *
   * @throws ProofError `wrong_previous` when one is missing, `wrong_key` when one does not open
   */
  static async open(
    account: Uint8Array,
    secret: Uint8Array,
    generation: number,
    predecessors: readonly Predecessor[],
  ): Promise<KeyRing> {
    const whole = predecessors.length === generation;
    if (!whole || predecessors.some((one, n) => one.generation !== generation - n))
      throw new ProofError("wrong_previous");
    const secrets: Uint8Array[] = [];
    try {
      for (const { generation: after, sealed } of predecessors) {
        secrets.push(unwrapPredecessor(secrets.at(-1) ?? secret, sealed, account, after));
      }
      const newest = { generation, keys: await accountKeys(secret) };
      const older = secrets.map(async (old, n) => ({ generation: generation - 1 - n, keys: await accountKeys(old) }));
      return new KeyRing([newest, ...(await Promise.all(older))]);
    } finally {
      for (const old of secrets) sodium.memzero(old);
    }
  }

  /** The ring after a rotation to `secret`; the keys of this one stay in it. */
  async rotated(secret: Uint8Array): Promise<KeyRing> {
    const newest = { generation: this.generation + 1, keys: await accountKeys(secret) };
    return new KeyRing([newest, ...this.#all]);
  }

  /** Newest first. */
  all(): readonly RingKeys[] {
    return this.#all;
  }

  /** The keys whose public halves stand in `bundle`; null when it is not of this ring. */
  forBundle(bundle: Bundle): AccountKeys | null {
    const fits = ({ keys }: RingKeys): boolean =>
      equal(keys.signing.public, bundle.signingPublic) && equal(keys.sealing.public, bundle.sealingPublic);
    return this.#all.find(fits)?.keys ?? null;
  }

  /** What the newest keys that fit make of something; ProofError(`misfit`) when none does. */
  firstFit<T>(misfit: ProofReason, work: (keys: AccountKeys) => T): T {
    for (const { keys } of this.#all) {
      try {
        return work(keys);
      } catch (error) {
        if (!(error instanceof ProofError && error.reason === misfit)) throw error;
      }
    }
    throw new ProofError(misfit);
  }

  /** Overwrites what can be overwritten; the rest is left to the collector, and to the worker's end. */
  wipe(): void {
    for (const { keys } of this.#all) wipeKeys(keys);
  }
}

function wipeKeys(keys: AccountKeys): void {
  for (const key of [keys.drafts, keys.settings, keys.outbox, keys.notes]) sodium.memzero(key);
  keys.signing.wipe();
}
