import type { ServerFrame } from "../protocol/frames.ts";
import type { CryptoPort, OpenedEntry } from "../worker/port.ts";
import { Appointments } from "./appointments.ts";
import { Asides } from "./asides.ts";
import type { Connection } from "./connection.ts";
import type { Conversation } from "./conversation.ts";
import type { Discretion } from "./discretion.ts";
import { Epochs } from "./epochs.ts";
import { Follower } from "./follower.ts";
import { accountKey, idBytes, messageKey } from "./id.ts";
import { LiveSessions } from "./live.ts";
import type { Clock, OutboxStore, Random } from "./ports.ts";
import { Posting } from "./posting.ts";
import { Receipts } from "./receipts.ts";
import type { Source } from "./record/copy.ts";
import { Search } from "./search/search.ts";
import { Typing } from "./typing.ts";

const STUMBLE_MS = 1_000;

/** What a room needs from the desk. */
export interface RoomParts {
  readonly conversation: Conversation;
  readonly connection: Connection;
  readonly crypto: CryptoPort;
  readonly store: OutboxStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly me: string;
  readonly instance: string;
  readonly start: number;
  /** Reads the practice's document and the members' keys anew: the record names what they did not show. */
  readonly trust: () => Promise<boolean>;
  readonly discretion: Discretion;
}

/** One conversation at work: its parts, and who hears of what. */
export class Room {
  readonly conversation: Conversation;
  readonly posting: Posting;
  readonly appointments: Appointments;
  readonly asides: Asides;
  readonly sessions: LiveSessions;
  readonly receipts: Receipts;
  readonly typing: Typing;
  readonly search: Search;
  readonly #epochs: Epochs;
  readonly #follower: Follower;
  readonly #crypto: CryptoPort;
  readonly #clock: Clock;
  readonly #connection: Connection;
  readonly #discretion: Discretion;
  #verifying = false;
  #followed = false;

  constructor(parts: RoomParts) {
    const { conversation, connection, clock, discretion } = parts;
    this.conversation = conversation;
    this.#crypto = parts.crypto;
    this.#clock = clock;
    this.#connection = connection;
    this.#discretion = discretion;
    this.#epochs = new Epochs(parts);
    this.posting = new Posting({ ...parts, epochs: this.#epochs });
    this.asides = new Asides({ ...parts, posting: this.posting });
    this.appointments = new Appointments(conversation, this.posting, parts.random);
    this.sessions = new LiveSessions({ ...parts, epochs: this.#epochs, posting: this.posting });
    this.receipts = new Receipts(conversation, connection, clock, discretion);
    this.typing = new Typing(conversation, connection, clock, discretion);
    this.search = new Search(conversation, clock);
    this.#follower = new Follower({ ...parts, epochs: this.#epochs, events: this.#events() });
  }

  /** Follows, now and after every cut. */
  resume(): void {
    this.#followed = true;
    if (this.conversation.phase.peek().kind !== "stopped") void this.#follower.resume();
  }

  /** Its person shows others more or less of themselves from now on. */
  reappear(): void {
    if (this.#followed && this.#connection.line.peek().kind === "live") this.resume();
  }

  cut(): void {
    this.#follower.cut();
    this.posting.cut();
    this.sessions.cut();
  }

  /** What both sides can read to each other (crypto.md §4.5); null while it cannot be told. */
  async safetyNumber(): Promise<readonly string[] | null> {
    const read = await this.#crypto.safetyNumber(idBytes(this.conversation.key));
    return read.ok ? read.value : null;
  }

  /** Reads one page further back, for a reader who is at the top of what is loaded. */
  earlier(): void {
    void this.#follower.earlier();
  }

  /** What reads the whole record again, such as for a copy of it. */
  get source(): Source {
    return {
      connection: this.#connection,
      learn: (epoch) => this.#epochs.learn(epoch),
      read: () => this.conversation.verified.peek().to,
    };
  }

  take(frame: ServerFrame): void {
    this.#follower.take(frame);
    const isOther = "account" in frame && accountKey(frame.account) === this.conversation.other.account;
    if (!isOther) return;
    if (frame.t === "typing") this.typing.heard(frame.active);
    if (frame.t === "presence") this.conversation.otherPresent.value = frame.present;
    if (frame.t === "receipt") {
      this.conversation.otherCursors.value = this.#discretion.shown(frame);
    }
  }

  #events(): ConstructorParameters<typeof Follower>[0]["events"] {
    return {
      received: (entries) => {
        this.#received(entries);
      },
      resumed: () => {
        void this.posting.resumed();
        this.receipts.moved();
        if (this.conversation.live.peek() !== null) void this.#epochs.deposit();
        void this.#verify();
      },
      caughtUp: () => {
        void this.sessions.sign();
      },
      stumbled: () => {
        this.posting.cut();
        this.#clock.after(STUMBLE_MS, () => {
          if (this.#connection.line.peek().kind === "live") this.resume();
        });
      },
    };
  }

  #received(entries: readonly OpenedEntry[]): void {
    const own = entries.flatMap((entry) => ("self" in entry && entry.self ? [messageKey(entry.messageId)] : []));
    if (own.length > 0) this.posting.shown(own);
    this.sessions.received(entries);
    this.receipts.moved();
    if (entries.some((entry) => entry.kind === "epoch") && this.conversation.live.peek() !== null) {
      void this.#epochs.deposit().then(() => this.posting.pump());
    }
    const { caughtUp } = this.conversation.verified.peek();
    if (caughtUp && entries.some((entry) => entry.kind === "end")) void this.sessions.sign();
  }

  /** Reads back to the beginning, a page at a time, while nothing waits for it: so the whole record is verified. */
  async #verify(): Promise<void> {
    if (this.#verifying) return;
    this.#verifying = true;
    let from = this.conversation.verified.peek().from;
    while (from > 1) {
      await new Promise<void>((resolve) => this.#clock.after(0, resolve));
      await this.#follower.earlier();
      const now = this.conversation.verified.peek().from;
      if (now >= from) break; // cut, or stopped: the next connection goes on
      from = now;
    }
    this.#verifying = false;
  }
}
