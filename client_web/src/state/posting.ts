import type { Aside } from "../crypto/aside.ts";
import type { Content, CryptoPort, SealedMessage } from "../worker/port.ts";
import type { Connection, Reply } from "./connection.ts";
import type { Conversation } from "./conversation.ts";
import type { Waiting, WaitingWritten } from "./entry.ts";
import type { Epochs } from "./epochs.ts";
import { idBytes, messageKey } from "./id.ts";
import type { MessageKey, SessionKey } from "./id.ts";
import { Outbox } from "./outbox.ts";
import type { OutboxKind, Pending, Sealed, Step, Written } from "./outbox.ts";
import type { Clock, OutboxStore, Random } from "./ports.ts";
import { Serial } from "./serial.ts";

/** Words that are not sealed yet, or that could not be: they live in this page only, and the person sees them as not sent. */
interface Unsealed {
  readonly message: MessageKey;
  readonly text: string;
  readonly written?: Written;
  readonly session?: SessionKey;
  readonly writtenAt: number;
  readonly failed: boolean;
}

/** What a person sees of what they sent, as words. */
const SHOWN: ReadonlySet<OutboxKind> = new Set<OutboxKind>(["text", "letter", "appointment"]);

/** Words acknowledged by the service; the transcript is about to show them. */
type Settled = Pick<Pending, "message" | "text" | "written" | "writtenAt">;

/** Sends one conversation's messages: seals, keeps, posts, and tries again until the record has each of them exactly once. */
export class Posting {
  readonly #outbox = new Outbox();
  readonly #serial = new Serial();
  #unsealed: readonly Unsealed[] = [];
  #settled: readonly Settled[] = [];
  /** Who waits to learn whether an aside came into the record. */
  readonly #awaited = new Map<MessageKey, (kept: boolean) => void>();
  #order = 0;
  /** Posts may go: the conversation is followed on a live connection. */
  #ready = false;
  #pause: (() => void) | null = null;
  readonly #conversation: Conversation;
  readonly #connection: Connection;
  readonly #crypto: CryptoPort;
  readonly #epochs: Epochs;
  readonly #store: OutboxStore;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #me: string;
  readonly #instance: string;

  constructor(parts: {
    readonly conversation: Conversation;
    readonly connection: Connection;
    readonly crypto: CryptoPort;
    readonly epochs: Epochs;
    readonly store: OutboxStore;
    readonly clock: Clock;
    readonly random: Random;
    readonly me: string;
    readonly instance: string;
  }) {
    this.#conversation = parts.conversation;
    this.#connection = parts.connection;
    this.#crypto = parts.crypto;
    this.#epochs = parts.epochs;
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#random = parts.random;
    this.#me = parts.me;
    this.#instance = parts.instance;
  }

