import { type Activation, checkRootPrefix, readActivation } from "../crypto/activation.ts";
import { makeBundle, readBundle } from "../crypto/bundle.ts";
import { KEY_BYTES } from "../crypto/checks.ts";
import { prfInput } from "../crypto/passkey.ts";
import { drawn, type Random } from "../crypto/random.ts";
import { sodium } from "../crypto/sodium.ts";
import { rootFingerprint } from "../crypto/trust.ts";
import * as vaults from "../crypto/vault.ts";
import { Alarm } from "./alarm.ts";
import { Keeper } from "./keeper.ts";
import type { Holder, MadeBundle, MadeWraps, Opening, WrapVersions } from "./key_life.ts";
import { overwriting, ShownPassword, spent, type Stretched, stretched, withPasskey } from "./passwords.ts";
import type { Plain } from "./plain.ts";
import type { CryptoPort } from "./port.ts";
import { RecoveryCodes } from "./recovery_codes.ts";

type Method =
  | "prepareSignIn"
  | "unlock"
  | "passkeyInput"
  | "readActivation"
  | "activate"
  | "register"
  | "readRecoveryCode"
  | "openRecovery"
  | "makeRecoveryCode"
  | "confirmRecoveryCode"
  | "completeRecovery"
  | "sealReload"
  | "openReload"
  | "wipe";

type Request<M extends Method> = Parameters<CryptoPort[M]>[0];

/** The worker's ways in (crypto.md §3; port.ts and key_life.ts say what each method does), and what waits between them. */
export class EntryDesk implements Plain<Pick<CryptoPort, Method>> {
  protected readonly random: Random;
  protected readonly keeper: Keeper;
  protected readonly password = new ShownPassword();
  protected readonly codes: RecoveryCodes;
  protected readonly service: string;
  #activation: Activation | null = null;
  #recovered: { readonly holder: Holder; readonly vault: vaults.Vault } | null = null;

  constructor(service: string, random: Random) {
    this.random = random;
    this.keeper = new Keeper(random);
    this.codes = new RecoveryCodes(random);
    this.service = service;
  }

  prepareSignIn(number: string, password: string): { readonly authenticationKey: Uint8Array } {
    const { authenticationKey, wrapping } = this.stretched(number, password);
    this.password.keep(wrapping);
    return { authenticationKey };
  }

  async unlock(
    opening: Opening,
    prfOutput: Uint8Array | null,
  ): Promise<{ readonly rootFingerprint: Uint8Array; readonly generation: number }> {
    const vault = this.#unwrapped(opening, prfOutput);
    await this.enter(opening, vault);
    return { rootFingerprint: vault.rootFingerprint, generation: opening.generation };
  }

  passkeyInput(): Uint8Array {
    return prfInput(this.service);
  }

