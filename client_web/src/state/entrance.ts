import { effect, signal } from "@preact/signals-core";
import { equal } from "../bytes/equal.ts";
import { toHex } from "../bytes/hex.ts";
import { Desk } from "./desk.ts";
import type { DeskPorts } from "./desk.ts";
import type { Ending } from "./ending.ts";
import { idBytes } from "./id.ts";
import type { Device, SecondFactor, SecondFactorAsked, SignedInAnswer } from "./identity_http.ts";
import { Lobby } from "./lobby/lobby.ts";
import type { Intake } from "./matching/intake.ts";
import type { MatchingHttp } from "./matching_http.ts";
import type { LobbyHttp } from "./lobby_http.ts";
import type { ReleaseHttp } from "./release_http.ts";
import type { RecordHttp } from "./record_http.ts";
import type { NoteStore } from "./notes/store.ts";
import type { PrivateNotesHttp } from "./private_notes_http.ts";
import { Me } from "./me/me.ts";
import { onceOpen } from "./once_open.ts";
import { isAnswered, mistakeOf, saysNo } from "./mistake.ts";
import type { Mistake } from "./mistake.ts";
import { showPasskey } from "./passkey.ts";
import { judge } from "./password.ts";
import type { Issued, Passkeys, ProgressStore, ReloadHalf, ReloadStore, SessionFacts } from "./ports.ts";
import { Recovery } from "./recovery.ts";
import { Registration } from "./registration.ts";
import { byCode, byPasskey, secondMistake } from "./second_factor.ts";
import type { SecondShown } from "./second_factor.ts";
import { spelled } from "./spelled.ts";
import { Welcome } from "./welcome.ts";
import type { Arrival } from "./welcome.ts";
import type { Work } from "./work.ts";

/** The outside world, as the door needs it. */
export interface EntrancePorts extends DeskPorts {
  readonly matching: MatchingHttp;
  readonly lobby: LobbyHttp;
  readonly release: ReleaseHttp;
  readonly record: RecordHttp;
  readonly notes: PrivateNotesHttp;
  readonly noteStore: NoteStore;
  readonly passkeys: Passkeys;
  readonly progress: ProgressStore;
  readonly device: Device;
}

/** Why someone is asked to sign in. `null`: they just came. */
export type Reason = null | Ending | "returned";

/** At the door: `looking` decides whether a reload still has both halves; `out` shows a form; `in` has a desk. */
export type Standing =
  | { readonly kind: "looking" }
  | {
      readonly kind: "out";
      readonly reason: Reason;
      readonly work: Work | null;
      readonly mistake: Mistake | null;
      /** The second factor that is asked for, after a right password. */
      readonly asked: SecondFactorAsked | null;
    }
  | { readonly kind: "in"; readonly desk: Desk };

type Out = Extract<Standing, { kind: "out" }>;
const OUT: Out = { kind: "out", reason: null, work: null, mistake: null, asked: null };

/** Whoever signs out does not wait for longer than this. */
const PATIENCE_MS = 2_000;
/** Whoever loads the page anew while the service is away waits so long between the tries. */
const RESUME_PAUSES_MS = [500, 1_000, 2_000, 4_000, 4_000] as const;

/** The way in and the way out. */
export class Entrance {
  readonly standing = signal<Standing>({ kind: "looking" });
  /** What is left to do for who is in. */
  readonly welcome = signal<Welcome | null>(null);
  /** What someone who is in can do about their own account. */
  readonly me = signal<Me | null>(null);
  readonly secondFactor = signal<SecondFactor>("none");
  /** What stands open to everyone. */
  readonly lobby: Lobby;
  readonly registration: Registration;
  readonly recovery: Recovery;
  #rest: () => void = () => undefined;
  #following: () => void = () => undefined;
  readonly #ports: EntrancePorts;
  readonly #reload: ReloadStore;