  /** Sends words. They are shown at once; they are kept before they leave. The answer: whether this device keeps them. */
  async send(text: string): Promise<boolean> {
    const unsealed = { message: messageKey(this.#random(16)), text, writtenAt: this.#clock.now(), failed: false };
    this.#unsealed = [...this.#unsealed, unsealed];
    this.#publish();
    return this.#seal(unsealed, { kind: "text", text });
  }

  /**
   * Sends a letter or an appointment under an id that is new; a thread's first letter names itself by it. It is kept before it leaves;
   * where no epoch is known yet, it waits in this page for one.
   */
  async write(message: MessageKey, written: Written): Promise<boolean> {
    const unsealed = { message, text: "", written, writtenAt: this.#clock.now(), failed: false };
    this.#unsealed = [...this.#unsealed, unsealed];
    this.#publish();
    return this.#seal(unsealed, written);
  }

  /** Sends an aside in the live session; it lives in this page alone. Whether the record has it, as soon as that is known. */
  async aside(message: MessageKey, aside: Aside): Promise<boolean> {
    const session = this.#conversation.live.peek();
    if (session === null) return false;
    const arrived = new Promise<boolean>((resolve) => this.#awaited.set(message, resolve));
    await this.#seal({ message, text: "", session, writtenAt: this.#clock.now(), failed: false }, aside);
    if (this.#outbox.find(message) === undefined) this.#arrived(message, false);
    return arrived;
  }

  /** Ends the live session behind everything that waits. */
  async end(): Promise<void> {
    const unsealed = { message: messageKey(this.#random(16)), text: "", writtenAt: this.#clock.now(), failed: false };
    await this.#seal(unsealed, { kind: "end" });
  }

  /** Signs the head that this page has verified, after a session's end (crypto.md §8.3). */
  async sign(session: Uint8Array): Promise<void> {
    const unsealed = { message: messageKey(this.#random(16)), text: "", writtenAt: this.#clock.now(), failed: false };
    await this.#seal(unsealed, { kind: "seal", session });
  }

  /** Another try for words that were held or failed. */
  again(message: MessageKey): void {
    const unsealed = this.#unsealed.find((item) => item.message === message);
    if (unsealed !== undefined) void this.#seal(unsealed, unsealed.written ?? { kind: "text", text: unsealed.text });
    this.#outbox.again(message);
    this.#publish();
    void this.pump();
  }

  /** The person lets words go that were held or failed. */
  discard(message: MessageKey): void {
    this.#unsealed = this.#unsealed.filter((item) => item.message !== message);
    this.#outbox.discard(message);
    if (this.#outbox.find(message) === undefined) void this.#store.remove(message);
    this.#publish();
  }

  /** The transcript shows these messages: they wait no more. */
  shown(messages: readonly MessageKey[]): void {
    for (const message of messages) {
      if (this.#outbox.committed(message, this.#instance)) void this.#store.remove(message);
      this.#arrived(message, true);
    }
    this.#settled = this.#settled.filter((item) => !messages.includes(item.message));
    this.#publish();
  }

  /** The conversation is followed on a live connection. */
  async resumed(): Promise<void> {
    // A device that cannot read what it kept does not keep anyone from sending now.
    await this.#restore().catch(() => undefined);
    this.#ready = true;
    await this.pump();
  }

  /** The connection ended. */
  cut(): void {
    this.#ready = false;
    this.#outbox.disconnected();
    this.#publish();
  }

  /** Does what can be done now. */
  pump(): Promise<void> {
    return this.#serial.run(async () => {
      while (this.#mayPost && this.#pause === null) {
        if (!(await this.#round())) return;
      }
    });
  }

  /** A letter or an appointment is on its way: it needs an epoch of a thread, or a live session. */
  get #hasWritten(): boolean {
    const waits = this.#outbox.items.some(({ written, stage }) => written !== undefined && stage === "waiting");
    return waits || this.#unsealed.some(({ written, failed }) => written !== undefined && !failed);
  }

  get #mayPost(): boolean {
    return this.#ready && !this.#conversation.halted;
  }

  async #round(): Promise<boolean> {
    const unsealed = this.#unsealed.filter((item) => item.written !== undefined && !item.failed);
    if (this.#outbox.items.length === 0 && unsealed.length === 0) return false;
    if (this.#hasWritten && !(await this.#epochs.thread())) {
      this.#wait(2);
      return false;
    }
    for (const item of unsealed) if (item.written !== undefined) await this.#sealed(item, item.written);
    if (!(await this.#epochs.deposit())) {
      this.#wait(2);
      return false;
    }
    // Newer keys may have been shown while that was seen to.
    if (!this.#mayPost) return false;
    for (const message of this.#outbox.outlive(this.#conversation.live.peek())) this.#arrived(message, false);
    if (this.#epochs.stale) this.#hold();
    const steps = this.#outbox.steps({ instance: this.#instance, epoch: this.#epochs.newest });
    let resealed = false;
    for (const step of steps) {
      if (step.kind === "post") void this.#post(step);
      else resealed = (await this.#reseal(step)) || resealed;
    }
    return resealed;
  }

  /** There is no session that could go on under the newest keys: words wait for their person. */
  #hold(): void {
    this.#outbox.hold();
    this.#publish();
  }

  async #seal(unsealed: Unsealed, content: Content): Promise<boolean> {
    const kept = await this.#sealed(unsealed, content);
    void this.pump();
    return kept;
  }

  /** Seals and keeps. What is written for the message center may wait for its first epoch; anything else failed. */
  async #sealed(unsealed: Unsealed, content: Content): Promise<boolean> {
    const { message, text, writtenAt, written, session } = unsealed;
    const toSeal = { messageId: idBytes(message), clientTime: writtenAt, content };
    const outcome = await this.#crypto.seal(idBytes(this.#conversation.key), toSeal);
    if (!outcome.ok) {
      const failed = written === undefined || outcome.reason !== "no_epoch";
      this.#unsealed = this.#unsealed.map((item) => (item.message === message ? { ...item, failed } : item));
      this.#publish();
      return false;
    }
    const sealed = this.#placed(outcome.value);
    const about = session === undefined ? {} : { session };
    this.#outbox.put({ message, kind: content.kind, text, ...writtenIn(content), ...about, writtenAt, sealed });
    this.#unsealed = this.#unsealed.filter((item) => item.message !== message);
    this.#publish();
    return this.#keep(message);
  }

  async #reseal(step: Extract<Step, { kind: "reseal" }>): Promise<boolean> {
    const conversation = idBytes(this.#conversation.key);
    const outcome = await this.#crypto.reseal(conversation, step.envelope, step.lastCounter);
    if (!outcome.ok) return false;
    this.#outbox.resealed(step.message, this.#placed(outcome.value));
    await this.#keep(step.message);
    return true;
  }

  async #post(step: Extract<Step, { kind: "post" }>): Promise<void> {
    const reply = await this.#connection.ask({ t: "post", envelope: step.envelope });
    await this.#answered(step.message, reply);
    this.#publish();
    await this.pump();
  }

  async #answered(message: MessageKey, reply: Reply): Promise<void> {
    if (reply.t === "committed") {
      const promised = { messageId: idBytes(message), head: reply.head };
      const kept = await this.#crypto.acknowledge(idBytes(this.#conversation.key), reply.sequence, promised);
      if (kept.ok) this.#settle(message);
      else this.#conversation.stop(kept.reason);
    }
    if (reply.t !== "refused") return;
    const epoch = this.#outbox.find(message)?.sealed.epoch ?? 0;
    this.#outbox.refused(message, reply.code, reply.counter, this.#instance);
    if (reply.code === "stale_epoch" && reply.epoch !== null) await this.#epochs.learn(reply.epoch);
    if (reply.code === "stale_keys" && !(await this.#epochs.renew(epoch))) this.#wait(2);
    if (reply.code === "deposit_required") this.#epochs.undeposited();
    if (reply.code === "try_again" || reply.code === "too_fast") this.#wait(reply.retry_after);
    // The record is about to show that the session is over.
    if (reply.code === "no_session" && this.#hasWritten) this.#wait(1);
    this.#letGo(message);
  }

  #settle(message: MessageKey): void {
    const item = this.#outbox.find(message);
    if (item?.kind === "text" || item?.written !== undefined) this.#settled = [...this.#settled, item];
    this.#outbox.committed(message, this.#instance);
    this.#arrived(message, true);
    void this.#store.remove(message);
  }

  /** An end, a seal or an aside that came too late is nobody's words. */
  #letGo(message: MessageKey): void {
    const item = this.#outbox.find(message);
    if (item === undefined || item.stage === "waiting" || SHOWN.has(item.kind)) return;
    if (item.session !== undefined && item.stage === "settling") return;
    this.discard(message);
    this.#arrived(message, false);
    if (item.kind === "end") this.#conversation.turning.value = null;
  }

  #arrived(message: MessageKey, kept: boolean): void {
    this.#awaited.get(message)?.(kept);
    this.#awaited.delete(message);
  }

  #wait(seconds: number): void {
    this.#pause ??= this.#clock.after(Math.max(250, seconds * 1000), () => {
      this.#pause = null;
      void this.pump();
    });
  }

  /** What an earlier page of this person left behind. */
  async #restore(): Promise<void> {
    const stored = await this.#store.load(this.#me, this.#conversation.key);
    const unknown = stored.filter((item) => this.#outbox.find(item.message as MessageKey) === undefined);
    const restored: Omit<Pending, "stage" | "unsure">[] = [];
    for (const { message, envelope, instance, epoch, counter } of unknown) {
      if (!(await this.#epochs.learn(epoch))) continue;
      const own = await this.#crypto.openOwn(idBytes(this.#conversation.key), envelope);
      if (!own.ok) continue;
      const { content, clientTime } = own.value;
      const text = content.kind === "text" ? content.text : "";
      const kind: OutboxKind = content.kind;
      const sealed = { envelope, instance, epoch, counter };
      const words = { kind, text, ...writtenIn(content) };
      restored.push({ message: message as MessageKey, ...words, writtenAt: clientTime, sealed });
    }
    this.#outbox.restore(restored);
    this.#publish();
  }

  #placed(sealed: SealedMessage): Sealed {
    const { envelope, epoch, counter } = sealed;
    return { envelope, epoch, counter, instance: this.#instance };
  }

  /** Keeps the envelope where it survives this page, unless the record has it. A device that cannot keep it sends it all the same. */
  async #keep(message: MessageKey): Promise<boolean> {
    const item = this.#outbox.find(message);
    // An aside is of its moment: another page would say it too late.
    if (item === undefined || item.session !== undefined) return true;
    const place = { account: this.#me, conversation: this.#conversation.key, message };
    const order = item.writtenAt * 1000 + (this.#order++ % 1000);
    const put = this.#store.put({ ...place, order, ...item.sealed });
    const kept = await put.then(
      () => true,
      () => false,
    );
    // The answer may have come while it was being kept.
    if (this.#outbox.find(message) !== undefined) return kept;
    await this.#store.remove(message);
    return true;
  }

  #publish(): void {
    const waiting: Waiting[] = [];
    const written: WaitingWritten[] = [];
    for (const { text, written: content, ...item } of this.#onTheirWay()) {
      if (content === undefined) waiting.push({ ...item, text });
      else written.push({ ...item, content });
    }
    this.#conversation.waiting.value = waiting;
    this.#conversation.written.value = written;
  }

  /** What a person sees of what they sent, in the order written. */
  #onTheirWay(): readonly (Waiting & { readonly written?: Written })[] {
    const settled = this.#settled.map((item) => ({ ...item, progress: "kept" as const }));
    const sealed = this.#outbox.items
      .filter(({ kind }) => SHOWN.has(kind))
      .map(({ stage, ...item }) => ({
        ...item,
        progress: stage === "held" || stage === "failed" ? stage : ("sending" as const),
      }));
    const unsealed = this.#unsealed.map((item) => ({
      ...item,
      progress: item.failed ? ("failed" as const) : ("sending" as const),
    }));
    return [...settled, ...sealed, ...unsealed].map(({ message, text, writtenAt, progress, written }) => ({
      message,
      text,
      writtenAt,
      progress,
      ...(written === undefined ? {} : { written }),
    }));
  }
}

function writtenIn(content: Content): { readonly written?: Written } {
  return content.kind === "letter" || content.kind === "appointment" ? { written: content } : {};
}
