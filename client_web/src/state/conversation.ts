import { computed, signal } from "@preact/signals-core";
import type { Member, ReadClosing } from "../worker/port.ts";
import type { Cursors, Entry, Waiting, WaitingWritten } from "./entry.ts";
import type { AccountKey, ConversationKey, SessionKey } from "./id.ts";

/** Who is in the conversation beside the reader. The messaging side knows pseudonyms only. */
export interface Other {
  readonly account: AccountKey;
  readonly role: string;
}

/**
 * `opening`: nothing to show yet. `open`: verified words are shown. `stopped`: something did not prove what it claims, and the
 * conversation stays stopped (crypto.md §6.5).
 */
export type Phase =
  { readonly kind: "opening" } | { readonly kind: "open" } | { readonly kind: "stopped"; readonly reason: string };

/** How much of the record is verified here: everything from `from` to the newest entry; 1 is the beginning. */
export interface Verified {
  readonly from: number;
  readonly to: number;
  /** The chain reaches from here to the newest entry that the service named. */
  readonly caughtUp: boolean;
}

/** What the views of one conversation read. Only the rooms of state/ write it. */
export class Conversation {
  readonly key: ConversationKey;
  readonly other: Other;
  /** Who speaks here, by the bundles that were certified last. */
  readonly members = signal<readonly Member[]>([]);
  /** Someone has newer keys than those they were met under: nothing is sent until the person says so (crypto.md §4.6). */
  readonly changed = signal(false);
  readonly phase = signal<Phase>({ kind: "opening" });
  readonly entries = signal<readonly Entry[]>([]);
  readonly waiting = signal<readonly Waiting[]>([]);
  /** Letters and appointments on their way. */
  readonly written = signal<readonly WaitingWritten[]>([]);
  readonly verified = signal<Verified>({ from: 0, to: 0, caughtUp: false });
  readonly live = signal<SessionKey | null>(null);
  /** A session is being started or ended by this page. */
  readonly turning = signal<"starting" | "ending" | null>(null);
  /** The last thing that did not work, as a code of protocol.md §5; null when all is well. */
  readonly trouble = signal<string | null>(null);
  readonly otherCursors = signal<Cursors>({ delivered: 0, read: 0 });
  /** How far the reader had read when this page opened the conversation. */
  readonly ownRead = signal(0);
  readonly otherPresent = signal(false);
  readonly otherTyping = signal(false);

  readonly lastMessage = computed(() => this.entries.value.findLast((entry) => entry.kind === "message"));

  /** By whose word it takes nothing any more; null while it is open. */
  readonly closing = signal<ReadClosing | null>(null);
  /** This person does not take part: they were let read what was before them (crypto.md §5.3). */
  readonly reading: boolean;

  constructor(key: ConversationKey, other: Other, reading = false) {
    this.key = key;
    this.other = other;
    this.reading = reading;
  }

  /** Whether nothing is written here any more. */
  get over(): boolean {
    return this.reading || this.closing.value !== null;
  }

  /** Whether somebody speaks who is not here any more: the therapist before the one who reads. */
  isFormer(sender: AccountKey): boolean {
    return this.reading && sender !== this.other.account;
  }

  /** Adds verified entries behind the newest. */
  append(entries: readonly Entry[]): void {
    if (entries.length > 0) this.entries.value = [...this.entries.peek(), ...entries];
  }

  /** Adds verified entries before the oldest. */
  prepend(entries: readonly Entry[]): void {
    if (entries.length > 0) this.entries.value = [...entries, ...this.entries.peek()];
  }

  /** Everyone but the reader. */
  get others(): readonly Member[] {
    return this.members.peek().filter(({ self }) => !self);
  }

  /** Whether anything may go out now. */
  get halted(): boolean {
    return this.changed.peek() || this.phase.peek().kind === "stopped";
  }

  /** Stops the conversation for good. */
  stop(reason: string): void {
    if (this.phase.peek().kind !== "stopped") this.phase.value = { kind: "stopped", reason };
  }
}
