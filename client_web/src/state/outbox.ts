import type { Appointment } from "../crypto/appointment.ts";
import type { Aside } from "../crypto/aside.ts";
import type { Letter } from "../crypto/letter.ts";
import type { MessageKey, SessionKey } from "./id.ts";

/**
 * What was written and is not in the record yet: in order, never lost, never doubled (protocol.md §3.1, §3.2). Pure: it decides,
 * posting.ts acts. The rule: an envelope whose fate is unknown is repeated byte for byte, the answer is then the one truth
 * (crypto.md §6.4); only a refusal that proves it uncommitted lets it be sealed anew.
 */

export type OutboxKind = "text" | "end" | "seal" | "letter" | "appointment" | Aside["kind"];

/** What the message center shows: it waits for no live session (crypto.md §6.5). */
export type Written = Letter | Appointment;

/** A sealed envelope and where it was sealed. */
export interface Sealed {
  readonly envelope: Uint8Array;
  readonly instance: string;
  readonly epoch: number;
  readonly counter: number;
}

export interface Pending {
  readonly message: MessageKey;
  readonly kind: OutboxKind;
  readonly text: string;
  /** A letter or an appointment, for these kinds. */
  readonly written?: Written;
  /** The live session that an aside is about: it never goes out in another. */
  readonly session?: SessionKey;
  readonly writtenAt: number;
  readonly sealed: Sealed;
  /** `held`: the session ended first. `failed`: refused for good. Both wait for the person. `settling`: the transcript will bring it. */
  readonly stage: "waiting" | "flying" | "settling" | "held" | "failed";
  /** The server may have committed this envelope without our knowing. */
  readonly unsure: boolean;
}

/** What to do next with one message. */
export type Step =
  | { readonly kind: "post"; readonly message: MessageKey; readonly envelope: Uint8Array }
  | {
      readonly kind: "reseal";
      readonly message: MessageKey;
      readonly envelope: Uint8Array;
      readonly lastCounter: number;
    };

/** Where this page stands: its instance, and the epoch in force. */
export interface Standing {
  readonly instance: string;
  readonly epoch: number;
}

/** Wait, then send the very same again. */
const TRY_LATER: ReadonlySet<string> = new Set(["try_again", "too_fast"]);
/** Not committed; worth another try after what changed is learnt. */
const TRY_ANEW: ReadonlySet<string> = new Set([
  "stale_epoch",
  "stale_keys",
  "bad_counter",
  "deposit_required",
  "bad_epoch",
]);

/** At most this many posts are under way together. */
const MAX_FLYING = 16;

/** The waiting messages of one conversation, in the order written. */
export class Outbox {
  #items: Pending[] = [];
  /** This instance's last counter known to be committed. */
  #counter = 0;
  /** A refusal came back: nothing more leaves until every answer of this flight is in, else order would break. */
  #halted = false;

  get items(): readonly Pending[] {
    return this.#items;
  }

  /** Takes a message just sealed. The same id again changes nothing. */
  put(item: Omit<Pending, "stage" | "unsure">): void {
    if (this.find(item.message) === undefined) this.#items.push({ ...item, stage: "waiting", unsure: false });
  }

  /** Takes back what an earlier page had sealed: whether it arrived is not known. It goes before what is written now. */
  restore(items: readonly Omit<Pending, "stage" | "unsure">[]): void {
    const unknown = items.filter((item) => this.find(item.message) === undefined);
    this.#items.unshift(...unknown.map((item) => ({ ...item, stage: "waiting" as const, unsure: true })));
  }

  find(message: MessageKey): Pending | undefined {
    return this.#items.find((item) => item.message === message);
  }

