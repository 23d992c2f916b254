import { toHex } from "../bytes/hex.ts";
import { HARMLESS } from "../worker/port.ts";
import type { CryptoPort } from "../worker/port.ts";
import type { Refused } from "../protocol/frames.ts";
import type { Connection, Reply } from "./connection.ts";
import type { Conversation } from "./conversation.ts";
import { idBytes } from "./id.ts";
import type { Clock } from "./ports.ts";
import { Serial } from "./serial.ts";

/** An epoch older than this takes no letter any more (crypto.md §6.6). */
const THREAD_MS = 7 * 24 * 60 * 60_000;

/** What is known of an epoch: `names` are the hashes, in hexadecimal, of the bundles by which it names its members. */
interface Learnt {
  readonly lost: boolean;
  readonly names: ReadonlySet<string>;
  readonly kind: "session" | "thread";
  readonly openedAt: number;
}

/** The epochs of one conversation as this page knows them: learns them, and deposits for the one in force (crypto.md §5, §7.2). */
export class Epochs {
  /** The newest epoch known; 0 before the first. */
  newest = 0;
  #learnt = new Map<number, Learnt>();
  #deposited = new Set<number>();
  readonly #serial = new Serial();
  readonly #conversation: Conversation;
  readonly #connection: Connection;
  readonly #crypto: CryptoPort;
  readonly #clock: Clock;
  readonly #trust: () => Promise<boolean>;

  constructor(parts: {
    readonly conversation: Conversation;
    readonly connection: Connection;
    readonly crypto: CryptoPort;
    readonly clock: Clock;
    readonly trust: () => Promise<boolean>;
  }) {
    this.#conversation = parts.conversation;
    this.#connection = parts.connection;
    this.#crypto = parts.crypto;
    this.#clock = parts.clock;
    this.#trust = parts.trust;
  }

  /**
   * Whether the epoch in force names a bundle that another one succeeds, as far as is known here: no words go out in it, whatever the
   * service says, since who has the old keys may read them (crypto.md §4.6).
   */
  get stale(): boolean {
    const learnt = this.#learnt.get(this.newest);
    const members = this.#conversation.members.peek();
    return learnt !== undefined && !members.every(({ bundleHash }) => learnt.names.has(toHex(bundleHash)));
  }

  /** Whether the epoch in force is sealed to keys that this account lost (crypto.md §4.7). */
  get lost(): boolean {
    return this.#learnt.get(this.newest)?.lost === true;
  }

