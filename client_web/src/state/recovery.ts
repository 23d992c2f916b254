import { signal } from "@preact/signals-core";
import { checkNumber } from "../crypto/number.ts";
import type { MadeWraps, WrapVersions } from "../worker/key_life.ts";
import type { EntrancePorts } from "./entrance.ts";
import type { RecoveryAnswer, RecoveryOpened, SecondFactorAsked, SignedInAnswer } from "./identity_http.ts";
import { mistakeOf, saysNo } from "./mistake.ts";
import type { Mistake } from "./mistake.ts";
import { codeWith, isWritten } from "./new_code.ts";
import type { Answered } from "./ports.ts";
import { byCode, byPasskey, secondMistake } from "./second_factor.ts";
import type { SecondShown } from "./second_factor.ts";
import { spelled } from "./spelled.ts";
import type { Work } from "./work.ts";

/** `freed`: the second factors are gone. `shut`: the account is. */
export type RecoveryStep = "ask" | "second" | "password" | "code" | "keys" | "freed" | "shut";

export interface Recovering {
  readonly step: RecoveryStep;
  readonly work: Work | null;
  readonly mistake: Mistake | null;
  readonly asked: SecondFactorAsked | null;
  readonly number: string;
  readonly code: string;
}

/** The code stands for the person. Whoever comes to a page that was left alone with one shown is not let in by it. */
const ALONE_MS = 600_000;
const UNDER_WAY: ReadonlySet<RecoveryStep> = new Set(["second", "password", "code", "keys"]);

const START: Recovering = { step: "ask", work: null, mistake: null, asked: null, number: "", code: "" };

/** What someone can do with number and recovery code (crypto.md §3.5): get in anew, drop lost second factors, shut the account. */
export class Recovery {
  readonly state = signal<Recovering>(START);
  readonly #ports: EntrancePorts;
  readonly #enter: (answer: SignedInAnswer, number: string) => Promise<void>;
  #recoveryKey: Uint8Array | null = null;
  #opened: RecoveryOpened | null = null;
  #password = "";
  #made: MadeWraps | null = null;
  #cancel: () => void = () => undefined;
  #stirredAt = 0;

  constructor(ports: EntrancePorts, enter: (answer: SignedInAnswer, number: string) => Promise<void>) {
    this.#ports = ports;
    this.#enter = enter;
  }

