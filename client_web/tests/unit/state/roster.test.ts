import { describe, expect, it } from "vitest";
import { Conversation } from "../../../src/state/conversation.ts";
import type { AccountKey, ConversationKey, SessionKey } from "../../../src/state/id.ts";
import { liveNow, unreadNow } from "../../../src/state/roster.ts";
import type { RosterItem } from "../../../src/state/roster.ts";
import { unreadConversations } from "../../../src/state/unread.ts";

function listed(known: Partial<RosterItem>): RosterItem {
  const conversation = new Conversation("one" as ConversationKey, { account: "two" as AccountKey, role: "therapist" });
  const quiet = { live: false, unread: false, lastAt: null, empty: true, over: false };
  return { key: conversation.key, conversation, ...quiet, ...known };
}

describe("a line of the list", () => {
  it("says what the list last heard, as long as nobody follows the conversation", () => {
    expect(liveNow(listed({ live: true }))).toBe(true);
    expect(unreadNow(listed({ unread: true }))).toBe(true);
  });

  it("says at once that a session opens and ends, where the conversation is followed", () => {
    const item = listed({ live: false });
    item.conversation.phase.value = { kind: "open" };
    item.conversation.live.value = "session" as SessionKey;
    expect(liveNow(item)).toBe(true);
    item.conversation.live.value = null;
    expect(liveNow({ ...item, live: true })).toBe(false);
  });

  it("has nothing new to read once it was read on this page, and again when something came", () => {
    const item = listed({ unread: true });
    item.conversation.phase.value = { kind: "open" };
    item.conversation.verified.value = { from: 1, to: 7, caughtUp: true };
    item.conversation.ownRead.value = 7;
    expect(unreadNow(item)).toBe(false);
    const placed = { sequence: 8, time: 1, mine: false };
    item.conversation.append([{ ...placed, kind: "unseen", seals: null }]);
    expect(unreadNow(item)).toBe(false);
    item.conversation.append([{ ...placed, sequence: 9, kind: "ended", sender: item.conversation.other.account }]);
    expect(unreadNow({ ...item, unread: false })).toBe(true);
  });

  it("trusts the list while the conversation is still catching up", () => {
    const item = listed({ unread: true });
    item.conversation.phase.value = { kind: "open" };
    item.conversation.verified.value = { from: 1, to: 3, caughtUp: false };
    item.conversation.ownRead.value = 3;
    expect(unreadNow(item)).toBe(true);
  });
});

describe("what waits at home", () => {
  it("is counted by conversations, without the one that is shown", () => {
    const [one, other] = [listed({ unread: true }), { ...listed({ unread: true }), key: "other" as ConversationKey }];
    const items = [one, other, { ...listed({}), key: "third" as ConversationKey }];
    const roster = { kind: "ready", items, stale: false } as const;
    expect(unreadConversations(roster, { name: "home" })).toBe(2);
    expect(unreadConversations(roster, { name: "conversation", key: other.key })).toBe(1);
    expect(unreadConversations({ kind: "loading" }, { name: "home" })).toBe(0);
  });
});
