import type { ConversationDocument } from "../protocol/documents.ts";
import type { Conversation } from "./conversation.ts";
import type { ConversationKey } from "./id.ts";

/** One line of the list of conversations. */
export interface RosterItem {
  readonly key: ConversationKey;
  readonly conversation: Conversation;
  /** A live session is open now. */
  readonly live: boolean;
  /** Entries of the record that this person has not read. */
  readonly unread: boolean;
  /** Of one in which nothing is yet: since when it is there. */
  readonly lastAt: number | null;
  readonly empty: boolean;
  /** It takes nothing any more, or is only read: it stands behind the others. */
  readonly over: boolean;
}

/**
 * `waiting`: the practice has not certified this account's keys yet. `untrusted`: the practice does not prove to be the one this
 * account belongs to; nothing is opened.
 */
export type Roster =
  | { readonly kind: "loading" }
  | { readonly kind: "waiting" }
  | { readonly kind: "untrusted"; readonly reason: string }
  | { readonly kind: "failed"; readonly offline: boolean }
  | { readonly kind: "ready"; readonly items: readonly RosterItem[]; readonly stale: boolean };

/** Live sessions first, then what moved last; what is over comes behind. */
export function sorted(items: readonly RosterItem[]): readonly RosterItem[] {
  return [...items].sort(
    (a, b) => Number(a.over) - Number(b.over) || Number(b.live) - Number(a.live) || (b.lastAt ?? 0) - (a.lastAt ?? 0),
  );
}

/** A line of the list, from what the service says of a conversation. */
export function itemOf(document: ConversationDocument, conversation: Conversation): RosterItem {
  return {
    key: conversation.key,
    conversation,
    live: document.session !== null,
    unread: document.sequence > document.read && !document.reading,
    lastAt: document.lastAt,
    empty: document.sequence === 0,
    over: document.closing !== null || document.reading,
  };
}

/** Whether a live session is open: what is followed says so at once, the list says what it last heard. */
export function liveNow({ conversation, live }: RosterItem): boolean {
  return conversation.phase.value.kind === "open" ? conversation.live.value !== null : live;
}

/** Whether there is something to read: what is followed knows how far it was read on this page, and that proofs are not read. */
export function unreadNow({ conversation, unread }: RosterItem): boolean {
  const { phase, verified, entries, ownRead, reading } = conversation;
  if (phase.value.kind !== "open" || !verified.value.caughtUp || reading) return unread;
  const newest = entries.value.findLast((entry) => entry.kind !== "unseen" && entry.kind !== "locked" && !entry.mine);
  return newest !== undefined && newest.sequence > ownRead.value;
}