  constructor(ports: EntrancePorts, reload: ReloadStore) {
    this.#ports = ports;
    this.#reload = reload;
    this.lobby = new Lobby(ports.lobby, ports.device);
    this.registration = new Registration(ports, (answer, number) => this.#enter(answer, number, "registered"));
    this.recovery = new Recovery(ports, (answer, number) => this.#enter(answer, number, "known"));
    reload.asked(() => {
      const standing = this.standing.peek();
      if (standing.kind === "in") void this.#sealHalf(idBytes(standing.desk.me));
    });
  }

  /** Whether this browser knows passkeys. */
  get passkeysKnown(): boolean {
    return this.#ports.passkeys.available();
  }

  /** After a load of the page: both halves of the reload, or the sign-in form (crypto.md §3.7). */
  async resume(): Promise<void> {
    const half = this.#reload.read() ?? (await this.#reload.ask());
    const session = half === null ? null : await this.#patientSession();
    if (half !== null && session?.ok === true && (await this.#unlockFrom(half, session.value))) return;
    if (session?.ok === false && !isAnswered(session.refusal)) {
      // Nobody said that the half opens nothing: it stays for the next load of the page.
      this.#fail(mistakeOf(session.refusal));
      return;
    }
    this.#reload.forget();
    this.standing.value = OUT;
  }

  async signIn(number: string, password: string): Promise<void> {
    this.#show({ work: "stretching" });
    const prepared = await this.#ports.crypto.prepareSignIn(number, password);
    if (!prepared.ok) {
      this.#fail({ kind: "proof", reason: prepared.reason });
      return;
    }
    this.#show({ work: "asking" });
    const { identity, device } = this.#ports;
    const answer = await identity.signIn(number, prepared.value.authenticationKey, device);
    if (!answer.ok) this.#fail(mistakeOf(answer.refusal));
    else if (answer.value.kind === "in") await this.#open(answer.value.signedIn, null, number);
    else this.#show({ asked: answer.value.asked });
  }

  /** The second factor, as six digits. */
  async showCode(typed: string): Promise<void> {
    const { asked } = this.#out();
    if (asked !== null) await this.#second(byCode(asked, typed));
  }

  /** The second factor, as a passkey. */
  async showPasskey(): Promise<void> {
    const { asked } = this.#out();
    if (asked === null) return;
    this.#show({ work: "passkey", asked });
    await this.#second(await byPasskey(asked, this.#ports));
  }

  /** A client's passkey signs in and unlocks by itself (crypto.md §3.8). */
  async signInWithPasskey(): Promise<void> {
    this.#show({ work: "passkey" });
    const { identity, device } = this.#ports;
    const challenge = await identity.passkeyChallenge();
    if (!challenge.ok) {
      this.#fail(mistakeOf(challenge.refusal));
      return;
    }
    const shown = await showPasskey(this.#ports, challenge.value.passkey);
    if (!shown.ok) this.#fail(shown.mistake);
    else if (shown.value.prfOutput === null) this.#fail({ kind: "passkey", fault: "no_prf" });
    else {
      this.#show({ work: "asking" });
      const answer = await identity.passkeySignIn(challenge.value.ticket, shown.value.credential, device);
      if (answer.ok) await this.#open(answer.value, shown.value.prfOutput, null);
      else if (saysNo(answer.refusal, "wrong_code")) this.#fail({ kind: "passkey", fault: "wrong" });
      else this.#fail(saysNo(answer.refusal, "wrong_credentials") ? { kind: "over" } : mistakeOf(answer.refusal));
    }
  }

  /** Back to the form: what was shown so far is forgotten. */
  startOver(): void {
    this.#show({});
  }

  /** Makes the keys of a new account from an activation (crypto.md §3.6). */
  async activate(text: string, number: string, password: string): Promise<void> {
    this.#show({ work: "checking" });
    const weak = await judge(password, number);
    if (weak !== null) {
      this.#fail({ kind: "password", weakness: weak });
      return;
    }
    this.#show({ work: "asking" });
    const read = await this.#ports.crypto.readActivation(spelled(text));
    if (!read.ok) {
      this.#fail({ kind: "proof", reason: "activation" });
      return;
    }
    const { activation } = read.value;
    const issued = await this.#ports.http.activation(number, activation);
    if (!issued.ok) this.#fail(mistakeOf(issued.refusal));
    else await this.#make({ number, password, activation, ...issued.value });
  }

  /** Signs out here and, when the service can be reached, there. Nothing is left in the page. */
  async signOut(): Promise<void> {
    await this.#keepWords();
    await this.leaveAtOnce();
  }

  /** The same without waiting for anything: whoever leaves in a hurry has no moment for what is being written. */
  async leaveAtOnce(): Promise<void> {
    const leaving = this.#ports.http.signOut();
    await this.#leave("signed_out");
    await leaving;
  }

  /** The sign-in session is over, or the page came back from the past: keys and words go. */
  async lock(reason: Reason): Promise<void> {
    if (this.standing.peek().kind === "in") await this.#leave(reason);
  }

  async #make(
    request: Issued & { readonly number: string; readonly password: string; readonly activation: Uint8Array },
  ): Promise<void> {
    const { number, activation } = request;
    const { http, crypto, clock, device } = this.#ports;
    this.#show({ work: "making" });
    const made = await crypto.activate({ ...request, now: clock.now() });
    if (!made.ok) {
      this.#fail({ kind: "proof", reason: made.reason });
      return;
    }
    const { authenticationKey, wrap } = made.value;
    const complete = await http.completeActivation({ number, activation, authenticationKey, wrap, device });
    if (complete.ok) await this.#enter(complete.value, number, request.anew === true ? "anew" : "activated");
    else this.#fail(mistakeOf(complete.refusal));
  }

  async #second(shown: SecondShown): Promise<void> {
    const { asked } = this.#out();
    if (!shown.ok) {
      this.#show({ mistake: shown.mistake, asked });
      return;
    }
    this.#show({ work: "asking", asked });
    const answer = await this.#ports.identity.signInSecond(shown.shown);
    if (answer.ok) {
      await this.#open(answer.value, shown.prfOutput, null);
      return;
    }
    const mistake = secondMistake(answer.refusal, shown.shown);
    this.#show({ mistake, asked: mistake.kind === "over" ? null : asked });
  }

  /** `prfOutput` is overwritten once the worker has it. */
  async #open(answer: SignedInAnswer, prfOutput: Uint8Array | null, number: string | null): Promise<void> {
    this.#show({ work: "opening" });
    const unlocked = await this.#ports.crypto.unlock(answer, answer.kind === "passkey" ? prfOutput : null);
    prfOutput?.fill(0);
    if (unlocked.ok) await this.#enter(answer, number, "known");
    else if (answer.kind === "passkey" && prfOutput === null) this.#fail({ kind: "passkey", fault: "no_prf" });
    else this.#fail({ kind: "proof", reason: unlocked.reason });
  }

  async #enter(facts: SessionFacts, number: string | null, arrival: Arrival): Promise<void> {
    // Where each question takes half a second, those that do not need each other go together.
    const half = this.#sealHalf(facts.account);
    const instance = await this.#ports.crypto.instance();
    if (!instance.ok) {
      this.#fail({ kind: "proof", reason: instance.reason });
      return;
    }
    this.#rest = this.#ports.alive(toHex(instance.value));
    const desk = new Desk(this.#ports, facts, instance.value, {
      signedOut: (ending) => {
        void this.lock(ending);
      },
    });
    const welcome = new Welcome(this.#ports, facts, desk.settings, number, arrival);
    // Only then is there anything of theirs that the desk could ask for.
    if (arrival !== "known") await welcome.publish(arrival);
    await Promise.all([half, facts.secondFactor === "missing" ? null : welcome.look()]);
    this.welcome.value = welcome;
    this.me.value = new Me(this.#ports, facts.role, async () => {
      await welcome.publish();
      await this.#sealHalf(facts.account);
    });
    this.secondFactor.value = facts.secondFactor;
    this.standing.value = { kind: "in", desk };
    desk.idle.start();
    const { notes, intake } = this.me.value;
    this.#following = onceOpen(welcome.policies.barred, () => {
      desk.start();
      if (facts.role === "therapist") void notes.start(desk.me);
      return facts.role === "client" ? followConversations(desk, intake) : undefined;
    });
    void welcome.start();
  }

  /** What was written in the questionnaire or in a note a moment ago is sent first, if the service can be reached soon. */
  async #keepWords(): Promise<void> {
    const me = this.me.peek();
    if (me === null) return;
    let cancel = (): void => undefined;
    const patience = new Promise<void>((resolve) => {
      cancel = this.#ports.clock.after(PATIENCE_MS, resolve);
    });
    await Promise.race([Promise.all([me.intake.save(), me.notes.flush()]), patience]);
    cancel();
  }

  /** Second factors are others now. Staff who had none until now are let in to the rest. */
  async factorsChanged(): Promise<void> {
    const session = await this.#ports.http.session();
    if (!session.ok) return;
    const missing = this.secondFactor.peek() === "missing";
    this.secondFactor.value = session.value.secondFactor;
    const standing = this.standing.peek();
    if (!missing || session.value.secondFactor === "missing" || standing.kind !== "in") return;
    standing.desk.hurry();
    await this.welcome.peek()?.start();
    await this.welcome.peek()?.look();
  }

  /** Makes both halves of the next reload. Without them a reload shows the sign-in form: no harm. */
  async #sealHalf(account: Uint8Array): Promise<void> {
    const sealed = await this.#ports.crypto.sealReload();
    if (!sealed.ok) return;
    const swapped = await this.#ports.http.swapReloadKey(sealed.value.reloadKey);
    if (swapped.ok) this.#reload.write({ account, sealed: sealed.value.sealed });
  }

  /** A service that starts again, or a network that comes and goes, is waited for: a password in the middle of a sentence would be too much. */
  async #patientSession(): ReturnType<DeskPorts["http"]["session"]> {
    for (const pause of RESUME_PAUSES_MS) {
      const session = await this.#ports.http.session();
      if (session.ok || isAnswered(session.refusal)) return session;
      await new Promise<void>((resolve) => this.#ports.clock.after(pause, resolve));
    }
    return this.#ports.http.session();
  }

  async #unlockFrom(half: ReloadHalf, session: SessionFacts): Promise<boolean> {
    if (!equal(session.account, half.account)) return false;
    // The swap gives the key once: whatever happens next, the same half opens nothing again.
    const swapped = await this.#ports.http.swapReloadKey(this.#ports.random(32));
    if (!swapped.ok || swapped.value === null) return false;
    const opened = await this.#ports.crypto.openReload(session, swapped.value, half.sealed);
    if (!opened.ok) return false;
    await this.#enter(session, null, "known");
    return true;
  }

  async #leave(reason: Reason): Promise<void> {
    const standing = this.standing.peek();
    this.standing.value = { ...OUT, reason };
    this.welcome.value = null;
    this.me.peek()?.notes.end();
    this.me.value = null;
    this.#reload.forget();
    this.recovery.forget();
    if (reason === "signed_out") this.registration.forget();
    this.#rest();
    this.#following();
    if (standing.kind === "in") standing.desk.end();
    await this.#ports.crypto.wipe();
  }

  #out(): Out {
    const standing = this.standing.peek();
    return standing.kind === "out" ? standing : OUT;
  }

  #fail(mistake: Mistake): void {
    this.#show({ mistake });
  }

  #show(change: Partial<Out>): void {
    this.standing.value = { ...OUT, ...change };
  }
}

/** A new conversation may mean a new therapist, who may read the intake then (crypto.md §12.1). Ends with the function it gives. */
function followConversations(desk: Desk, intake: Intake): () => void {
  let before: string | null = null;
  return effect(() => {
    const roster = desk.roster.value;
    if (roster.kind !== "ready") return;
    const now = roster.items
      .map(({ key }) => key)
      .toSorted()
      .join();
    if (now === before) return;
    before = now;
    void intake.renew();
  });
}
