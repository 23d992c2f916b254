import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toUtf8, fromUtf8 } from "../../../src/bytes/utf8.ts";
import type { MessageKey } from "../../../src/state/id.ts";
import { Outbox } from "../../../src/state/outbox.ts";
import type { Pending, Sealed } from "../../../src/state/outbox.ts";

interface Envelope {
  readonly message: string;
  readonly instance: string;
  readonly counter: number;
  readonly epoch: number;
}

type Answer =
  | { readonly kind: "committed"; readonly message: MessageKey }
  | { readonly kind: "refused"; readonly message: MessageKey; readonly code: string; readonly counter: number | null };

/** The rules of crypto.md §6.4 and protocol.md §3.1, §3.2, and nothing else. */
class Service {
  epoch = 1;
  live = true;
  readonly record: string[] = [];
  readonly #known = new Map<string, string>();
  readonly #counters = new Map<string, number>();

  post(bytes: Uint8Array, fault: boolean): Answer {
    const text = fromUtf8(bytes);
    const envelope = JSON.parse(text) as Envelope;
    const message = envelope.message as MessageKey;
    const known = this.#known.get(message);
    if (known !== undefined) {
      if (known === text) return { kind: "committed", message };
      return { kind: "refused", message, code: "id_conflict", counter: null };
    }
    const last = this.#counters.get(envelope.instance) ?? 0;
    if (fault) return { kind: "refused", message, code: "try_again", counter: null };
    if (!this.live) return { kind: "refused", message, code: "no_session", counter: null };
    if (envelope.epoch !== this.epoch) return { kind: "refused", message, code: "stale_epoch", counter: null };
    if (envelope.counter !== last + 1) return { kind: "refused", message, code: "bad_counter", counter: last };
    this.#known.set(message, text);
    this.#counters.set(envelope.instance, envelope.counter);
    this.record.push(message);
    return { kind: "committed", message };
  }
}

/** A page with its worker's counter, its device's store, and what is on the wire in both directions. */
class Tab {
  outbox = new Outbox();
  store = new Map<string, Omit<Pending, "stage" | "unsure">>();
  wire: Uint8Array[] = [];
  answers: Answer[] = [];
  instance = "page 1";
  epoch = 1;
  #counter = 0;
  #pages = 1;
  readonly service: Service;

  constructor(service: Service) {
    this.service = service;
  }

  write(message: string): void {
    const item = { message: message as MessageKey, kind: "text" as const, text: message, writtenAt: 0 };
    const sealed = this.#seal(message);
    this.outbox.put({ ...item, sealed });
    this.store.set(message, { ...item, sealed });
  }

  pump(): void {
    for (;;) {
      const steps = this.outbox.steps({ instance: this.instance, epoch: this.epoch });
      for (const step of steps) {
        if (step.kind === "post") this.wire.push(step.envelope);
        else this.#reseal(step.message, step.lastCounter);
      }
      if (!steps.some((step) => step.kind === "reseal")) return;
    }
  }

  arrive(fault: boolean): void {
    const envelope = this.wire.shift();
    if (envelope !== undefined) this.answers.push(this.service.post(envelope, fault));
  }

  hear(): void {
    const answer = this.answers.shift();
    if (answer === undefined) return;
    if (answer.kind === "committed") {
      this.outbox.committed(answer.message, this.instance);
      this.store.delete(answer.message);
      return;
    }
    this.outbox.refused(answer.message, answer.code, answer.counter, this.instance);
    if (answer.code === "stale_epoch") this.epoch = this.service.epoch;
    if (answer.code === "id_conflict") this.outbox.committed(answer.message, this.instance);
  }

  cut(arrived: number): void {
    for (let n = 0; n < arrived; n++) this.arrive(false);
    this.wire = [];
    this.answers = [];
    this.outbox.disconnected();
  }

  reload(): void {
    this.wire = [];
    this.answers = [];
    this.instance = `page ${++this.#pages}`;
    this.#counter = 0;
    this.outbox = new Outbox();
    this.outbox.restore([...this.store.values()]);
  }

