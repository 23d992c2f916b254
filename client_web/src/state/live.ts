import type { CryptoPort, OpenedEntry } from "../worker/port.ts";
import type { Connection, Reply } from "./connection.ts";
import type { Conversation } from "./conversation.ts";
import type { Epochs } from "./epochs.ts";
import { idBytes } from "./id.ts";
import type { SessionKey } from "./id.ts";
import type { Clock, Random } from "./ports.ts";
import type { Posting } from "./posting.ts";

/** Live sessions of one conversation: begins them, ends them, and signs their end (protocol.md §3.5, crypto.md §8.3). */
export class LiveSessions {
  readonly #conversation: Conversation;
  readonly #connection: Connection;
  readonly #crypto: CryptoPort;
  readonly #epochs: Epochs;
  readonly #posting: Posting;
  readonly #clock: Clock;
  readonly #random: Random;
  #signed = new Set<SessionKey>();

  constructor(parts: {
    readonly conversation: Conversation;
    readonly connection: Connection;
    readonly crypto: CryptoPort;
    readonly epochs: Epochs;
    readonly posting: Posting;
    readonly clock: Clock;
    readonly random: Random;
  }) {
    this.#conversation = parts.conversation;
    this.#connection = parts.connection;
    this.#crypto = parts.crypto;
    this.#epochs = parts.epochs;
    this.#posting = parts.posting;
    this.#clock = parts.clock;
    this.#random = parts.random;
  }

  /** Begins a live session. Of two who begin at once, one wins and the other is in it. */
  async start(): Promise<void> {
    const { live, turning, trouble } = this.#conversation;
    if (live.peek() !== null || turning.peek() !== null) return;
    turning.value = "starting";
    trouble.value = null;
    const refusal = await this.#open();
    trouble.value = refusal;
    if (refusal !== null || live.peek() !== null) turning.value = null;
  }

  /** Ends the live session, behind everything that waits. */
  async end(): Promise<void> {
    const { live, turning } = this.#conversation;
    if (live.peek() === null || turning.peek() !== null) return;
    turning.value = "ending";
    await this.#posting.end();
  }

  /** The record moved on: what was being begun or ended may be done. */
  received(entries: readonly OpenedEntry[]): void {
    const { turning } = this.#conversation;
    for (const entry of entries) {
      if (entry.kind === "epoch" && turning.peek() === "starting") turning.value = null;
      if (entry.kind === "end" && turning.peek() === "ending") turning.value = null;
    }
  }

  /** The connection ended: whether a session began will be seen in the record. */
  cut(): void {
    if (this.#conversation.turning.peek() === "starting") this.#conversation.turning.value = null;
  }

  /** Signs the last session's end once, if this side has not. */
  async sign(): Promise<void> {
    const { entries, live } = this.#conversation;
    const end = entries.peek().findLastIndex((entry) => entry.kind === "ended");
    if (end < 0 || live.peek() !== null) return;
    const before = entries.peek().slice(0, end);
    const opening = before.findLast((entry) => entry.kind === "opening");
    if (opening?.kind !== "opening" || this.#signed.has(opening.session)) return;
    const { session } = opening;
    this.#signed.add(session);
    const after = entries.peek().slice(end);
    if (after.some((entry) => entry.kind === "unseen" && entry.mine && entry.seals === session)) return;
    await this.#posting.sign(idBytes(session));
  }

  async #open(): Promise<string | null> {
    for (let attempt = 1; ; attempt++) {
      const reply = await this.#propose();
      if (typeof reply === "string") return reply;
      if (reply.t === "cut") return "offline";
      // When the other side was quicker the record brings their session, and there is nothing to complain of.
      if (reply.t !== "refused" || reply.code === "session_open") return null;
      if (reply.code !== "stale_epoch" || reply.epoch === null || attempt === 3) return reply.code;
      await this.#epochs.learn(reply.epoch);
    }
  }

  async #propose(): Promise<Reply | string> {
    const conversation = idBytes(this.#conversation.key);
    const session = this.#random(16);
    const made = await this.#crypto.startEpoch({ conversation, kind: "session", session, now: this.#clock.now() });
    if (!made.ok) return made.reason;
    const { header, signature, wraps } = made.value;
    const reply = await this.#connection.ask({ t: "open", header, signature, wraps });
    if (reply.t !== "committed") return reply;
    const kept = await this.#crypto.acknowledge(conversation, reply.sequence, { messageId: null, head: reply.head });
    if (!kept.ok) this.#conversation.stop(kept.reason);
    return reply;
  }
}
