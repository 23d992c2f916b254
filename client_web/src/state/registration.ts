import { signal } from "@preact/signals-core";
import type { Signal } from "@preact/signals-core";
import { fromBase64url, toBase64url } from "../bytes/base64url.ts";
import type { MadeWraps } from "../worker/key_life.ts";
import type { EntrancePorts } from "./entrance.ts";
import type { Policy, SignedInAnswer } from "./identity_http.ts";
import { mistakeOf, saysNo } from "./mistake.ts";
import type { Mistake } from "./mistake.ts";
import type { Result } from "./me/result.ts";
import { codeWith, isWritten } from "./new_code.ts";
import type { Answered } from "./ports.ts";
import { expectPassword, judge } from "./password.ts";
import { parseProgress } from "./progress.ts";
import type { PolicyAnswer, Progress } from "./progress.ts";
import type { Work } from "./work.ts";

/** One thing per page, in this order; at `written` the code is asked back from paper, `keys` is where they are made. */
export const STEPS = ["about", "policies", "notice", "password", "code", "written", "keys"] as const;
export type Step = (typeof STEPS)[number];

/** What is ticked and typed on the pages: there again for who goes back and comes on. It is in the page's memory, and nowhere else. */
export interface Begun {
  /** The policies that are accepted, by name. */
  readonly accepted: Signal<readonly string[]>;
  readonly password: Signal<string>;
  readonly code: Signal<string>;
}

/** Where someone who signs up is. `again`: the page was loaded anew, so password and code are asked for and made again. */
export interface Registering {
  readonly step: Step;
  readonly work: Work | null;
  readonly mistake: Mistake | null;
  /** The versions in force; null until read. */
  readonly policies: readonly Policy[] | null;
  readonly number: string;
  readonly code: string;
  readonly again: boolean;
}

export const NOTICE = "notice-of-privacy-practices";

const START: Registering = {
  step: "about",
  work: null,
  mistake: null,
  policies: null,
  number: "",
  code: "",
  again: false,
};

/** Signing up (protocol.md §1.1): a number, a password, a code on paper, and then the keys. A reload goes on from `progress`. */
export class Registration {
  readonly state = signal<Registering>(START);
  readonly begun: Begun = { accepted: signal<readonly string[]>([]), password: signal(""), code: signal("") };
  readonly #ports: EntrancePorts;
  readonly #enter: (answer: SignedInAnswer, number: string) => Promise<void>;
  #progress: Progress = { step: "policies", place: null, answers: [] };
  #password = "";
  #made: MadeWraps | null = null;
  /** How often somebody turned to another page: what they waited for on the one before leads them nowhere any more. */
  #turns = 0;

  constructor(ports: EntrancePorts, enter: (answer: SignedInAnswer, number: string) => Promise<void>) {
    this.#ports = ports;
    this.#enter = enter;
    this.#resume(parseProgress(ports.progress.read()));
  }

  /** From the first page, and again when the policies could not be read. */
  async readPolicies(): Promise<void> {
    expectPassword();
    this.#show({ step: "policies", work: "asking" });
    const answer = await this.#ports.identity.policies("clients");
    if (answer.ok) this.#show({ policies: answer.value });
    else this.#show({ mistake: mistakeOf(answer.refusal) });
  }

  /** All that have to be accepted are; what is left is the notice, which bars nobody. */
  async accept(): Promise<void> {
    const policies = this.state.peek().policies ?? [];
    const accepted = policies.filter(({ policy }) => policy !== NOTICE);
    const answers = accepted.map(({ policy, version }) => ({ policy, version, answer: "accepted" }) as const);
    this.#keep({ step: "notice", answers });
    if (policies.length > accepted.length) this.#show({ step: "notice" });
    else await this.#toNumber();
  }

  async answerNotice(answer: "acknowledged" | "declined"): Promise<void> {
    const notice = (this.state.peek().policies ?? []).filter(({ policy }) => policy === NOTICE);
    const answered = notice.map(({ policy, version }): PolicyAnswer => ({ policy, version, answer }));
    const others = this.#progress.answers.filter(({ policy }) => policy !== NOTICE);
    this.#keep({ answers: [...others, ...answered] });
    await this.#toNumber();
  }

