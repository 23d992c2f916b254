import { equal } from "../bytes/equal.ts";
import type { CaughtUp, Delivery, Followed, Page, ServerFrame, TranscriptEntry } from "../protocol/frames.ts";
import { MAX_PAGE_ENTRIES } from "../protocol/limits.ts";
import { HARMLESS } from "../worker/port.ts";
import type { AlarmReason, CryptoPort, OpenedEntry } from "../worker/port.ts";
import type { Connection } from "./connection.ts";
import type { Conversation } from "./conversation.ts";
import type { Discretion } from "./discretion.ts";
import type { Epochs } from "./epochs.ts";
import { accountKey, idBytes, sessionKey } from "./id.ts";
import { entryOf } from "./opened.ts";
import { Serial } from "./serial.ts";

/** The first page is what a reader sees at once; the pages behind it are read while they look. */
const FIRST_PAGE = 60;

/** What the follower tells the rest of a conversation. */
export interface FollowerEvents {
  /** Verified entries, newly in the record or newly caught up with. */
  received(entries: readonly OpenedEntry[]): void;
  /** Following again after a connection: what waits may go. */
  resumed(): void;
  caughtUp(): void;
  /** Something could not be learnt just now: follow anew in a while. */
  stumbled(): void;
}

/** Follows one conversation: every entry is verified and opened before it is shown, in order, without a gap (protocol.md §3.3). */
export class Follower {
  readonly #conversation: Conversation;
  readonly #connection: Connection;
  readonly #crypto: CryptoPort;
  readonly #epochs: Epochs;
  readonly #me: string;
  readonly #events: FollowerEvents;
  readonly #trust: () => Promise<boolean>;
  readonly #serial = new Serial();
  /** The head after the newest verified entry; null before the first answer. */
  #head: Uint8Array | null = null;
  /** Counts connections: what an earlier one delivered is not looked at. */
  #life = 0;
  /** What comes is of this life's following: until it is answered, what comes belongs to the one before, and comes again. */
  #answered = false;
  #reading = false;
  readonly #start: number;
  readonly #discretion: Discretion;

  constructor(parts: {
    readonly conversation: Conversation;
    readonly connection: Connection;
    readonly crypto: CryptoPort;
    readonly epochs: Epochs;
    readonly me: string;
    readonly events: FollowerEvents;
    readonly trust: () => Promise<boolean>;
    readonly discretion: Discretion;
    /** The newest sequence when the list was read: the first page ends there. */
    readonly start: number;
  }) {
    this.#conversation = parts.conversation;
    this.#connection = parts.connection;
    this.#crypto = parts.crypto;
    this.#epochs = parts.epochs;
    this.#me = parts.me;
    this.#events = parts.events;
    this.#start = parts.start;
    this.#trust = parts.trust;
    this.#discretion = parts.discretion;
  }

  /** Follows from where this page is. Called for every connection anew, and when its person shows more or less of themselves. */
  resume(): Promise<void> {
    const life = ++this.#life;
    this.#answered = false;
    return this.#serial.run(() => this.#follow(life));
  }

  /** The connection ended. */
  cut(): void {
    this.#life++;
    this.#answered = false;
    this.#conversation.otherPresent.value = false;
    this.#conversation.otherTyping.value = false;
  }

