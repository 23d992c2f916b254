import { TYPING_EXPIRY_MS, TYPING_RENEWAL_MS } from "../protocol/limits.ts";
import type { Connection } from "./connection.ts";
import type { Conversation } from "./conversation.ts";
import type { Discretion } from "./discretion.ts";
import { idBytes } from "./id.ts";
import type { Clock } from "./ports.ts";

const nothing = (): void => undefined;

/** Typing in both directions: renewed while someone writes, gone by itself when they stop (protocol.md §3.6). */
export class Typing {
  #toldAt = 0;
  #stop: () => void = nothing;
  #expire: () => void = nothing;
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

  /** The person here changed what they are writing. */
  wrote(): void {
    if (this.#conversation.live.peek() === null || this.#discretion.hidden.peek().presence) return;
    this.#stop();
    this.#stop = this.#clock.after(TYPING_RENEWAL_MS, () => {
      this.rested();
    });
    const now = this.#clock.now();
    if (now - this.#toldAt < TYPING_RENEWAL_MS) return;
    this.#toldAt = now;
    this.#tell(true);
  }

  /** They sent it, or emptied it, or left. */
  rested(): void {
    this.#stop();
    this.#stop = nothing;
    if (this.#toldAt === 0) return;
    this.#toldAt = 0;
    this.#tell(false);
  }

  /** The other side types, or rests. */
  heard(active: boolean): void {
    this.#expire();
    this.#expire = nothing;
    this.#conversation.otherTyping.value = active;
    if (!active) return;
    this.#expire = this.#clock.after(TYPING_EXPIRY_MS, () => {
      this.#conversation.otherTyping.value = false;
    });
  }

  #tell(active: boolean): void {
    this.#connection.tell({ t: "typing", conversation: idBytes(this.#conversation.key), active });
  }
}
