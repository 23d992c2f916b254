import { type Activation, checkRootPrefix, readActivation } from "../crypto/activation.ts";
import { makeBundle } from "../crypto/bundle.ts";
import { KEY_BYTES } from "../crypto/checks.ts";
import { passkeyWrappingKey, wrappingKeyWithPasskey } from "../crypto/passkey.ts";
import { drawn, type Random } from "../crypto/random.ts";
import type { SignedBody } from "../crypto/signing.ts";
import { rootFingerprint } from "../crypto/trust.ts";
import * as vaults from "../crypto/vault.ts";
import { Alarm } from "./alarm.ts";
import { Keeper } from "./keeper.ts";
import type { Holder, Opening } from "./key_life.ts";
import { ShownPassword, stretched } from "./passwords.ts";
import type { Plain } from "./plain.ts";
import type { CryptoPort } from "./port.ts";

type Keys = "prepareSignIn" | "unlock" | "readActivation" | "activate" | "sealReload" | "openReload" | "wipe";

/** The part of the worker that an account's keys live in (port.ts and key_life.ts say what each method does). */
export class KeyDesk implements Plain<Pick<CryptoPort, Keys>> {
  protected readonly keeper: Keeper;
  readonly #service: string;
  readonly #random: Random;
  readonly #password = new ShownPassword();
  #activation: Activation | null = null;

  constructor(service: string, random: Random) {
    this.keeper = new Keeper(random);
    this.#service = service;
    this.#random = random;
  }

  prepareSignIn(number: string, password: string): { readonly authenticationKey: Uint8Array } {
    const { authenticationKey, wrapping } = stretched(password, this.#service, number);
    this.#password.keep(wrapping);
    return { authenticationKey };
  }

  async unlock(
    opening: Opening,
    prfOutput: Uint8Array | null,
  ): Promise<{ readonly rootFingerprint: Uint8Array; readonly generation: number }> {
    const { kind, wrap, account, version } = opening;
    const wrapping = this.#opens(opening, prfOutput);
    const vault = vaults.unwrap(wrapping, wrap, kind, account, version);
    await this.#open(opening, vault);
    return { rootFingerprint: vault.rootFingerprint, generation: opening.generation };
  }

  readActivation(text: string): { readonly activation: Uint8Array } {
    this.#activation = readActivation(text);
    return { activation: this.#activation.secret };
  }

  async activate(request: Parameters<CryptoPort["activate"]>[0]): Promise<{
    readonly authenticationKey: Uint8Array;
    readonly wrap: Uint8Array;
    readonly bundle: SignedBody;
  }> {
    if (this.#activation === null) throw new Alarm("locked");
    const { account, role } = request;
    const fingerprint = rootFingerprint(request.root);
    checkRootPrefix(this.#activation, fingerprint);
    const { authenticationKey, wrapping } = stretched(request.password, this.#service, request.number);
    const vault = { secret: drawn(this.#random, KEY_BYTES), rootFingerprint: fingerprint };
    const wrap = vaults.wrap(wrapping, vault, "password", account, 1, this.#random);
    await this.#open({ account, role, generation: 0, predecessors: [] }, vault);
    return { authenticationKey, wrap, bundle: makeBundle(this.keeper.unlocked.keys, account, request.now) };
  }

  sealReload(): ReturnType<Keeper["sealReload"]> {
    return this.keeper.sealReload();
  }

  async openReload(
    holder: Holder,
    reloadKey: Uint8Array,
    sealed: Uint8Array,
  ): Promise<{ readonly rootFingerprint: Uint8Array }> {
    const vault = vaults.openReload(reloadKey, sealed, holder.account);
    await this.#open(holder, vault);
    return { rootFingerprint: vault.rootFingerprint };
  }

  wipe(): null {
    this.#password.forget();
    this.#activation = null;
    this.keeper.wipe();
    return null;
  }

  async #open(holder: Holder, vault: vaults.Vault): Promise<void> {
    await this.keeper.open(holder, vault);
    this.#password.forget();
    this.#activation = null;
  }

  /** What opens the wrap of a sign-in (crypto.md §3.8). */
  #opens({ kind, role }: Opening, prfOutput: Uint8Array | null): Uint8Array {
    if (kind === "password") return this.#password.wrapping;
    if (prfOutput === null) throw new Alarm("locked");
    if (role === "client") return passkeyWrappingKey(prfOutput);
    return wrappingKeyWithPasskey(this.#password.wrapping, prfOutput);
  }
}