  #seal(message: string): Sealed {
    const { instance, epoch } = this;
    const counter = ++this.#counter;
    return { envelope: toUtf8(JSON.stringify({ message, instance, counter, epoch })), instance, epoch, counter };
  }

  #reseal(message: MessageKey, lastCounter: number): void {
    this.#counter = lastCounter;
    const sealed = this.#seal(message);
    this.outbox.resealed(message, sealed);
    const stored = this.store.get(message);
    if (stored !== undefined) this.store.set(message, { ...stored, sealed });
  }
}

function heal(tab: Tab): void {
  tab.service.live = true;
  for (let round = 0; round < 500 && tab.outbox.items.length > 0; round++) {
    for (const item of tab.outbox.items) tab.outbox.again(item.message);
    tab.pump();
    while (tab.wire.length > 0) tab.arrive(false);
    while (tab.answers.length > 0) tab.hear();
  }
}

type Act =
  | { readonly do: "write" | "pump" | "hear" | "epoch" | "reload" }
  | { readonly do: "arrive"; readonly fault: boolean }
  | { readonly do: "cut"; readonly arrived: number };

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Act>({ do: "write" }) },
  { weight: 4, arbitrary: fc.constant<Act>({ do: "pump" }) },
  { weight: 4, arbitrary: fc.constant<Act>({ do: "hear" }) },
  { weight: 1, arbitrary: fc.constant<Act>({ do: "epoch" }) },
  { weight: 1, arbitrary: fc.constant<Act>({ do: "reload" }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("arrive" as const), fault: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("cut" as const), arrived: fc.nat(4) }) },
);

function perform(tab: Tab, step: Act, written: string[]): void {
  switch (step.do) {
    case "write": {
      const message = `m${written.length}`;
      written.push(message);
      tab.write(message);
      return;
    }
    case "arrive":
      tab.arrive(step.fault);
      return;
    case "cut":
      tab.cut(step.arrived);
      return;
    case "epoch":
      tab.service.epoch++;
      return;
    case "pump":
    case "hear":
    case "reload":
      tab[step.do]();
      return;
    default: {
      const never: never = step;
      return never;
    }
  }
}

describe("the outbox", () => {
  it("brings every message into the record exactly once and in order, whatever is cut, refused, reloaded or renewed", () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 80 }), (acts) => {
        const tab = new Tab(new Service());
        const written: string[] = [];
        for (const step of acts) perform(tab, step, written);
        heal(tab);
        expect(tab.outbox.items).toEqual([]);
        expect(tab.service.record).toEqual(written);
      }),
      { numRuns: 400 },
    );
  });

  it("repeats an envelope byte for byte while its fate is unknown", () => {
    const tab = new Tab(new Service());
    tab.write("a");
    tab.pump();
    const [first] = tab.wire;
    tab.cut(1);
    tab.pump();
    expect(tab.wire).toEqual([first]);
    tab.arrive(false);
    tab.hear();
    expect(tab.service.record).toEqual(["a"]);
  });

  it("holds words when the session ended under them, and sends them when asked to in the next", () => {
    const tab = new Tab(new Service());
    tab.service.live = false;
    tab.write("late");
    tab.pump();
    tab.arrive(false);
    tab.hear();
    tab.pump();
    expect(tab.outbox.items.map((item) => item.stage)).toEqual(["held"]);
    expect(tab.wire).toEqual([]);
    tab.service.epoch = tab.epoch = 2;
    heal(tab);
    expect(tab.service.record).toEqual(["late"]);
  });

  it("holds words that never left when no session can go on under the newest keys, and asks for those that may have arrived", () => {
    const tab = new Tab(new Service());
    tab.write("gone");
    tab.pump();
    tab.cut(1);
    tab.write("here");
    tab.outbox.hold();
    expect(tab.outbox.items.map((item) => item.stage)).toEqual(["waiting", "held"]);
  });

  it("lets held words go only when asked, and never what is on its way", () => {
    const tab = new Tab(new Service());
    tab.write("flying");
    tab.pump();
    tab.outbox.discard("flying" as MessageKey);
    expect(tab.outbox.items).toHaveLength(1);
    tab.outbox.refused("flying" as MessageKey, "bad_signature", null, tab.instance);
    expect(tab.outbox.items.map((item) => item.stage)).toEqual(["failed"]);
    tab.outbox.discard("flying" as MessageKey);
    expect(tab.outbox.items).toEqual([]);
  });
});