  async open(number: string, text: string): Promise<void> {
    this.#recoveryKey = await this.#read(number, text);
    if (this.#recoveryKey === null) return;
    this.#stirredAt = this.#ports.clock.now();
    this.#show({ number, work: "asking" });
    const answer = await this.#ports.identity.recovery(number, this.#recoveryKey, this.#ports.device);
    if (!answer.ok) this.#show({ mistake: mistakeOf(answer.refusal) });
    else if (answer.value.kind === "opened") await this.#take(answer.value.opened);
    else this.#show({ step: "second", asked: answer.value.asked });
  }

  async showCode(typed: string): Promise<void> {
    const { asked } = this.state.peek();
    if (asked !== null) await this.#second(byCode(asked, typed));
  }

  async showPasskey(): Promise<void> {
    const { asked } = this.state.peek();
    if (asked === null) return;
    this.#show({ work: "passkey" });
    await this.#second(await byPasskey(asked, this.#ports));
  }

  async choose(password: string): Promise<void> {
    this.#show({ work: "checking" });
    const code = await codeWith(this.#ports.crypto, password, this.state.peek().number);
    if (!code.ok) {
      this.#show({ mistake: code.mistake });
      return;
    }
    this.#password = password;
    this.#show({ step: "code", code: code.value });
  }

  /** Whether the new code on paper is the new code; if so it takes the old one's place. */
  async confirm(typed: string): Promise<boolean> {
    if (!(await isWritten(this.#ports.crypto, typed))) return false;
    await this.complete();
    return true;
  }

  /** May be asked for again after a failure. */
  async complete(): Promise<void> {
    const { number } = this.state.peek();
    if (this.#opened === null) return;
    this.#show({ step: "keys", code: "", work: "making" });
    const { versions, ticket } = this.#opened;
    this.#made ??= await this.#make(number, versions);
    if (this.#made === null) return;
    this.#show({ work: "asking" });
    const answer = await this.#complete(this.#made, ticket);
    if (answer.ok) await this.#done(answer.value, number);
    else if (saysNo(answer.refusal, "wrong_credentials")) this.#again({ kind: "over" });
    else this.#show({ mistake: mistakeOf(answer.refusal) });
  }

  /** Second factors that are lost are dropped; all sessions end. */
  async dropFactors(number: string, password: string, text: string): Promise<void> {
    const recoveryKey = await this.#read(number, text);
    if (recoveryKey === null) return;
    this.#show({ number, work: "stretching" });
    const prepared = await this.#ports.crypto.prepareSignIn(number, password);
    if (!prepared.ok) {
      this.#show({ mistake: { kind: "proof", reason: prepared.reason } });
      return;
    }
    this.#show({ work: "asking" });
    const { authenticationKey } = prepared.value;
    this.#end("freed", await this.#ports.identity.lostFactor({ number, authenticationKey, recoveryKey }));
  }

  /** Nobody signs in to this account any more, until the practice binds it anew. */
  async shut(number: string, text: string): Promise<void> {
    const recoveryKey = await this.#read(number, text);
    if (recoveryKey === null) return;
    this.#show({ number, work: "asking" });
    this.#end("shut", await this.#ports.identity.deactivateByCode(number, recoveryKey));
  }

  /** Somebody is there, and does something. After a sleep, of which no timer knows, that is too late. */
  stirred(): void {
    this.#cancel();
    if (!this.#underWay) return;
    const now = this.#ports.clock.now();
    if (now - this.#stirredAt > ALONE_MS) {
      this.lapse();
      return;
    }
    this.#stirredAt = now;
    this.#cancel = this.#ports.clock.after(ALONE_MS, () => {
      this.lapse();
    });
  }

  /** Whoever showed the code has gone, or the page comes back from the past: what it opened is forgotten. */
  lapse(): void {
    if (!this.#underWay) return;
    void this.#ports.crypto.wipe();
    this.#again({ kind: "over" });
  }

  /** Nothing of it is left in the page. */
  forget(): void {
    this.#again(null);
  }

  /** A slip of the pen is found before anything is sent. */
  async #read(number: string, text: string): Promise<Uint8Array | null> {
    try {
      checkNumber(number);
    } catch {
      this.#show({ mistake: { kind: "proof", reason: "bad_number" } });
      return null;
    }
    const read = await this.#ports.crypto.readRecoveryCode(spelled(text));
    if (!read.ok) this.#show({ mistake: { kind: "proof", reason: `recovery ${read.reason}` } });
    return read.ok ? read.value.recoveryKey : null;
  }

  get #underWay(): boolean {
    return UNDER_WAY.has(this.state.peek().step);
  }

  async #second(shown: SecondShown): Promise<void> {
    if (!shown.ok) {
      this.#show({ mistake: shown.mistake });
      return;
    }
    this.#show({ work: "asking" });
    const answer = await this.#ports.identity.recoverySecond(shown.shown);
    if (answer.ok) {
      await this.#take(answer.value);
      return;
    }
    const mistake = secondMistake(answer.refusal, shown.shown);
    if (mistake.kind === "over") this.#again(mistake);
    else this.#show({ mistake });
  }

  async #take(opened: RecoveryOpened): Promise<void> {
    this.#show({ work: "opening" });
    const { account, versions, wrap, predecessors } = opened;
    const request = { account, role: opened.role, version: versions.recovery, wrap, predecessors };
    const read = await this.#ports.crypto.openRecovery(request);
    if (!read.ok) {
      this.#show({ mistake: { kind: "proof", reason: read.reason } });
      return;
    }
    this.#opened = opened;
    this.#show({ step: "password", asked: null });
  }

  async #make(number: string, versions: WrapVersions): Promise<MadeWraps | null> {
    const made = await this.#ports.crypto.completeRecovery({ number, password: this.#password, versions });
    if (!made.ok) this.#show({ mistake: { kind: "proof", reason: made.reason } });
    return made.ok ? made.value : null;
  }

  /** The ticket is good for five minutes, and paper takes its time: where no second factor is asked, another ticket is fetched. */
  async #complete(made: MadeWraps, ticket: Uint8Array): Promise<Answered<SignedInAnswer>> {
    const { identity, device } = this.#ports;
    const answer = await identity.completeRecovery({ ...made, ticket });
    if (answer.ok || !saysNo(answer.refusal, "wrong_credentials") || this.#recoveryKey === null) return answer;
    const anew: Answered<RecoveryAnswer> = await identity.recovery(this.state.peek().number, this.#recoveryKey, device);
    if (!anew.ok || anew.value.kind !== "opened") return answer;
    return identity.completeRecovery({ ...made, ticket: anew.value.opened.ticket });
  }

  async #done(answer: SignedInAnswer, number: string): Promise<void> {
    await this.#enter(answer, number);
    this.forget();
  }

  #end(step: "freed" | "shut", answer: Answered<null>): void {
    if (answer.ok) this.#show({ step });
    else this.#show({ mistake: mistakeOf(answer.refusal) });
  }

  #again(mistake: Mistake | null): void {
    this.#recoveryKey = null;
    this.#opened = null;
    this.#made = null;
    this.#password = "";
    this.#cancel();
    this.state.value = { ...START, mistake };
  }

  #show(change: Partial<Recovering>): void {
    this.state.value = { ...this.state.peek(), work: null, mistake: null, ...change };
    this.stirred();
  }
}