  /** A code that stands on paper already stays the code. */
  async choose(password: string): Promise<void> {
    const { number, code } = this.state.peek();
    const turns = this.#turns;
    this.#show({ work: "checking" });
    const made =
      code === "" ? await codeWith(this.#ports.crypto, password, number) : await judged(password, number, code);
    if (!made.ok) {
      this.#show({ mistake: made.mistake });
      return;
    }
    this.#password = password;
    if (code === "") this.begun.code.value = "";
    this.#show({ code: made.value, ...(turns === this.#turns ? { step: "code" } : {}) });
  }

  /** It is on paper: it is asked back. */
  have(): void {
    this.#show({ step: "written" });
  }

  /** Whether the code on paper is the code; if so the keys are made. */
  async confirm(typed: string): Promise<boolean> {
    if (!(await isWritten(this.#ports.crypto, typed))) return false;
    await this.make();
    return true;
  }

  /** Makes the keys and the account; may be asked for again after a failure. */
  async make(): Promise<void> {
    this.#show({ step: "keys", code: "", work: "making" });
    const made = this.#made ?? (await this.#register());
    if (made === null) return;
    const again = this.#made !== null;
    this.#made = made;
    this.#show({ work: "asking" });
    const answer = await this.#complete(made, again);
    if (answer.ok) await this.#done(answer.value);
    else if (saysNo(answer.refusal, "wrong_credentials") || saysNo(answer.refusal, "conflict")) await this.#reserve();
    else this.#show({ mistake: mistakeOf(answer.refusal) });
  }

  /** To a page by the browser's own way back and forward. Whoever cannot stand there yet, or any more, stays where they are. */
  async turn(to: Step): Promise<void> {
    if (to === this.state.peek().step || !this.#mayStand(to)) return;
    this.#turns++;
    const unread = (to === "policies" || to === "notice") && this.state.peek().policies === null;
    if (unread) await this.readPolicies();
    if (this.state.peek().mistake === null) this.#show({ step: to });
  }

  /** Nothing of it is left in the page or the tab. */
  forget(): void {
    this.#password = "";
    this.#made = null;
    this.#dropBegun();
    this.#progress = { step: "policies", place: null, answers: [] };
    this.#ports.progress.forget();
    this.state.value = START;
  }

  #resume(progress: Progress | null): void {
    if (progress === null || progress.step === "made") return;
    this.#progress = progress;
    const { place } = progress;
    if (place !== null) this.#show({ step: "password", number: place.number, again: true });
    else void this.#goOnReading(progress);
  }

  /** Whoever had accepted what has to be accepted, in the versions in force, goes on at the notice. */
  async #goOnReading({ step, answers }: Progress): Promise<void> {
    await this.readPolicies();
    const { policies, mistake } = this.state.peek();
    if (step !== "notice" || policies === null || mistake !== null) return;
    const left = policies.filter(
      ({ policy, version }) =>
        policy !== NOTICE &&
        !answers.some((given) => given.policy === policy && given.version === version && given.answer === "accepted"),
    );
    if (left.length === 0 && policies.some(({ policy }) => policy === NOTICE)) this.#show({ step: "notice" });
  }

  /** The page before may be shown again; where the keys are made there is no way back. */
  #mayStand(to: Step): boolean {
    const { step, code } = this.state.peek();
    if (step === "keys") return false;
    switch (to) {
      case "about":
      case "policies":
        return true;
      case "notice":
        return this.#progress.step !== "policies";
      case "password":
        return this.#progress.place !== null;
      case "code":
      case "written":
        return code !== "";
      case "keys":
        return false;
      default: {
        const never: never = to;
        return never;
      }
    }
  }

  /** Whoever was given a number keeps it: a new one only when its hour is over. */
  async #toNumber(): Promise<void> {
    const { place } = this.#progress;
    if (place === null) await this.#reserve();
    else this.#show({ step: "password", number: place.number });
  }

  /** A number that is kept free for an hour; a new one when that hour is over. */
  async #reserve(): Promise<void> {
    const late = this.#made !== null;
    const turns = this.#turns;
    this.#made = null;
    this.#show({ work: "asking" });
    const answer = await this.#ports.identity.registration();
    if (!answer.ok) {
      this.#show({ mistake: mistakeOf(answer.refusal) });
      return;
    }
    const { registration, account, number } = answer.value;
    this.#keep({
      step: "password",
      place: { registration: toBase64url(registration), account: toBase64url(account), number },
    });
    if (turns !== this.#turns) this.#show({ number });
    else this.#show({ step: "password", number, mistake: late ? { kind: "over" } : null });
  }

  async #register(): Promise<MadeWraps | null> {
    const { place } = this.#progress;
    const root = await this.#ports.identity.root();
    if (!root.ok || root.value === null || place === null) {
      this.#show({
        mistake: root.ok ? { kind: "refused", code: "try_again", retryAfter: 0 } : mistakeOf(root.refusal),
      });
      return null;
    }
    const account = fromBase64url(place.account);
    const now = this.#ports.clock.now();
    const request = { number: place.number, password: this.#password, account, root: root.value, now };
    const made = await this.#ports.crypto.register(request);
    if (!made.ok) this.#show({ mistake: { kind: "proof", reason: made.reason } });
    return made.ok ? made.value : null;
  }

  /** When an earlier answer was lost on the way, the account may exist already: then the same key signs in to it. */
  async #complete(made: MadeWraps, again: boolean): Promise<Answered<SignedInAnswer>> {
    const { identity, device } = this.#ports;
    const { place } = this.#progress;
    const registration = fromBase64url(place?.registration ?? "");
    const answer = await identity.completeRegistration({ ...made, registration, device });
    if (answer.ok || !again || answer.refusal.kind === "unreachable") return answer;
    const signedIn = await identity.signIn(place?.number ?? "", made.authenticationKey, device);
    return signedIn.ok && signedIn.value.kind === "in" ? { ok: true, value: signedIn.value.signedIn } : answer;
  }

  async #done(answer: SignedInAnswer): Promise<void> {
    const { number } = this.state.peek();
    this.#password = "";
    this.#made = null;
    // The answers are this account's, and are remembered until the practice has them: see welcome.ts.
    const account = this.#progress.place?.account ?? "";
    this.#keep({ step: "made", place: { registration: "", account, number: "" } });
    this.#dropBegun();
    await this.#enter(answer, number);
    this.state.value = START;
  }

  #dropBegun(): void {
    this.begun.accepted.value = [];
    this.begun.password.value = "";
    this.begun.code.value = "";
  }

  #keep(change: Partial<Progress>): void {
    this.#progress = { ...this.#progress, ...change };
    this.#ports.progress.write(this.#progress);
  }

  #show(change: Partial<Registering>): void {
    this.state.value = { ...this.state.peek(), work: null, mistake: null, ...change };
  }
}

/** A password beside a code that was made before. */
async function judged(password: string, number: string, code: string): Promise<Result<string>> {
  const weakness = await judge(password, number);
  return weakness === null ? { ok: true, value: code } : { ok: false, mistake: { kind: "password", weakness } };
}