  /** Learns an epoch's secret from the service, unless known. False when it did not come about now. */
  async learn(epoch: number): Promise<boolean> {
    if (epoch === 0 || this.#learnt.has(epoch)) return true;
    const conversation = idBytes(this.#conversation.key);
    const reply = await this.#connection.ask({ t: "learn", conversation, epoch });
    if (reply.t !== "epoch") return false;
    let outcome = await this.#crypto.learnEpoch(reply);
    if (!outcome.ok && outcome.reason === "untrusted" && (await this.#trust())) {
      outcome = await this.#crypto.learnEpoch(reply);
    }
    if (!outcome.ok) {
      if (!HARMLESS.has(outcome.reason)) this.#conversation.stop(outcome.reason);
      return false;
    }
    const { kind, openedAt, bundleHashes, lost } = outcome.value;
    this.#learnt.set(epoch, { names: new Set(bundleHashes.map(toHex)), kind, openedAt, lost });
    if (outcome.value.deposited) this.#deposited.add(epoch);
    this.newest = Math.max(this.newest, epoch);
    return true;
  }

  /** The service says that the deposit for the epoch in force is missing after all. */
  undeposited(): void {
    this.#deposited.delete(this.newest);
  }

  /** Sees to it that an epoch under everyone's newest keys is in force, with this member's deposit. False when it did not come about now. */
  deposit(): Promise<boolean> {
    return this.#serial.run(() => this.#deposit(this.newest));
  }

  /**
   * The service says that a member has newer keys than this epoch names (crypto.md §4.6): reads them, and goes on with the live
   * session in another epoch. False when that did not come about now.
   */
  renew(epoch: number): Promise<boolean> {
    return this.#serial.run(() => this.#renew(epoch));
  }

  /** Opens the next epoch, for a live session. Null when it is open, or another's is; else the code of the refusal. */
  async open(session: Uint8Array): Promise<string | null> {
    for (let attempt = 1; ; attempt++) {
      const reply = await this.#propose(session);
      if (typeof reply === "string") return reply;
      if (reply.t === "cut") return "offline";
      // When the other side was quicker the record brings their session, and there is nothing to complain of.
      if (reply.t !== "refused" || reply.code === "session_open") return null;
      if (attempt === 3 || !(await this.#caughtUp(reply))) return reply.code;
    }
  }

  /**
   * Sees to it that letters have an epoch: the live session's, or a thread's that is young and under everyone's newest keys
   * (crypto.md §6.6). False when it did not come about now.
   */
  thread(): Promise<boolean> {
    return this.#serial.run(async () => {
      for (let attempt = 1; attempt <= 3; attempt++) {
        if (this.#takesLetters) return true;
        const next = this.newest + 1;
        const reply = await this.#propose(null);
        if (typeof reply === "string" || reply.t === "cut") return false;
        if (reply.t === "refused" ? !(await this.#caughtUp(reply)) : !(await this.learn(next))) return false;
      }
      return this.#takesLetters;
    });
  }

  get #takesLetters(): boolean {
    // A live session goes on in another epoch by itself when its own is stale.
    if (this.#conversation.live.peek() !== null) return true;
    const learnt = this.#learnt.get(this.newest);
    return learnt?.kind === "thread" && !this.stale && this.#clock.now() - learnt.openedAt < THREAD_MS;
  }

  /** Whether what an opening was refused for is known now. */
  async #caughtUp({ code, epoch }: Refused): Promise<boolean> {
    if (code === "stale_keys") return this.#trust();
    return code === "stale_epoch" && epoch !== null && (await this.learn(epoch));
  }

  /** Opens the next epoch, for a live session or (null) a thread. */
  async #propose(session: Uint8Array | null): Promise<Reply | string> {
    // Nothing is sealed to keys that the person has not accepted.
    if (this.#conversation.halted) return "stale_keys";
    const conversation = idBytes(this.#conversation.key);
    const kind = session === null ? "thread" : "session";
    const made = await this.#crypto.startEpoch({ conversation, kind, session, now: this.#clock.now() });
    if (!made.ok) return made.reason;
    const { header, signature, wraps } = made.value;
    const reply = await this.#connection.ask({ t: "open", header, signature, wraps });
    if (reply.t !== "committed") return reply;
    const kept = await this.#crypto.acknowledge(conversation, reply.sequence, { messageId: null, head: reply.head });
    if (!kept.ok) this.#conversation.stop(kept.reason);
    return reply;
  }

  async #renew(epoch: number): Promise<boolean> {
    if (this.newest > epoch) return true;
    const live = this.#conversation.live.peek();
    // Without a live session there is nothing to go on with: what waits is told so.
    if (live === null) return true;
    if (!(await this.#trust())) return false;
    const reply = await this.#propose(idBytes(live));
    if (typeof reply === "string" || reply.t === "cut") return false;
    // Of two who go on at once one wins, and both are in that epoch.
    return this.learn(reply.t === "refused" && reply.epoch !== null ? reply.epoch : epoch + 1);
  }

  async #deposit(epoch: number): Promise<boolean> {
    if (epoch === 0) return true;
    if (this.stale) return this.#depositAnew(epoch);
    if (this.#deposited.has(epoch)) return true;
    const conversation = idBytes(this.#conversation.key);
    const made = await this.#crypto.makeDeposit(conversation, epoch, this.#clock.now());
    if (!made.ok) {
      if (made.reason === "untrusted") await this.#trust();
      return false;
    }
    const { deposit, signature, sealedShares } = made.value;
    const reply = await this.#connection.ask({ t: "deposit", deposit, signature, sealed_shares: sealedShares });
    if (reply.t === "refused" && reply.code === "stale_keys") return this.#depositAnew(epoch);
    if (reply.t !== "deposited" && !(reply.t === "refused" && reply.code === "conflict")) return false;
    this.#deposited.add(epoch);
    return true;
  }

  async #depositAnew(epoch: number): Promise<boolean> {
    return (await this.#renew(epoch)) && (this.newest === epoch || this.#deposit(this.newest));
  }
}
