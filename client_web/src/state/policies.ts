import { signal } from "@preact/signals-core";
import type { Signal } from "@preact/signals-core";
import { toBase64url } from "../bytes/base64url.ts";
import type { Sitter } from "./desk_ports.ts";
import type { EntrancePorts } from "./entrance.ts";
import type { Audience, IdentityHttp, Policy } from "./identity_http.ts";
import { mistakeOf } from "./mistake.ts";
import type { Mistake } from "./mistake.ts";
import type { Answered } from "./ports.ts";
import { parseProgress } from "./progress.ts";
import type { PolicyAnswer } from "./progress.ts";
import { NOTICE } from "./registration.ts";
import type { Work } from "./work.ts";

/** What of the practice's policies still waits for an answer. */
export interface Asking {
  /** The versions in force without an answer. */
  readonly owed: readonly Policy[];
  /** No version of any was ever answered. */
  readonly first: boolean;
  readonly work: Work | null;
  readonly mistake: Mistake | null;
}

export const NOTHING: Asking = { owed: [], first: false, work: null, mistake: null };

/** What whoever works here agrees to. */
export const AGREEMENT = "confidentiality-agreement";

/** What is in force: for clients, and for whoever works here. */
export async function everyPolicy(http: Pick<IdentityHttp, "policies">): Promise<Answered<readonly Policy[]>> {
  const [clients, staff] = await Promise.all([http.policies("clients"), http.policies("staff")]);
  if (!clients.ok || !staff.ok) return clients.ok ? staff : clients;
  return { ok: true, value: [...clients.value, ...staff.value] };
}

type PolicyPorts = Pick<EntrancePorts, "crypto" | "identity" | "progress" | "clock">;

/** Someone's answers to the policies: signed here, kept by the practice (crypto.md §9.3). */
export class Policies {
  readonly asking = signal<Asking>(NOTHING);
  /** Whoever works here has not accepted what staff agree to: the service opens their own account only. */
  readonly barred: Signal<boolean>;
  readonly #ports: PolicyPorts;
  readonly #account: Uint8Array;
  readonly #audience: Audience;

  constructor(ports: PolicyPorts, { account, role, agreed }: Sitter) {
    this.#ports = ports;
    this.#account = account;
    this.#audience = role === "client" ? "clients" : "staff";
    this.barred = signal(agreed === false);
  }

  /** What must be accepted. The notice bars nobody and is asked by itself. */
  get toAccept(): readonly Policy[] {
    return this.asking.value.owed.filter(({ policy }) => policy !== NOTICE);
  }

  get notice(): Policy | undefined {
    return this.asking.value.owed.find(({ policy }) => policy === NOTICE);
  }

  /** What to ask. Nothing when it cannot be read: no client is kept from their conversations by that; it is asked at the next sign-in. */
  async look(): Promise<Asking> {
    const { identity } = this.#ports;
    const given = this.#given();
    const [inForce, answered] = await Promise.all([identity.policies(this.#audience), identity.acceptances()]);
    if (!inForce.ok || !answered.ok) return NOTHING;
    const known = [...answered.value, ...given];
    const owed = inForce.value.filter((asked) => !known.some((one) => isAnswerTo(one, asked)));
    if (owed.length === 0) this.barred.value = false;
    return { ...NOTHING, owed, first: known.length === 0 };
  }

  /** All that must be accepted is: each is signed by itself, and is owed no more once the practice has it. */
  async accept(): Promise<void> {
    for (const policy of this.toAccept) if (!(await this.#answer(policy, "accepted"))) return;
    this.barred.value = false;
  }

  async answerNotice(answer: "acknowledged" | "declined"): Promise<void> {
    const { notice } = this;
    if (notice !== undefined) await this.#answer(notice, answer);
  }

  /** The practice could not keep the answer: it is asked again at the next sign-in. */
  later(): void {
    this.asking.value = NOTHING;
  }

  /** The answers that were given at registration; they are kept in the tab until the practice has them. */
  async tell(): Promise<void> {
    const { identity, progress } = this.#ports;
    const given = this.#given();
    if (given.length === 0) return;
    const inForce = await identity.policies(this.#audience);
    if (!inForce.ok) return;
    for (const answer of given) {
      const read = inForce.value.find((policy) => isAnswerTo(answer, policy));
      if (read !== undefined && (await this.#sign(read, answer.answer)) !== null) return;
    }
    progress.forget();
  }

  #given(): readonly PolicyAnswer[] {
    const progress = parseProgress(this.#ports.progress.read());
    const own = progress?.step === "made" && progress.place?.account === toBase64url(this.#account);
    return own ? progress.answers : [];
  }

  async #answer(policy: Policy, answer: PolicyAnswer["answer"]): Promise<boolean> {
    this.#show({ work: "signing", mistake: null });
    const mistake = await this.#sign(policy, answer);
    const { owed } = this.asking.peek();
    this.#show({ work: null, mistake, owed: mistake === null ? owed.filter((one) => one !== policy) : owed });
    return mistake === null;
  }

  /** Null once the practice keeps it. */
  async #sign({ policy, version, text }: Policy, answer: PolicyAnswer["answer"]): Promise<Mistake | null> {
    const { crypto, identity, clock } = this.#ports;
    const signed = await crypto.signAcceptance({ policy, version, text, answer, now: clock.now() });
    if (!signed.ok) return { kind: "proof", reason: signed.reason };
    const kept = await identity.accept(signed.value);
    return kept.ok ? null : mistakeOf(kept.refusal);
  }

  #show(change: Partial<Asking>): void {
    this.asking.value = { ...this.asking.peek(), ...change };
  }
}

function isAnswerTo(answer: Pick<PolicyAnswer, "policy" | "version">, asked: Policy): boolean {
  return answer.policy === asked.policy && answer.version === asked.version;
}
