import { toHex } from "../bytes/hex.ts";
import { Alarm } from "./alarm.ts";
import type { Conversation } from "./conversation.ts";

/** The conversations that are open, and those that an alarm has stopped until they are opened anew (crypto.md §6.5). */
export class OpenConversations {
  readonly #open = new Map<string, Conversation>();
  readonly #broken = new Set<string>();

  /** Opens a conversation in place of the same one, open or stopped. */
  async open<T extends { readonly opened: Conversation }>(id: Uint8Array, open: () => Promise<T>): Promise<T> {
    const name = toHex(id);
    this.#open.get(name)?.epochs.wipe();
    this.#open.delete(name);
    this.#broken.delete(name);
    const conversation = await this.#guard(name, open);
    this.#open.set(name, conversation.opened);
    return conversation;
  }

  /** Alarm("broken") when it is stopped, ("unknown_conversation") when it is not open. */
  get(id: Uint8Array): Conversation {
    const name = toHex(id);
    if (this.#broken.has(name)) throw new Alarm("broken");
    const opened = this.#open.get(name);
    if (opened === undefined) throw new Alarm("unknown_conversation");
    return opened;
  }

  /** Work on what came from outside: when it does not hold, the conversation stays stopped. */
  async in<T>(id: Uint8Array, work: (opened: Conversation) => T | Promise<T>): Promise<T> {
    const opened = this.get(id);
    return this.#guard(toHex(id), () => work(opened));
  }

  close(): void {
    for (const conversation of this.#open.values()) conversation.epochs.wipe();
    this.#open.clear();
    this.#broken.clear();
  }

  async #guard<T>(name: string, work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const harmless = error instanceof Alarm && (error.reason === "no_epoch" || error.reason === "untrusted");
      if (!harmless) this.#broken.add(name);
      throw error;
    }
  }
}
