import { signal } from "@preact/signals-core";
import type { Signal } from "@preact/signals-core";
import { toBase64url } from "../bytes/base64url.ts";
import type { CardField, CardName } from "../worker/key_life.ts";
import type { Sitter } from "./desk.ts";
import type { EntrancePorts } from "./entrance.ts";
import type { Policy } from "./identity_http.ts";
import { readCard, saveCard } from "./me/card.ts";
import type { Mistake } from "./mistake.ts";
import { parseProgress } from "./progress.ts";
import { publishBundles } from "./publishing.ts";

export type { CardField, CardName };

/** The lines of the contact card, in the order of crypto.md §3.12. */
export const CARD_NAMES: readonly CardName[] = ["name", "address", "birth-date", "telephone", "email"];

/** Where the contact card stands. `unknown`: it could not be read. `missing`: there is none yet. */
export type CardStanding = "unknown" | "missing" | "saving" | "saved";

/** How someone came in. What was made just now, the practice cannot know yet. */
export type Arrival = "known" | "activated" | "registered";

/** What a registration, or anything that was cut off, still leaves to do once someone is in. */
export class Welcome {
  /** Someone has just signed up: they are taken through what is left. */
  readonly fresh: Signal<boolean>;
  readonly card = signal<CardStanding>("unknown");
  readonly mistake = signal<Mistake | null>(null);
  /** The practice shows keys under this account's name that are not its own: nothing goes on then. */
  readonly foreign = signal(false);
  readonly fingerprints = signal<{ readonly own: readonly string[]; readonly root: readonly string[] } | null>(null);
  /** Known when someone typed it in this page. */
  readonly number: string | null;
  readonly #ports: EntrancePorts;
  readonly #account: Uint8Array;
  readonly #role: string;

  constructor(ports: EntrancePorts, sitter: Sitter, number: string | null, arrival: Arrival) {
    this.#ports = ports;
    this.#account = sitter.account;
    this.#role = sitter.role;
    this.number = number;
    this.fresh = signal(arrival === "registered");
  }

  /** Sends what the practice must still hear, and looks what is missing. What fails is tried at the next sign-in. */
  async start(): Promise<void> {
    await this.publish();
    await this.#answer();
    const fingerprints = await this.#ports.crypto.fingerprints();
    if (fingerprints.ok) this.fingerprints.value = fingerprints.value;
    if (this.#role === "client") await this.lookForCard();
  }

  /** Whether there is a card; one that is sealed to others than today's intake staff is sealed anew. */
  async lookForCard(): Promise<void> {
    const kept = await readCard(this.#ports);
    if (!kept.ok || this.card.peek() === "saving") return;
    this.card.value = kept.value === null ? "missing" : "saved";
    if (kept.value?.stale === true) await saveCard(this.#ports, kept.value.fields);
  }

  /** Seals a first card to oneself and to intake (crypto.md §3.12). */
  async saveCard(fields: readonly CardField[]): Promise<void> {
    if (this.card.peek() === "saving") return;
    this.card.value = "saving";
    const saved = await saveCard(this.#ports, fields);
    this.mistake.value = saved.ok ? null : saved.mistake;
    this.card.value = saved.ok ? "saved" : "missing";
  }

  later(): void {
    this.fresh.value = false;
  }

  /** Tells the practice of keys that it does not know yet. */
  async publish(made = false): Promise<void> {
    this.foreign.value = (await publishBundles(this.#ports, made)) === "foreign";
  }

  /** The answers to the policies that were given at registration; they are kept in the tab until the practice has them. */
  async #answer(): Promise<void> {
    const { identity, progress } = this.#ports;
    const answered = parseProgress(progress.read());
    if (answered?.step !== "made" || answered.place?.account !== toBase64url(this.#account)) return;
    const inForce = await identity.policies();
    if (!inForce.ok) return;
    for (const answer of answered.answers) {
      const read = inForce.value.find(({ policy, version }) => policy === answer.policy && version === answer.version);
      if (read !== undefined && !(await this.#sign(read, answer.answer))) return;
    }
    progress.forget();
  }

  async #sign({ policy, version, text }: Policy, answer: "accepted" | "acknowledged" | "declined"): Promise<boolean> {
    const { crypto, identity, clock } = this.#ports;
    const signed = await crypto.signAcceptance({ policy, version, text, answer, now: clock.now() });
    return signed.ok && (await identity.accept(signed.value)).ok;
  }
}
