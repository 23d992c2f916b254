import type { Bundle } from "../crypto/bundle.ts";
import { KEY_BYTES } from "../crypto/checks.ts";
import { drawn, type Random } from "../crypto/random.ts";
import { sodium } from "../crypto/sodium.ts";
import * as vaults from "../crypto/vault.ts";
import { Alarm } from "./alarm.ts";
import type { Holder } from "./key_life.ts";
import { KeyRing } from "./ring.ts";

/** Whose keys are held. */
export interface Unlocked {
  readonly account: Uint8Array;
  readonly role: string;
  readonly vault: vaults.Vault;
  readonly ring: KeyRing;
}

/** Keeps the account secret and the ring behind it, from unlocking to wiping (crypto.md §2, §3.7). */
export class Keeper {
  readonly #random: Random;
  #unlocked: Unlocked | null = null;
  #next: vaults.Vault | null = null;
  #bundle: Bundle | null = null;
  #manifestsSeen = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** What is held; Alarm("locked"). */
  get unlocked(): Unlocked {
    if (this.#unlocked === null) throw new Alarm("locked");
    return this.#unlocked;
  }

  /** Alarm("locked") unless keys are held. */
  checkUnlocked(): void {
    if (this.#unlocked === null) throw new Alarm("locked");
  }

  /** The newest bundle of the ring, once it was made or compared with the practice's; Alarm("untrusted") before. */
  get bundle(): Bundle {
    if (this.#bundle === null) throw new Alarm("untrusted");
    return this.#bundle;
  }

  set bundle(bundle: Bundle) {
    this.#bundle = bundle;
  }

  /** The highest generation of a custodian manifest that a browser of this person has seen, and one more; 0 for none (crypto.md §3.11). */
  get manifestsSeen(): number {
    return this.#manifestsSeen;
  }

  /** What opened settings say of it. Older ones take nothing back. */
  learnManifests(seen: number): void {
    this.#manifestsSeen = Math.max(this.#manifestsSeen, seen);
  }

  /** Holds `vault` and the ring behind it in place of what was held. When there is no such ring, the vault alone is lost. */
  async open({ account, role, generation, predecessors }: Holder, vault: vaults.Vault): Promise<void> {
    const opening = KeyRing.open(account, vault.secret, generation, predecessors);
    const ring = await opening.catch((error: unknown) => {
      sodium.memzero(vault.secret);
      throw error;
    });
    this.wipe();
    this.#unlocked = { account, role, vault, ring };
  }

  /** Keeps the vault after a rotation until the service has taken it (crypto.md §3.9). */
  prepare(next: vaults.Vault): void {
    this.#forgetNext();
    this.#next = next;
  }

  /** The prepared vault takes the place of the one held, its keys go before theirs; Alarm("locked") when none is prepared. */
  async adopt(): Promise<void> {
    const { vault, ring: before, ...self } = this.unlocked;
    if (this.#next === null) throw new Alarm("locked");
    const ring = await before.rotated(this.#next.secret);
    sodium.memzero(vault.secret);
    this.#unlocked = { ...self, vault: this.#next, ring };
    this.#next = null;
    this.#bundle = null;
  }

  sealReload(): { readonly reloadKey: Uint8Array; readonly sealed: Uint8Array } {
    const { vault, account } = this.unlocked;
    const reloadKey = drawn(this.#random, KEY_BYTES);
    return { reloadKey, sealed: vaults.sealReload(reloadKey, vault, account, this.#random) };
  }

  /** Overwrites what can be overwritten; the rest is left to the collector, and to the worker's end. */
  wipe(): void {
    this.#forgetNext();
    this.#bundle = null;
    this.#manifestsSeen = 0;
    if (this.#unlocked === null) return;
    sodium.memzero(this.#unlocked.vault.secret);
    this.#unlocked.ring.wipe();
    this.#unlocked = null;
  }

  #forgetNext(): void {
    if (this.#next !== null) sodium.memzero(this.#next.secret);
    this.#next = null;
  }
}