  /** What can be done now, in order; a post among the steps counts as flying from here on. */
  steps(standing: Standing): readonly Step[] {
    let flying = this.#items.filter((item) => item.stage === "flying").length;
    if (this.#halted && flying > 0) return [];
    this.#halted = false;
    const steps: Step[] = [];
    let expected = this.#counter + 1;
    for (const item of this.#items) {
      if (item.stage === "held" || item.stage === "failed" || item.stage === "settling") continue;
      if (item.stage === "waiting") {
        if (flying >= MAX_FLYING) break;
        const step = this.#step(item, standing, expected);
        steps.push(step);
        if (step.kind === "reseal") break;
        this.#change(item.message, { stage: "flying" });
        flying++;
      }
      if (item.sealed.instance === standing.instance) expected = item.sealed.counter + 1;
      // What lies behind an unknown fate waits for it: its counter may be taken, or free.
      else if (item.unsure) break;
    }
    return steps;
  }

  #step(item: Pending, standing: Standing, expected: number): Step {
    const { message } = item;
    const { envelope, instance, epoch, counter } = item.sealed;
    const fits = instance === standing.instance && epoch === standing.epoch && counter === expected;
    if (item.unsure || fits) return { kind: "post", message, envelope };
    return { kind: "reseal", message, envelope, lastCounter: expected - 1 };
  }

  /** The message was sealed anew. */
  resealed(message: MessageKey, sealed: Sealed): void {
    this.#change(message, { sealed, unsure: false });
  }

  /** The message is in the record: acknowledged, or seen there. The answer is whether it had waited here. */
  committed(message: MessageKey, instance: string): boolean {
    const item = this.find(message);
    if (item === undefined) return false;
    if (item.sealed.instance === instance) this.#counter = Math.max(this.#counter, item.sealed.counter);
    this.#items = this.#items.filter((other) => other.message !== message);
    return true;
  }

  /** Takes a refusal of a post (protocol.md §5). `counter` is the server's last of this envelope's instance. */
  refused(message: MessageKey, code: string, counter: number | null, instance: string): void {
    const item = this.find(message);
    if (item === undefined) return;
    this.#halted = true;
    if (counter !== null && item.sealed.instance === instance) this.#counter = counter;
    if (code === "id_conflict") {
      // What is committed under this id stands, and only we use our ids: the transcript will bring it.
      this.#change(message, { stage: "settling" });
    } else if (TRY_LATER.has(code)) {
      this.#change(message, { stage: "waiting", unsure: item.unsure || code === "try_again" });
    } else if (code === "no_session" && item.written !== undefined) {
      // The session ended under it: a thread's epoch will take it.
      this.#change(message, { stage: "waiting", unsure: false });
    } else if (TRY_ANEW.has(code) && !(code === "stale_keys" && item.kind === "seal")) {
      // The seal of a session that is over has no epoch to stand in when the keys of its own are old (crypto.md §4.6).
      this.#change(message, { stage: "waiting", unsure: false });
    } else {
      this.#change(message, { stage: code === "no_session" ? "held" : "failed", unsure: false });
    }
  }

  /** Words that have never left wait for their person; what may have arrived is still asked for. */
  hold(): void {
    this.#items = this.#items.map((item) =>
      item.kind === "text" && item.stage === "waiting" && !item.unsure ? { ...item, stage: "held" } : item,
    );
  }

  /** What is about a session that is not live any more is let go, unless it may have arrived: which these are. */
  outlive(live: SessionKey | null): readonly MessageKey[] {
    const over = this.#items.filter(
      ({ session, stage, unsure }) => session !== undefined && session !== live && stage === "waiting" && !unsure,
    );
    this.#items = this.#items.filter((item) => !over.includes(item));
    return over.map(({ message }) => message);
  }

  /** The connection ended: what was in flight may or may not be committed. */
  disconnected(): void {
    this.#halted = false;
    this.#items = this.#items.map((item) =>
      item.stage === "flying" ? { ...item, stage: "waiting", unsure: true } : item,
    );
  }

  /** The person asks for another try of a held or failed message. It goes behind what waits already. */
  again(message: MessageKey): void {
    const item = this.find(message);
    if (item === undefined || (item.stage !== "held" && item.stage !== "failed")) return;
    this.#items = [...this.#items.filter((other) => other !== item), { ...item, stage: "waiting" }];
  }

  /** The person lets a held or failed message go. */
  discard(message: MessageKey): void {
    this.#items = this.#items.filter(
      (item) => item.message !== message || item.stage === "waiting" || item.stage === "flying",
    );
  }

  #change(message: MessageKey, change: Partial<Pending>): void {
    this.#items = this.#items.map((item) => (item.message === message ? { ...item, ...change } : item));
  }
}
