import { makeAcceptance, POLICIES, policyTextHash } from "../crypto/acceptance.ts";
import { wrapPredecessor } from "../crypto/account.ts";
import { KEY_BYTES } from "../crypto/checks.ts";
import { type LetterDraft, openDraft, openLetterDraft, sealDraft, sealLetterDraft } from "../crypto/draft.ts";
import { ProofError } from "../crypto/proof.ts";
import { drawn } from "../crypto/random.ts";
import { fingerprint } from "../crypto/safety.ts";
import type { SignedBody } from "../crypto/signing.ts";
import { makeStaffAct, reasonHash, subjectHash } from "../crypto/staff_act.ts";
import * as vaults from "../crypto/vault.ts";
import { Alarm } from "./alarm.ts";
import { unpublished } from "./bundles.ts";
import { EntryDesk } from "./entry_desk.ts";
import type { KeyLifePort, MadeBundle, PreparedRotation, SettingsContent } from "./key_life.ts";
import { overwriting, spent, withPasskey } from "./passwords.ts";
import type { Plain } from "./plain.ts";
import { openSettings, sealSettings } from "./settings.ts";

type Elsewhere = "sealContactCard" | "openContactCard";
type Request<M extends keyof KeyLifePort> = Parameters<KeyLifePort[M]>[0];

/** The version of every passkey's wrap: a passkey is never wrapped anew, but replaced (crypto.md §3.8). */
const PASSKEY_VERSION = 1;

/** What replaces wraps and secrets, and what is sealed and signed with the ring itself (key_life.ts says what each method does). */
export class KeyDesk extends EntryDesk implements Plain<Omit<KeyLifePort, Elsewhere>> {
  stepUp(number: string, password: string): { readonly authenticationKey: Uint8Array } {
    this.keeper.checkUnlocked();
    return this.prepareSignIn(number, password);
  }

  changePassword(request: Request<"changePassword">): {
    readonly authenticationKey: Uint8Array;
    readonly wrap: Uint8Array;
  } {
    const { number, password, version, prfOutput } = request;
    return overwriting(prfOutput, () => {
      this.#shown();
      const { authenticationKey, wrapping } = this.stretched(number, password);
      const wrap = spent(wrapping, (key) =>
        prfOutput === null ? this.#wrap(key, "password", version) : this.#wrapByPasskey(key, prfOutput),
      );
      this.password.forget();
      return { authenticationKey, wrap };
    });
  }

