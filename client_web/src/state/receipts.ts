import { CONFIRM_INTERVAL_MS } from "../protocol/limits.ts";
import type { Connection } from "./connection.ts";
import type { Conversation } from "./conversation.ts";
import { idBytes } from "./id.ts";
import type { Clock } from "./ports.ts";

/** Tells the service how far this person's page has received and shown the record; at most every 250 ms (protocol.md §3.4). */
export class Receipts {
  #told = { delivered: 0, read: 0 };
  #read = 0;
  #due: (() => void) | null = null;
  readonly #conversation: Conversation;
  readonly #connection: Connection;
  readonly #clock: Clock;

  constructor(conversation: Conversation, connection: Connection, clock: Clock) {
    this.#conversation = conversation;
    this.#connection = connection;
    this.#clock = clock;
  }

  /** The reader has everything up to here before their eyes. */
  seen(sequence: number): void {
    this.#read = Math.max(this.#read, sequence);
    this.#conversation.ownRead.value = Math.max(this.#conversation.ownRead.peek(), sequence);
    this.moved();
  }

  /** The record moved on, or the connection is new. */
  moved(): void {
    this.#due ??= this.#clock.after(CONFIRM_INTERVAL_MS, () => {
      this.#due = null;
      this.#tell();
    });
  }

  #tell(): void {
    const { to } = this.#conversation.verified.peek();
    const now = { delivered: Math.max(to, this.#read), read: this.#read };
    if (now.delivered === this.#told.delivered && now.read === this.#told.read) return;
    if (this.#connection.line.peek().kind !== "live") return;
    this.#connection.tell({ t: "confirm", conversation: idBytes(this.#conversation.key), ...now });
    this.#told = now;
  }
}
