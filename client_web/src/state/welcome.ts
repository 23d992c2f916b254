import { signal } from "@preact/signals-core";
import type { Signal } from "@preact/signals-core";
import type { CardContent, CardField, CardName, SafeContact } from "../worker/key_life.ts";
import type { Sitter } from "./desk.ts";
import type { EntrancePorts } from "./entrance.ts";
import { ExitExplained } from "./exit_explained.ts";
import { readCard, saveCard } from "./me/card.ts";
import type { Mistake } from "./mistake.ts";
import { NOTHING, Policies } from "./policies.ts";
import type { SessionFacts } from "./ports.ts";
import { publishBundles } from "./publishing.ts";
import type { Arrival } from "./publishing.ts";
import type { SealedSettings } from "./sealed_settings.ts";

export { CHANNELS, MAX_HOURS_BYTES, MAX_VALUE_BYTES, MESSAGES, NOTHING_SAID } from "../crypto/contact_card.ts";
export type { Channel, Messages } from "../crypto/contact_card.ts";
export type { CardContent, CardField, CardName, SafeContact };

/** The lines of the contact card, in the order of crypto.md §3.12. */
export const CARD_NAMES: readonly CardName[] = ["name", "address", "birth-date", "telephone", "email"];

/** Where the contact card stands. `unknown`: it could not be read. `missing`: there is none yet. */
export type CardStanding = "unknown" | "missing" | "saving" | "saved";

export type { Arrival };

/** What is shown once, before Home and conversations. `agreement`: what staff agree to could not be read yet. */
export type Beforehand = "policies" | "agreement" | "notice" | "exit";

/** Whoever cannot be asked within this time is let in, and asked at the next sign-in. */
const PATIENCE_MS = 4_000;

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
  readonly policies: Policies;
  readonly exit: ExitExplained;
  readonly #ports: EntrancePorts;
  readonly #role: string;
  readonly #firstRing: boolean;

  constructor(
    ports: EntrancePorts,
    sitter: Sitter & Partial<Pick<SessionFacts, "generation">>,
    settings: SealedSettings,
    number: string | null,
    arrival: Arrival,
  ) {
    this.#ports = ports;
    this.#role = sitter.role;
    this.#firstRing = (sitter.generation ?? 0) === 0;
    this.policies = new Policies(ports, sitter);
    this.exit = new ExitExplained(settings);
    this.number = number;
    this.fresh = signal(arrival === "registered");
  }

  /** What comes first now; null when nothing stands before Home and conversations. */
  get beforehand(): Beforehand | null {
    if (this.policies.toAccept.length > 0) return "policies";
    if (this.policies.barred.value) return "agreement";
    if (this.policies.notice !== undefined) return "notice";
    return this.exit.owed.value ? "exit" : null;
  }

  /** Looks what to show beforehand: clients what is new, and whoever works here what the service asks of them first. */
  async look(): Promise<void> {
    if (this.#role !== "client") {
      if (this.policies.barred.peek()) await this.#lookForAgreement();
      return;
    }
    // The first page of signing up has said it all.
    const unread = this.fresh.peek() ? Promise.resolve(false) : this.exit.look();
    const found = await this.#inTime(Promise.all([this.policies.look(), unread]));
    if (found === null) return;
    [this.policies.asking.value, this.exit.owed.value] = found;
  }

  /** Sends what the practice must still hear, and looks what is missing. What fails is tried at the next sign-in. */
  async start(): Promise<void> {
    await this.publish();
    await this.policies.tell();
    if (this.#role === "client" && this.fresh.peek()) await this.exit.acknowledge();
    const fingerprints = await this.#ports.crypto.fingerprints();
    if (fingerprints.ok) this.fingerprints.value = fingerprints.value;
    if (this.#role === "client") await this.lookForCard();
  }

  /** Whether there is a card; one that is sealed to others than today's intake staff is sealed anew. */
  async lookForCard(): Promise<void> {
    const kept = await readCard(this.#ports);
    if (!kept.ok || this.card.peek() === "saving") return;
    this.card.value = kept.value === null ? "missing" : "saved";
    if (kept.value?.stale === true) await saveCard(this.#ports, kept.value);
  }

  /** Seals a first card to oneself and to intake (crypto.md §3.12); whether it is kept. */
  async saveCard(content: CardContent): Promise<boolean> {
    if (this.card.peek() === "saving") return false;
    this.card.value = "saving";
    const saved = await saveCard(this.#ports, content);
    this.mistake.value = saved.ok ? null : saved.mistake;
    this.card.value = saved.ok ? "saved" : "missing";
    return saved.ok;
  }

  later(): void {
    this.fresh.value = false;
  }

  /** Tells the practice of keys that it does not know yet. */
  async publish(arrival: Arrival = "known"): Promise<void> {
    this.foreign.value = (await publishBundles(this.#ports, arrival)) === "foreign";
  }

  /**
   * Whether the keys that the practice shows may be those that this person has lost: only they themselves know that they made new ones from
   * a sheet, and were cut off before these were sent (crypto.md §4.7).
   */
  get mayHaveBegunAnew(): boolean {
    return this.#role === "client" && this.#firstRing;
  }

  /** It is waited for: without it the service opens nothing. */
  async #lookForAgreement(): Promise<void> {
    const { asking, barred } = this.policies;
    asking.value = { ...NOTHING, work: "asking" };
    const found = (await this.#inTime(this.policies.look())) ?? NOTHING;
    const unread = barred.peek() && found.owed.length === 0;
    asking.value = unread ? { ...NOTHING, mistake: { kind: "unreachable" } } : found;
  }

  #inTime<T>(look: Promise<T>): Promise<T | null> {
    return new Promise((resolve) => {
      const cancel = this.#ports.clock.after(PATIENCE_MS, () => {
        resolve(null);
      });
      void look.then(resolve).finally(cancel);
    });
  }
}
