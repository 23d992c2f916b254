import { HARMLESS } from "../worker/port.ts";
import type { CryptoPort } from "../worker/port.ts";
import type { Connection } from "./connection.ts";
import type { Conversation } from "./conversation.ts";
import { idBytes } from "./id.ts";
import type { Clock } from "./ports.ts";
import { Serial } from "./serial.ts";

/** The epochs of one conversation as this page knows them: learns them, and deposits for the one in force (crypto.md §5, §7.2). */
export class Epochs {
  /** The newest epoch known; 0 before the first. */
  newest = 0;
  #learnt = new Set<number>();
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

  /** Learns an epoch's secret from the service, unless known. False when it did not come about now. */
  async learn(epoch: number): Promise<boolean> {
    if (epoch === 0 || this.#learnt.has(epoch)) return true;
    const conversation = idBytes(this.#conversation.key);
    const reply = await this.#connection.ask({ t: "learn", conversation, epoch });
    if (reply.t !== "epoch") return false;
    const outcome = await this.#crypto.learnEpoch(reply);
    if (!outcome.ok) {
      if (!HARMLESS.has(outcome.reason)) this.#conversation.stop(outcome.reason);
      return false;
    }
    this.#learnt.add(epoch);
    if (outcome.value.deposited) this.#deposited.add(epoch);
    this.newest = Math.max(this.newest, epoch);
    return true;
  }

  /** The service says that the deposit for the epoch in force is missing after all. */
  undeposited(): void {
    this.#deposited.delete(this.newest);
  }

  /** Sees to it that the epoch in force has this member's deposit. False when it did not come about now. */
  deposit(): Promise<boolean> {
    return this.#serial.run(() => this.#deposit(this.newest));
  }

  async #deposit(epoch: number): Promise<boolean> {
    if (epoch === 0 || this.#deposited.has(epoch)) return true;
    const conversation = idBytes(this.#conversation.key);
    const made = await this.#crypto.makeDeposit(conversation, epoch, this.#clock.now());
    if (!made.ok) {
      if (made.reason === "untrusted") await this.#trust();
      return false;
    }
    const { deposit, signature, sealedShares } = made.value;
    const reply = await this.#connection.ask({ t: "deposit", deposit, signature, sealed_shares: sealedShares });
    if (reply.t !== "deposited" && !(reply.t === "refused" && reply.code === "conflict")) return false;
    this.#deposited.add(epoch);
    return true;
  }
}
