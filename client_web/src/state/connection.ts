import { signal } from "@preact/signals-core";
import { equal } from "../bytes/equal.ts";
import type { ClientFrame, Refused, ServerFrame } from "../protocol/frames.ts";
import { VERSION } from "../protocol/limits.ts";
import { backoff } from "./backoff.ts";
import { endingOf } from "./ending.ts";
import type { Ending } from "./ending.ts";
import type { Clock, Jitter, OpenSocket, OpenSocketPort } from "./ports.ts";
import { Pulse } from "./pulse.ts";

/** Where the line to the service stands. `trying` means that it was cut, or never was. */
export type Line =
  | { readonly kind: "closed" }
  | { readonly kind: "connecting" }
  | { readonly kind: "live" }
  | { readonly kind: "trying"; readonly since: number };

/** A frame that is answered, without its ref. */
export type Asking =
  Extract<ClientFrame, { ref: number }> extends infer F ? (F extends unknown ? Omit<F, "ref"> : never) : never;

/** What came back: the answering frame, a refusal, or the connection's end. */
export type Reply = ServerFrame | { readonly t: "cut" };

/** What the connection tells. */
export interface ConnectionEvents {
  live(): void;
  cut(): void;
  /** How long the sign-in still lasts, in milliseconds: until the idle log-off, and until its absolute end. */
  lasts(left: number, cap: number): void;
  frame(frame: ServerFrame): void;
  /** The sign-in session is over: 4401, or a refusal that says so and why. */
  signedOut(ending: Ending): void;
  /** This page is too old for the service. */
  outdated(): void;
}

const SIGNED_OUT = 4401;
const FORBIDDEN = 4400;
/** Nothing came any more: for the page as if the network had cut it. */
const DEAD = 1006;

/** One connection kept up: says hello, tries again with growing random waits, matches answers to questions by their ref. */
export class Connection {
  readonly line = signal<Line>({ kind: "closed" });
  #socket: OpenSocket | null = null;
  #attempt = 0;
  #cancel: () => void = () => undefined;
  #ref = 0;
  #waiting = new Map<number, (reply: Reply) => void>();
  #wanted = false;
  readonly #pulse: Pulse;
  readonly #open: OpenSocketPort;
  readonly #clock: Clock;
  readonly #jitter: Jitter;
  readonly #account: Uint8Array;
  readonly #instance: Uint8Array;
  readonly #events: ConnectionEvents;

  constructor(ports: {
    readonly open: OpenSocketPort;
    readonly clock: Clock;
    readonly jitter: Jitter;
    readonly account: Uint8Array;
    readonly instance: Uint8Array;
    readonly events: ConnectionEvents;
  }) {
    this.#open = ports.open;
    this.#clock = ports.clock;
    this.#jitter = ports.jitter;
    this.#account = ports.account;
    this.#instance = ports.instance;
    this.#events = ports.events;
    this.#pulse = new Pulse({
      clock: ports.clock,
      ask: () => {
        this.tell({ t: "activity", age: null });
      },
      dead: () => {
        this.#drop();
      },
    });
  }

  /** Connects, and stays connected until `end`. */
  start(): void {
    this.#wanted = true;
    this.#connect();
  }

  /** Tries at once: the network came back, or the page became visible. A line that looks open is asked whether it is. */
  hurry(): void {
    if (this.line.peek().kind === "live") this.#pulse.look();
    if (!this.#wanted || this.#socket !== null) return;
    this.#cancel();
    this.#attempt = 0;
    this.#connect();
  }

  /** Ends for good. */
  end(): void {
    this.#wanted = false;
    this.#cancel();
    this.#pulse.rest();
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.#abandon();
    this.line.value = { kind: "closed" };
  }

  /** Sends what has no answer. Without a live connection nothing happens. */
  tell(frame: ClientFrame): void {
    if (this.line.peek().kind === "live") this.#socket?.send(frame);
  }

  /** Asks, and gives the answer. Never fails: without a connection the answer is `cut`. */
  ask(question: Asking): Promise<Reply> {
    if (this.line.peek().kind !== "live") return Promise.resolve({ t: "cut" });
    const ref = (this.#ref = (this.#ref + 1) % 2 ** 32);
    return new Promise((resolve) => {
      this.#waiting.set(ref, resolve);
      this.#socket?.send({ ...question, ref });
      this.#pulse.expects();
    });
  }

  #connect(): void {
    const since = this.line.peek();
    if (since.kind !== "trying") this.line.value = { kind: "connecting" };
    const socket: OpenSocket = this.#open({
      opened: () => {
        socket.send({ t: "hello", version: VERSION, instance: this.#instance });
      },
      frame: (frame) => {
        if (this.#socket === socket) this.#take(frame);
      },
      closed: (code) => {
        if (this.#socket === socket) this.#lost(code);
      },
    });
    this.#socket = socket;
    this.#pulse.expects();
  }

  /** A line that is dead and does not say so. */
  #drop(): void {
    this.#socket?.close();
    this.#lost(DEAD);
  }

  #take(frame: ServerFrame): void {
    this.#pulse.heard();
    if (frame.t === "welcome") {
      // Somebody else has signed in with this browser while the line was cut: this page is nobody's any more.
      if (!equal(frame.account, this.#account)) {
        this.#events.signedOut("replaced");
        return;
      }
      this.#attempt = 0;
      this.line.value = { kind: "live" };
      this.#events.lasts(frame.left, frame.expires - frame.time);
      this.#events.live();
      return;
    }
    if (frame.t === "idle") {
      this.#events.lasts(frame.left, frame.cap);
      return;
    }
    if (frame.t === "refused" && frame.ref === null) {
      this.#complaint(frame);
      return;
    }
    const ref = "ref" in frame ? frame.ref : null;
    const resolve = ref === null ? undefined : this.#waiting.get(ref);
    if (ref !== null) this.#waiting.delete(ref);
    resolve?.(frame);
    this.#events.frame(frame);
  }

  #complaint(frame: Refused): void {
    if (frame.code === "signed_out") this.#events.signedOut(endingOf(frame.reason));
    if (frame.code === "unsupported_version") this.#events.outdated();
  }

  #lost(code: number): void {
    this.#socket = null;
    this.#pulse.rest();
    const wasLive = this.line.peek().kind === "live";
    if (this.line.peek().kind !== "trying") this.line.value = { kind: "trying", since: this.#clock.now() };
    this.#abandon();
    if (wasLive) this.#events.cut();
    if (code === SIGNED_OUT) {
      this.#events.signedOut("ended");
      return;
    }
    if (!this.#wanted) return;
    // A page that the service finds malformed would be refused again at once: it waits like after many attempts.
    if (code === FORBIDDEN) this.#attempt = Math.max(this.#attempt, 6);
    this.#cancel = this.#clock.after(backoff(this.#attempt++, this.#jitter()), () => {
      this.#connect();
    });
  }

  #abandon(): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const resolve of waiting) resolve({ t: "cut" });
  }
}
