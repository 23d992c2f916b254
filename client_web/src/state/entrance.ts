import { signal } from "@preact/signals-core";
import { equal } from "../bytes/equal.ts";
import { toHex } from "../bytes/hex.ts";
import { Desk } from "./desk.ts";
import type { DeskPorts } from "./desk.ts";
import type { Ending } from "./ending.ts";
import { idBytes } from "./id.ts";
import { judge } from "./password.ts";
import type { Weakness } from "./password.ts";
import type { Refusal, ReloadHalf, ReloadStore, SignedIn } from "./ports.ts";

/** Why someone is asked to sign in. `null`: they just came. */
export type Reason = null | Ending | "returned";

/** What the second of waiting is spent on. */
export type Work = "stretching" | "asking" | "making" | "opening";

/** What did not work, for the words beside the form. */
export type Mistake =
  | { readonly kind: "refused"; readonly code: string; readonly retryAfter: number }
  | { readonly kind: "unreachable" }
  | { readonly kind: "proof"; readonly reason: string }
  | { readonly kind: "password"; readonly weakness: Weakness };

/** At the door: `looking` decides whether a reload still has both halves; `out` shows a form; `in` has a desk. */
export type Standing =
  | { readonly kind: "looking" }
  | { readonly kind: "out"; readonly reason: Reason; readonly work: Work | null; readonly mistake: Mistake | null }
  | { readonly kind: "in"; readonly desk: Desk };

const OUT: Standing = { kind: "out", reason: null, work: null, mistake: null };

/** The way in and the way out. */
export class Entrance {
  readonly standing = signal<Standing>({ kind: "looking" });
  #rest: () => void = () => undefined;
  readonly #ports: DeskPorts;
  readonly #reload: ReloadStore;

  constructor(ports: DeskPorts, reload: ReloadStore) {
    this.#ports = ports;
    this.#reload = reload;
    reload.asked(() => {
      const standing = this.standing.peek();
      if (standing.kind === "in") void this.#sealHalf(idBytes(standing.desk.me));
    });
  }

  /** After a load of the page: both halves of the reload, or the sign-in form (crypto.md §3.7). */
  async resume(): Promise<void> {
    const half = this.#reload.read() ?? (await this.#reload.ask());
    if (half === null || !(await this.#unlockFrom(half))) {
      this.#reload.forget();
      this.standing.value = OUT;
    }
  }

  async signIn(number: string, password: string): Promise<void> {
    this.#work("stretching");
    const prepared = await this.#ports.crypto.prepareSignIn(number, password);
    if (!prepared.ok) {
      this.#fail({ kind: "proof", reason: prepared.reason });
      return;
    }
    this.#work("asking");
    const answer = await this.#ports.http.signIn(number, prepared.value.authenticationKey);
    if (!answer.ok) {
      this.#refuse(answer.refusal);
      return;
    }
    this.#work("opening");
    const opening = { ...answer.value, kind: "password" as const, generation: 0, predecessors: [] };
    const unlocked = await this.#ports.crypto.unlock(opening, null);
    if (unlocked.ok) await this.#enter(answer.value);
    else this.#fail({ kind: "proof", reason: unlocked.reason });
  }

  /** Makes the keys of a new account from an activation (crypto.md §3.6). */
  async activate(text: string, number: string, password: string): Promise<void> {
    const weak = await judge(password, number);
    if (weak !== null) {
      this.#fail({ kind: "password", weakness: weak });
      return;
    }
    this.#work("asking");
    const read = await this.#ports.crypto.readActivation(text);
    if (!read.ok) {
      this.#fail({ kind: "proof", reason: "activation" });
      return;
    }
    const { activation } = read.value;
    const issued = await this.#ports.http.activation(number, activation);
    if (!issued.ok) this.#refuse(issued.refusal);
    else await this.#make({ number, password, activation, ...issued.value });
  }

  /** Signs out here and, when the service can be reached, there. Nothing is left in the page. */
  async signOut(): Promise<void> {
    const leaving = this.#ports.http.signOut();
    await this.#leave("signed_out");
    await leaving;
  }

  /** The sign-in session is over, or the page came back from the past: keys and words go. */
  async lock(reason: Reason): Promise<void> {
    if (this.standing.peek().kind === "in") await this.#leave(reason);
  }

  async #make(request: {
    readonly number: string;
    readonly password: string;
    readonly activation: Uint8Array;
    readonly account: Uint8Array;
    readonly role: string;
    readonly root: Uint8Array;
  }): Promise<void> {
    const { number, activation } = request;
    this.#work("making");
    const made = await this.#ports.crypto.activate({ ...request, now: this.#ports.clock.now() });
    if (!made.ok) {
      this.#fail({ kind: "proof", reason: made.reason });
      return;
    }
    const { authenticationKey, wrap, bundle } = made.value;
    const complete = await this.#ports.http.complete({ number, activation, authenticationKey, wrap });
    if (!complete.ok) {
      this.#refuse(complete.refusal);
      return;
    }
    await this.#ports.http.publishBundle(bundle);
    await this.#enter(complete.value);
  }

  async #enter(sitter: Pick<SignedIn, "account" | "role">): Promise<void> {
    await this.#sealHalf(sitter.account);
    const instance = await this.#ports.crypto.instance();
    if (!instance.ok) {
      this.#fail({ kind: "proof", reason: instance.reason });
      return;
    }
    this.#rest = this.#ports.alive(toHex(instance.value));
    const desk = new Desk(this.#ports, sitter, instance.value, {
      signedOut: (ending) => {
        void this.lock(ending);
      },
    });
    this.standing.value = { kind: "in", desk };
    desk.start();
  }

  /** Makes both halves of the next reload. Without them a reload shows the sign-in form: no harm. */
  async #sealHalf(account: Uint8Array): Promise<void> {
    const sealed = await this.#ports.crypto.sealReload();
    if (!sealed.ok) return;
    const swapped = await this.#ports.http.swapReloadKey(sealed.value.reloadKey);
    if (swapped.ok) this.#reload.write({ account, sealed: sealed.value.sealed });
  }

  async #unlockFrom(half: ReloadHalf): Promise<boolean> {
    const session = await this.#ports.http.session();
    if (!session.ok || !equal(session.value.account, half.account)) return false;
    // The swap gives the key once: whatever happens next, the same half opens nothing again.
    const swapped = await this.#ports.http.swapReloadKey(this.#ports.random(32));
    if (!swapped.ok || swapped.value === null) return false;
    const holder = { ...session.value, generation: 0, predecessors: [] };
    const opened = await this.#ports.crypto.openReload(holder, swapped.value, half.sealed);
    if (!opened.ok) return false;
    await this.#enter(session.value);
    return true;
  }

  async #leave(reason: Reason): Promise<void> {
    const standing = this.standing.peek();
    this.standing.value = { kind: "out", reason, work: null, mistake: null };
    this.#reload.forget();
    this.#rest();
    if (standing.kind === "in") standing.desk.end();
    await this.#ports.crypto.wipe();
  }

  #work(work: Work): void {
    this.standing.value = { kind: "out", reason: null, work, mistake: null };
  }

  #fail(mistake: Mistake): void {
    this.standing.value = { kind: "out", reason: null, work: null, mistake };
  }

  #refuse(refusal: Refusal): void {
    if (refusal.kind === "unreachable") this.#fail({ kind: "unreachable" });
    else this.#fail({ kind: "refused", code: refusal.code, retryAfter: refusal.retryAfter });
  }
}
