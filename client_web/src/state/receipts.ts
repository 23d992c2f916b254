import { CONFIRM_INTERVAL_MS } from "../protocol/limits.ts";
import type { Connection } from "./connection.ts";
import type { Conversation } from "./conversation.ts";
import type { Discretion } from "./discretion.ts";
import { idBytes } from "./id.ts";
import type { Clock } from "./ports.ts";

/** Tells the service how far this person's page has received and shown the record; at most every 250 ms (protocol.md §3.4). */
export class Receipts {
  #told = { delivered: 0, read: 0, discreet: false };
  #read = 0;
  #due: (() => void) | null = null;
  readonly #conversation: Conversation;
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #discretion: Discretion;

  constructor(conversation: Conversation, connection: Connection, clock: Clock, discretion: Discretion) {
    this.#conversation = conversation;
    this.#connection = connection;
    this.#clock = clock;
    this.#discretion = discretion;
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
    const now = this.#seen();
    const { delivered, read, discreet } = this.#told;
    if (now.delivered === delivered && now.read === read && now.discreet === discreet) return;
    if (this.#connection.line.peek().kind !== "live") return;
    this.#connection.tell({ t: "confirm", conversation: idBytes(this.#conversation.key), ...now });
    this.#told = now;
  }

  /** How far this page has come, as its person lets be known: who hides that they are there receives nothing before they read it. */
  #seen(): { readonly delivered: number; readonly read: number; readonly discreet: boolean } {
    const { presence, reading: discreet } = this.#discretion.hidden.peek();
    const read = this.#read;
    const received = Math.max(this.#conversation.verified.peek().to, read);
    return { delivered: presence ? (discreet ? 0 : read) : received, read, discreet };
  }
}
