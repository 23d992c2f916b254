import type { Clock } from "./ports.ts";

/** Where something is due from the service and nothing at all comes for so long, the line is dead, whatever the browser believes of it. */
export const ANSWER_MS = 20_000;
/** Whoever comes back to the page does not wait for that long. */
const SOON_MS = 5_000;
/** After so long without a word the service is asked whether it is there. */
const QUIET_MS = 25_000;

/** What a pulse needs from the connection. */
export interface PulseParts {
  readonly clock: Pick<Clock, "steady" | "after">;
  /** Asks something small that the service answers. */
  readonly ask: () => void;
  readonly dead: () => void;
}

/**
 * Whether a line that looks open still is. A lift, a tunnel, another network: packets go nowhere, no event tells of it, and a browser
 * believes in the socket for a quarter of an hour. So what is due is waited for, and a silence is asked into.
 */
export class Pulse {
  /** When the line is dead, unless something comes before. */
  #due = Infinity;
  #cancel: () => void = () => undefined;
  readonly #parts: PulseParts;

  constructor(parts: PulseParts) {
    this.#parts = parts;
  }

  /** Something came: the line lives. */
  heard(): void {
    this.#due = Infinity;
    this.#after(QUIET_MS, () => {
      this.look(ANSWER_MS);
    });
  }

  /** Something was sent that is answered. What was due before stays due then. */
  expects(within = ANSWER_MS): void {
    const due = this.#parts.clock.steady() + within;
    if (due >= this.#due) return;
    this.#due = due;
    this.#after(within, () => {
      this.#parts.dead();
    });
  }

  /** Asks now. */
  look(within = SOON_MS): void {
    this.expects(within);
    this.#parts.ask();
  }

  /** There is no line. */
  rest(): void {
    this.#due = Infinity;
    this.#cancel();
  }

  #after(delay: number, call: () => void): void {
    this.#cancel();
    this.#cancel = this.#parts.clock.after(delay, call);
  }
}
