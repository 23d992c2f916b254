import { batch, computed, signal } from "@preact/signals-core";
import type { ReadonlySignal } from "@preact/signals-core";
import type { Conversation } from "../conversation.ts";
import type { Clock } from "../ports.ts";
import { foundIn, foundWaiting } from "./found.ts";
import type { DateOf, Found } from "./found.ts";
import { soughtOf } from "./sought.ts";
import type { Sought } from "./sought.ts";

export type { Found } from "./found.ts";

/** So long nothing has to be typed before it is looked for. */
const PAUSE_MS = 150;
/** After so long, or so many entries, whoever types and scrolls has their turn. */
const SLICE_MS = 5;
const SLICE_ENTRIES = 250;

/** What is looked for, and how a day is written. */
interface Look {
  readonly sought: Sought;
  readonly dateOf: DateOf;
}

/** The entries that were looked through: from the newest backwards, and what came meanwhile. */
interface Reach {
  readonly low: number;
  readonly high: number;
}

/**
 * Looks for words in a conversation, on this device alone: in the entries that are verified and opened here, a slice at a time, and in
 * those of earlier pages as they come. It asks nothing of the service: a conversation is read back to its beginning whether somebody
 * looks for something or not. What is looked for is kept nowhere, and goes when the search is closed.
 */
export class Search {
  readonly open = signal(false);
  readonly words = signal("");
  /** What is looked for now; null before it is known, and when there is nothing. */
  readonly sought = signal<Sought | null>(null);
  /** The newest first. */
  readonly found: ReadonlySignal<readonly Found[]>;
  /** Where the reader is led. */
  readonly at: ReadonlySignal<Found | null>;
  /** How many entries were looked through. */
  readonly done = signal(0);
  /** Nothing is left to be looked through. */
  readonly whole: ReadonlySignal<boolean>;
  /** Counts the steps: who asks again is led there again. */
  readonly steps = signal(0);
  readonly #inRecord = signal<readonly Found[]>([]);
  readonly #chosen = signal<string | null>(null);
  readonly #conversation: Conversation;
  readonly #clock: Clock;
  #reach: Reach | null = null;
  /** What was written and is not looked for yet. */
  #pending: (() => void) | null = null;
  #cancel: () => void = () => undefined;
  #slicing = false;
  #unwatch: () => void = () => undefined;

  constructor(conversation: Conversation, clock: Clock) {
    this.#conversation = conversation;
    this.#clock = clock;
    this.found = computed(() => this.#all());
    this.at = computed(() => {
      const found = this.found.value;
      return found.find(({ key }) => key === this.#chosen.value) ?? found[0] ?? null;
    });
    this.whole = computed(() => {
      const { verified, entries, phase } = conversation;
      const read = phase.value.kind === "open" && verified.value.from <= 1;
      return read && this.done.value >= entries.value.length;
    });
  }

  /** Looks for something else, in a moment. What was looked for before is left at once. */
  write(words: string, dateOf: DateOf): void {
    this.#stop();
    this.words.value = words;
    this.#pending = () => {
      this.#pending = null;
      this.#begin(soughtOf(words), dateOf);
    };
    this.#cancel = this.#clock.after(PAUSE_MS, this.#pending);
  }

  /** One further back (1), or one further on (-1). Who is in a hurry does not wait for the moment. */
  step(by: 1 | -1): void {
    if (this.#pending !== null) {
      this.#cancel();
      this.#pending();
      return;
    }
    const { found, at } = this;
    const place = at.peek() === null ? -1 : found.peek().findIndex(({ key }) => key === at.peek()?.key);
    const next = found.peek()[place + by];
    if (next !== undefined) this.#chosen.value = next.key;
    this.steps.value++;
  }

  /** Ends, and forgets what was looked for. */
  close(): void {
    this.#stop();
    batch(() => {
      this.open.value = false;
      this.words.value = "";
      this.#forget(null);
    });
  }

  #begin(sought: Sought | null, dateOf: DateOf): void {
    batch(() => {
      this.#forget(sought);
    });
    if (sought === null) return;
    const look = { sought, dateOf };
    const { entries } = this.#conversation;
    this.#unwatch = entries.subscribe(() => {
      if (!this.#slicing) this.#slice(look);
    });
  }

  #stop(): void {
    this.#cancel();
    this.#unwatch();
    this.#unwatch = () => undefined;
    this.#pending = null;
    this.#slicing = false;
  }

  #forget(sought: Sought | null): void {
    this.#reach = null;
    this.sought.value = sought;
    this.#inRecord.value = [];
    this.#chosen.value = null;
    this.done.value = 0;
  }

  /** First what came meanwhile, then further back; what a slice does not come to has its turn later. */
  #slice(look: Look): void {
    const entries = this.#conversation.entries.peek();
    const [first, last] = [entries[0]?.sequence ?? 0, entries.at(-1)?.sequence ?? 0];
    if (last === 0) return;
    const begun = this.#clock.steady();
    const found = [...this.#inRecord.peek()];
    let { low, high } = this.#reach ?? { low: last + 1, high: last };
    for (let left = SLICE_ENTRIES; left > 0 && this.#clock.steady() - begun < SLICE_MS; left--) {
      const newer = high < last;
      if (!newer && low <= first) break;
      const sequence = newer ? ++high : --low;
      const entry = entries[sequence - first];
      const one = entry === undefined ? null : foundIn(entry, look.sought, look.dateOf);
      if (one !== null) add(found, one, newer);
    }
    batch(() => {
      this.#reach = { low, high };
      this.#inRecord.value = found;
      this.done.value = high - low + 1;
    });
    this.#slicing = high < last || low > first;
    if (!this.#slicing) return;
    this.#cancel = this.#clock.after(0, () => {
      this.#slice(look);
    });
  }

  #all(): readonly Found[] {
    const sought = this.sought.value;
    const found = this.#inRecord.value;
    const waiting = this.#conversation.waiting.value;
    if (sought === null || waiting.length === 0) return found;
    const known = new Set(found.map(({ key }) => key));
    const waits = waiting.flatMap((item) => foundWaiting(item, sought) ?? []).filter(({ key }) => !known.has(key));
    return [...waits.reverse(), ...found];
  }
}

/** Of a session that was opened several times, its beginning stands for it. */
function add(found: Found[], one: Found, newer: boolean): void {
  const known = one.session === null ? -1 : found.findIndex(({ session }) => session === one.session);
  if (known >= 0 && newer) return;
  if (known >= 0) found.splice(known, 1);
  if (newer) found.unshift(one);
  else found.push(one);
}