  changeRecoveryCode(version: number): { readonly recoveryKey: Uint8Array; readonly wrap: Uint8Array } {
    this.keeper.checkUnlocked();
    return this.codes.use((key) => this.#wrap(key, "recovery", version));
  }

  wrapForPasskey(prfOutput: Uint8Array): { readonly wrap: Uint8Array } {
    return overwriting(prfOutput, () => {
      const wrap = this.#wrapByPasskey(this.password.wrappingIfShown, prfOutput);
      this.password.forget();
      return { wrap };
    });
  }

  wrapForPassword(version: number): { readonly wrap: Uint8Array } {
    const wrap = this.#wrap(this.#shown(), "password", version);
    this.password.forget();
    return { wrap };
  }

  prepareRotation({ versions, passkey, prfOutput }: Request<"prepareRotation">): PreparedRotation {
    return overwriting(prfOutput, () => {
      const shown = this.#shown();
      this.codes.checkConfirmed();
      const { account, role, vault, ring } = this.keeper.unlocked;
      const alone = role === "client" || !passkey;
      // Staff have no wrap by the password alone beside a passkey: without its PRF output nothing would open.
      if (!alone && prfOutput === null) throw new Alarm("locked");
      const next = { secret: drawn(this.random, KEY_BYTES), rootFingerprint: vault.rootFingerprint };
      const generation = ring.generation + 1;
      const predecessor = wrapPredecessor(next.secret, vault.secret, account, generation, this.random);
      const wrap = alone ? this.#wrap(shown, "password", versions.password + 1, next) : null;
      const passkeyWrap = prfOutput === null ? null : this.#wrapByPasskey(shown, prfOutput, next);
      const code = this.codes.use((key) => this.#wrap(key, "recovery", versions.recovery + 1, next));
      this.password.forget();
      this.keeper.prepare(next);
      return { generation, predecessor, wrap, passkeyWrap, recoveryKey: code.recoveryKey, recoveryWrap: code.wrap };
    });
  }

  async adoptRotation(): Promise<null> {
    await this.keeper.adopt();
    return null;
  }

  async unpublishedBundles(
    published: SignedBody | null,
    now: number,
    begun: number | null = 0,
  ): Promise<readonly MadeBundle[]> {
    const { ring, account } = this.keeper.unlocked;
    const { bundles, newest } = await unpublished(ring, account, published, now, begun);
    this.keeper.bundle = newest;
    return bundles;
  }

  fingerprints(): { readonly own: readonly string[]; readonly root: readonly string[] } {
    const { vault } = this.keeper.unlocked;
    return { own: fingerprint(this.keeper.bundle.hash), root: fingerprint(vault.rootFingerprint) };
  }

  sealDraft(slot: Uint8Array, version: number, text: string): Uint8Array {
    const { account, ring } = this.keeper.unlocked;
    return sealDraft(ring.newest.drafts, { account, slot, version }, text, this.random);
  }

  openDraft(slot: Uint8Array, version: number, sealed: Uint8Array): string {
    const { account, ring } = this.keeper.unlocked;
    return ring.firstFit("wrong_key", (keys) => openDraft(keys.drafts, { account, slot, version }, sealed));
  }

  sealLetterDraft(slot: Uint8Array, version: number, draft: LetterDraft): Uint8Array {
    const { account, ring } = this.keeper.unlocked;
    return sealLetterDraft(ring.newest.drafts, { account, slot, version }, draft, this.random);
  }

  openLetterDraft(slot: Uint8Array, version: number, sealed: Uint8Array): LetterDraft {
    const { account, ring } = this.keeper.unlocked;
    return ring.firstFit("wrong_key", (keys) => openLetterDraft(keys.drafts, { account, slot, version }, sealed));
  }

  sealSettings(version: number, settings: SettingsContent): Uint8Array {
    return sealSettings(this.keeper.unlocked, version, settings, this.random);
  }

  openSettings(version: number, sealed: Uint8Array): SettingsContent {
    const settings = openSettings(this.keeper.unlocked, version, sealed);
    this.keeper.learnManifests((settings.manifestGeneration ?? -1) + 1);
    return settings;
  }

  signAcceptance({ policy, version, text, answer, now }: Request<"signAcceptance">): SignedBody {
    const { account, ring } = this.keeper.unlocked;
    const known = POLICIES.find((one) => one === policy);
    if (known === undefined) throw new ProofError("malformed");
    const body = { account, policy: known, version, textHash: policyTextHash(text), answer, answeredAt: now };
    return makeAcceptance(ring.newest.signing, body);
  }

  signStaffAct({ account, act, code, words, now }: Request<"signStaffAct">): SignedBody {
    const { account: actor, ring } = this.keeper.unlocked;
    const hashes = { subjectHash: subjectHash(account), reasonHash: reasonHash(act, code, words) };
    return makeStaffAct(ring.newest.signing, { actor, act, ...hashes, at: now });
  }

  /** Alarm("locked") unless the password was shown, to keys that are held. */
  #shown(): Uint8Array {
    this.keeper.checkUnlocked();
    return this.password.wrapping;
  }

  #wrap(key: Uint8Array, kind: vaults.WrapKind, version: number, vault = this.keeper.unlocked.vault): Uint8Array {
    return vaults.wrap(key, vault, kind, this.keeper.unlocked.account, version, this.random);
  }

  #wrapByPasskey(password: Uint8Array | null, prfOutput: Uint8Array, vault?: vaults.Vault): Uint8Array {
    const { role } = this.keeper.unlocked;
    return withPasskey(role, password, prfOutput, (key) => this.#wrap(key, "passkey", PASSKEY_VERSION, vault));
  }
}