  /** Takes a frame that concerns this conversation. */
  take(frame: ServerFrame): void {
    if (!this.#answered) return;
    const life = this.#life;
    if (frame.t === "delivery") void this.#serial.run(() => this.#deliver(frame, life));
    if (frame.t === "caught_up") void this.#serial.run(() => this.#caughtUp(frame, life));
  }

  /** Reads back one page of the record, unless one is under way or the beginning is reached. */
  async earlier(limit = MAX_PAGE_ENTRIES): Promise<void> {
    const { from } = this.#conversation.verified.peek();
    if (this.#reading || from <= 1) return;
    this.#reading = true;
    try {
      await this.#page(from, limit);
    } finally {
      this.#reading = false;
    }
  }

  async #follow(life: number): Promise<void> {
    const conversation = idBytes(this.#conversation.key);
    const known = this.#head === null ? this.#start : this.#conversation.verified.peek().to;
    const discreet = this.#discretion.hidden.peek().presence;
    const followed = await this.#connection.ask({ t: "follow", conversation, after: known, discreet });
    if (followed.t !== "followed" || life !== this.#life) return;
    this.#answered = true;
    if (!this.#continues(followed, known)) {
      this.#conversation.stop("record_lost");
      return;
    }
    this.#learnStanding(followed);
    await this.#epochs.learn(followed.epoch);
    if (this.#head === null) await this.#openFirst(followed);
    if (life !== this.#life) return;
    if (this.#head === null) this.#stumble();
    else this.#events.resumed();
  }

  #continues(followed: Followed, known: number): boolean {
    if (followed.after !== known) return false;
    return this.#head === null || equal(this.#head, followed.head);
  }

  #learnStanding(followed: Followed): void {
    const { live, otherCursors, otherPresent, ownRead, other } = this.#conversation;
    live.value = followed.session === null ? null : sessionKey(followed.session);
    otherPresent.value = followed.present.some((account) => accountKey(account) === other.account);
    for (const { account, delivered, read } of followed.cursors) {
      if (accountKey(account) === other.account) otherCursors.value = this.#discretion.shown({ delivered, read });
      if (accountKey(account) === this.#me) ownRead.value = Math.max(ownRead.peek(), read);
    }
  }

  /** The newest page: bound at its end by the head that the service follows from. */
  async #openFirst(followed: Followed): Promise<void> {
    const { after } = followed;
    this.#conversation.verified.value = { from: after + 1, to: after, caughtUp: false };
    if (after > 0 && !(await this.#page(after + 1, FIRST_PAGE, followed.head))) {
      this.#conversation.verified.value = { from: 0, to: 0, caughtUp: false };
      return;
    }
    this.#head = followed.head;
    if (this.#conversation.phase.peek().kind === "opening") this.#conversation.phase.value = { kind: "open" };
  }

  async #page(before: number, limit: number, end?: Uint8Array): Promise<boolean> {
    const conversation = idBytes(this.#conversation.key);
    const page = await this.#connection.ask({ t: "read", conversation, before, limit });
    if (page.t !== "page") return false;
    const opened = await this.#verifyPage(page, before, end);
    if (opened === null) return false;
    const first = page.entries[0]?.sequence ?? 1;
    this.#conversation.prepend(opened.map((entry) => entryOf(entry, this.#me)));
    this.#conversation.verified.value = { ...this.#conversation.verified.peek(), from: first };
    return true;
  }

  async #verifyPage(page: Page, before: number, end?: Uint8Array): Promise<readonly OpenedEntry[] | null> {
    if (page.entries.at(-1)?.sequence !== before - 1) return this.#stop("gap");
    const opened = await this.#open(page.anchor, page.entries);
    if (opened === null) return null;
    if (end !== undefined && !equal(opened.head, end)) return this.#stop("head_differs");
    return opened.entries;
  }

  async #deliver(delivery: Delivery, life: number): Promise<void> {
    const { to } = this.#conversation.verified.peek();
    if (life !== this.#life || this.#head === null || this.#conversation.phase.peek().kind === "stopped") return;
    if (delivery.entries[0]?.sequence !== to + 1) {
      this.#stop("gap");
      return;
    }
    const opened = await this.#open(this.#head, delivery.entries);
    const newest = opened?.entries.findLast((entry) => entry.kind === "epoch");
    const known = newest?.kind !== "epoch" || (await this.#epochs.learn(newest.epoch));
    if (life !== this.#life) return;
    if (opened === null || !known) {
      this.#stumble();
      return;
    }
    if (!equal(opened.head, delivery.head)) {
      this.#stop("head_differs");
      return;
    }
    this.#head = opened.head;
    this.#show(opened.entries);
  }

  #show(opened: readonly OpenedEntry[]): void {
    for (const entry of opened) {
      if (entry.kind === "epoch" && entry.session !== null) this.#conversation.live.value = sessionKey(entry.session);
      if (entry.kind === "end") this.#conversation.live.value = null;
      if ("self" in entry && !entry.self) this.#conversation.otherTyping.value = false;
    }
    const to = opened.at(-1)?.sequence ?? this.#conversation.verified.peek().to;
    this.#conversation.append(opened.map((entry) => entryOf(entry, this.#me)));
    this.#conversation.verified.value = { ...this.#conversation.verified.peek(), to };
    this.#events.received(opened);
  }

  /** What follows would leave a gap: this connection's deliveries end here, until we follow anew from where we are. */
  #stumble(): void {
    this.#life++;
    this.#answered = false;
    this.#connection.tell({ t: "unfollow", conversation: idBytes(this.#conversation.key) });
    if (this.#conversation.phase.peek().kind !== "stopped") this.#events.stumbled();
  }

  #caughtUp(frame: CaughtUp, life: number): Promise<void> {
    const { verified } = this.#conversation;
    if (life === this.#life && this.#head !== null) {
      // Everything until there was delivered on this connection: another place is one that the service keeps back, or has lost.
      if (frame.sequence !== verified.peek().to) this.#stop("gap");
      else if (!equal(frame.head, this.#head)) this.#stop("head_differs");
      if (this.#conversation.phase.peek().kind === "stopped") return Promise.resolve();
      verified.value = { ...verified.peek(), caughtUp: true };
      this.#events.caughtUp();
    }
    return Promise.resolve();
  }

  /** Verifies and opens, learning the epochs and the custodians that it needs on the way. Null when that did not come about. */
  async #open(
    anchor: Uint8Array,
    entries: readonly TranscriptEntry[],
  ): Promise<{ readonly entries: readonly OpenedEntry[]; readonly head: Uint8Array } | null> {
    const conversation = idBytes(this.#conversation.key);
    for (let round = 0; round < 3; round++) {
      const outcome = await this.#crypto.openEntries(conversation, anchor, entries);
      if (outcome.ok) {
        if (outcome.value.kind === "opened") return outcome.value;
        if (!(await this.#learn(outcome.value.epochs))) return null;
      } else {
        if (outcome.reason !== "untrusted") return this.#stop(outcome.reason);
        if (round > 0) return this.#stop("wrong_manifest");
        if (!(await this.#trust())) return null;
      }
    }
    return this.#stop("malformed");
  }

  async #learn(epochs: readonly number[]): Promise<boolean> {
    for (const epoch of epochs) if (!(await this.#epochs.learn(epoch))) return false;
    return true;
  }

  #stop(reason: AlarmReason | "gap" | "head_differs"): null {
    if (!HARMLESS.has(reason as AlarmReason)) this.#conversation.stop(reason);
    return null;
  }
}
