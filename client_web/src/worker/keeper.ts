import { equal } from "../bytes/equal.ts";
import type { AccountKeys } from "../crypto/account.ts";
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
  /** What is signed with. */
  readonly keys: AccountKeys;
}

/** Keeps the account secret and the ring behind it, from unlocking to wiping (crypto.md §2, §3.7). */
export class Keeper {
  readonly #random: Random;
  #unlocked: Unlocked | null = null;

  constructor(random: Random) {
    this.#random = random;
  }

  /** What is held; Alarm("locked"). */
  get unlocked(): Unlocked {
    if (this.#unlocked === null) throw new Alarm("locked");
    return this.#unlocked;
  }

  /** Holds the ring behind `vault` in place of what was held. What opens nothing changes nothing. */
  async open(holder: Holder, vault: vaults.Vault): Promise<void> {
    const { account, role, generation, predecessors } = holder;
    const ring = await KeyRing.open(account, vault.secret, generation, predecessors);
    this.wipe();
    this.#unlocked = { account, role, vault, ring, keys: ring.newest };
  }

  sealReload(): { readonly reloadKey: Uint8Array; readonly sealed: Uint8Array } {
    const { vault, account } = this.unlocked;
    const reloadKey = drawn(this.#random, KEY_BYTES);
    return { reloadKey, sealed: vaults.sealReload(reloadKey, vault, account, this.#random) };
  }

  /** Overwrites what can be overwritten; the rest is left to the collector, and to the worker's end. */
  wipe(): void {
    if (this.#unlocked === null) return;
    sodium.memzero(this.#unlocked.vault.secret);
    this.#unlocked.ring.wipe();
    this.#unlocked = null;
  }
}

/** Whether a certified bundle is that of the keys held. */
export function isOwn(unlocked: Unlocked, signingPublic: Uint8Array): boolean {
  return equal(unlocked.keys.signing.public, signingPublic);
}