  readActivation(text: string): { readonly activation: Uint8Array } {
    this.#activation = readActivation(text);
    return { activation: this.#activation.secret };
  }

  async activate(request: Request<"activate">): Promise<{
    readonly authenticationKey: Uint8Array;
    readonly wrap: Uint8Array;
    readonly bundle: MadeBundle;
  }> {
    if (this.#activation === null) throw new Alarm("locked");
    const { number, account, role } = request;
    const fingerprint = rootFingerprint(request.root);
    checkRootPrefix(this.#activation, fingerprint);
    const { authenticationKey, wrapping } = this.stretched(number, request.password);
    const vault = this.#newVault(fingerprint);
    const wrap = spent(wrapping, (key) => vaults.wrap(key, vault, "password", account, 1, this.random));
    return { authenticationKey, wrap, bundle: await this.#begin(account, role, vault, request.now) };
  }

  async register(request: Request<"register">): Promise<MadeWraps & { readonly bundle: MadeBundle }> {
    const { account, now } = request;
    this.codes.checkConfirmed();
    const vault = this.#newVault(rootFingerprint(request.root));
    const password = this.stretched(request.number, request.password);
    const wraps = this.#wrapsOf(vault, account, password, { password: 0, recovery: 0 });
    return { ...wraps, bundle: await this.#begin(account, "client", vault, now) };
  }

  readRecoveryCode(text: string): { readonly recoveryKey: Uint8Array } {
    return { recoveryKey: this.codes.read(text) };
  }

  openRecovery(request: Request<"openRecovery">): { readonly rootFingerprint: Uint8Array } {
    const { account, version, wrap, predecessors } = request;
    const vault = this.codes.open((key) => vaults.unwrap(key, wrap, "recovery", account, version));
    this.#forgetRecovered();
    this.#recovered = { holder: { ...request, generation: predecessors.length }, vault };
    return { rootFingerprint: vault.rootFingerprint };
  }

  makeRecoveryCode(): { readonly text: string } {
    return { text: this.codes.make() };
  }

  confirmRecoveryCode(text: string): boolean {
    return this.codes.confirm(text);
  }

  async completeRecovery(request: Request<"completeRecovery">): Promise<MadeWraps> {
    this.codes.checkConfirmed();
    if (this.#recovered === null) throw new Alarm("locked");
    const password = this.stretched(request.number, request.password);
    const { holder, vault } = this.#recovered;
    this.#recovered = null;
    await this.enter(holder, vault);
    return this.#wrapsOf(vault, holder.account, password, request.versions);
  }

  sealReload(): ReturnType<Keeper["sealReload"]> {
    return this.keeper.sealReload();
  }

  async openReload(
    holder: Holder,
    reloadKey: Uint8Array,
    sealed: Uint8Array,
  ): Promise<{ readonly rootFingerprint: Uint8Array }> {
    const vault = spent(reloadKey, (key) => vaults.openReload(key, sealed, holder.account));
    await this.enter(holder, vault);
    return { rootFingerprint: vault.rootFingerprint };
  }

  wipe(): null {
    this.#forgetWaiting();
    this.codes.wipe();
    this.keeper.wipe();
    return null;
  }

  /** Holds the vault's ring; what waited for it is forgotten. */
  protected async enter(holder: Holder, vault: vaults.Vault): Promise<void> {
    await this.keeper.open(holder, vault);
    this.#forgetWaiting();
  }

  protected stretched(number: string, password: string): Stretched {
    return stretched(password, this.service, number);
  }

  #unwrapped(opening: Opening, prfOutput: Uint8Array | null): vaults.Vault {
    const { kind, role, wrap, account, version } = opening;
    const unwrap = (key: Uint8Array): vaults.Vault => vaults.unwrap(key, wrap, kind, account, version);
    return overwriting(prfOutput, () => {
      if (kind === "password") return unwrap(this.password.wrapping);
      if (prfOutput === null) throw new Alarm("locked");
      return withPasskey(role, this.password.wrappingIfShown, prfOutput, unwrap);
    });
  }

  #newVault(fingerprint: Uint8Array): vaults.Vault {
    return { secret: drawn(this.random, KEY_BYTES), rootFingerprint: fingerprint };
  }

  /** The wraps after those of `versions`, by a new password and the confirmed code, which is used up. */
  #wrapsOf(
    vault: vaults.Vault,
    account: Uint8Array,
    { authenticationKey, wrapping }: Stretched,
    versions: WrapVersions,
  ): MadeWraps {
    const by = (key: Uint8Array, kind: "password" | "recovery"): Uint8Array =>
      vaults.wrap(key, vault, kind, account, versions[kind] + 1, this.random);
    const wrap = spent(wrapping, (key) => by(key, "password"));
    const { recoveryKey, wrap: recoveryWrap } = this.codes.use((key) => by(key, "recovery"));
    return { authenticationKey, wrap, recoveryKey, recoveryWrap };
  }

  /** Unlocks an account that begins with this vault; its first bundle. */
  async #begin(account: Uint8Array, role: string, vault: vaults.Vault, now: number): Promise<MadeBundle> {
    await this.enter({ account, role, generation: 0, predecessors: [] }, vault);
    const bundle = makeBundle(this.keeper.unlocked.ring.newest, account, now);
    this.keeper.bundle = await readBundle(bundle.body);
    return { ...bundle, predecessorSignature: null };
  }

  #forgetWaiting(): void {
    this.password.forget();
    this.#activation = null;
    this.#forgetRecovered();
  }

  #forgetRecovered(): void {
    if (this.#recovered !== null) sodium.memzero(this.#recovered.vault.secret);
    this.#recovered = null;
  }
}
