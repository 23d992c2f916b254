import { equal } from "../bytes/equal.ts";
import { type AccountKeys, accountKeys } from "../crypto/account.ts";
import { type Activation, checkRootPrefix, readActivation } from "../crypto/activation.ts";
import { makeBundle } from "../crypto/bundle.ts";
import { KEY_BYTES } from "../crypto/checks.ts";
import { drawn, type Random } from "../crypto/random.ts";
import type { SignedBody } from "../crypto/signing.ts";
import { sodium } from "../crypto/sodium.ts";
import { rootFingerprint } from "../crypto/trust.ts";
import * as vaults from "../crypto/vault.ts";
import { Alarm } from "./alarm.ts";

/** Whose keys are held. */
export interface Unlocked {
  readonly account: Uint8Array;
  readonly vault: vaults.Vault;
  readonly keys: AccountKeys;
}

/** Keeps the account secret, and what waits for it: a stretched password's wrapping key, an activation read (crypto.md §3). */
export class Keeper {
  readonly #service: string;
  readonly #random: Random;
  #wrapping: Uint8Array | null = null;
  #activation: Activation | null = null;
  #unlocked: Unlocked | null = null;

  constructor(service: string, random: Random) {
    this.#service = service;
    this.#random = random;
  }

  /** What is held; Alarm("locked"). */
  get unlocked(): Unlocked {
    if (this.#unlocked === null) throw new Alarm("locked");
    return this.#unlocked;
  }

  prepareSignIn(number: string, password: string): Uint8Array {
    const stretched = vaults.stretch(password, this.#service, number);
    this.#keepWrapping(vaults.wrappingKey(stretched));
    const authenticationKey = vaults.authenticationKey(stretched);
    sodium.memzero(stretched);
    return authenticationKey;
  }

  async unlock(account: Uint8Array, version: number, wrap: Uint8Array): Promise<Uint8Array> {
    if (this.#wrapping === null) throw new Alarm("locked");
    return this.#take(account, vaults.unwrap(this.#wrapping, wrap, "password", account, version));
  }

  readActivation(text: string): Uint8Array {
    this.#activation = readActivation(text);
    return this.#activation.secret;
  }

  /** A new account secret, wrapped by the password; see CryptoPort.activate. */
  async activate(request: {
    readonly number: string;
    readonly password: string;
    readonly account: Uint8Array;
    readonly root: Uint8Array;
    readonly now: number;
  }): Promise<{
    readonly authenticationKey: Uint8Array;
    readonly wrap: Uint8Array;
    readonly bundle: SignedBody;
  }> {
    if (this.#activation === null) throw new Alarm("locked");
    const fingerprint = rootFingerprint(request.root);
    checkRootPrefix(this.#activation, fingerprint);
    const authenticationKey = this.prepareSignIn(request.number, request.password);
    const vault = { secret: drawn(this.#random, KEY_BYTES), rootFingerprint: fingerprint };
    const wrap = vaults.wrap(this.#wrappingKey(), vault, "password", request.account, 1, this.#random);
    await this.#take(request.account, vault);
    this.#activation = null;
    return { authenticationKey, wrap, bundle: makeBundle(this.unlocked.keys, request.account, request.now) };
  }

  sealReload(): { readonly reloadKey: Uint8Array; readonly sealed: Uint8Array } {
    const { vault, account } = this.unlocked;
    const reloadKey = drawn(this.#random, KEY_BYTES);
    return { reloadKey, sealed: vaults.sealReload(reloadKey, vault, account, this.#random) };
  }

  async openReload(account: Uint8Array, reloadKey: Uint8Array, sealed: Uint8Array): Promise<Uint8Array> {
    return this.#take(account, vaults.openReload(reloadKey, sealed, account));
  }

  /** Overwrites what can be overwritten; the rest is left to the collector, and to the worker's end. */
  wipe(): void {
    this.#keepWrapping(null);
    this.#activation = null;
    if (this.#unlocked === null) return;
    const { vault, keys } = this.#unlocked;
    for (const secret of [vault.secret, keys.drafts, keys.settings, keys.outbox]) sodium.memzero(secret);
    keys.signing.wipe();
    this.#unlocked = null;
  }

  async #take(account: Uint8Array, vault: vaults.Vault): Promise<Uint8Array> {
    const keys = await accountKeys(vault.secret);
    this.#keepWrapping(null);
    this.#unlocked = { account, vault, keys };
    return vault.rootFingerprint;
  }

  #wrappingKey(): Uint8Array {
    if (this.#wrapping === null) throw new Alarm("locked");
    return this.#wrapping;
  }

  #keepWrapping(key: Uint8Array | null): void {
    if (this.#wrapping !== null) sodium.memzero(this.#wrapping);
    this.#wrapping = key;
  }
}

/** Whether a certified bundle is that of the keys held. */
export function isOwn(unlocked: Unlocked, signingPublic: Uint8Array): boolean {
  return equal(unlocked.keys.signing.public, signingPublic);
}
