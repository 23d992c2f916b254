import type { OpenedEntry } from "../worker/port.ts";
import type { Conversation } from "./conversation.ts";
import type { Entry } from "./entry.ts";
import type { Epochs } from "./epochs.ts";
import { idBytes } from "./id.ts";
import type { SessionKey } from "./id.ts";
import type { Random } from "./ports.ts";
import type { Posting } from "./posting.ts";

/** Live sessions of one conversation: begins them, ends them, and signs their end (protocol.md §3.5, crypto.md §8.3). */
export class LiveSessions {
  readonly #conversation: Conversation;
  readonly #epochs: Epochs;
  readonly #posting: Posting;
  readonly #random: Random;
  #signed = new Set<SessionKey>();

  constructor(parts: {
    readonly conversation: Conversation;
    readonly epochs: Epochs;
    readonly posting: Posting;
    readonly random: Random;
  }) {
    this.#conversation = parts.conversation;
    this.#epochs = parts.epochs;
    this.#posting = parts.posting;
    this.#random = parts.random;
  }

  /** Begins a live session. Of two who begin at once, one wins and the other is in it. */
  async start(): Promise<void> {
    const { live, turning, trouble } = this.#conversation;
    if (live.peek() !== null || turning.peek() !== null) return;
    turning.value = "starting";
    trouble.value = null;
    const refusal = await this.#epochs.open(this.#random(16));
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
    const { entries, live, over } = this.#conversation;
    // Under lost keys nothing is signed; under those that came after, once there is an epoch that names them.
    if (over || this.#epochs.lost) return;
    const end = entries.peek().findLastIndex((entry) => entry.kind === "ended");
    if (end < 0 || live.peek() !== null) return;
    const before = entries.peek().slice(0, end);
    const opening = before.findLast((entry) => entry.kind === "opening");
    if (opening?.kind !== "opening" || this.#signed.has(opening.session)) return;
    const { session } = opening;
    this.#signed.add(session);
    const after = entries.peek().slice(end);
    if (after.some((entry) => isOwnSeal(entry, session))) return;
    await this.#posting.sign(idBytes(session));
  }
}

/** Whether this side has signed a session there; of what is sealed to lost keys nobody knows which one it was. */
function isOwnSeal(entry: Entry, session: SessionKey): boolean {
  if (entry.kind === "locked") return entry.mine && entry.was === "seal";
  return entry.kind === "unseen" && entry.mine && entry.seals === session;
}
