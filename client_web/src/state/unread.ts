import type { Place } from "./place.ts";
import { unreadNow } from "./roster.ts";
import type { Roster } from "./roster.ts";

/** What waits unread in the message center, as the service counts it (protocol.md §2.2). */
export interface Unread {
  readonly letters: number;
  readonly notices: number;
}

/** Both together; nothing while it is not known. */
export function unreadCount(unread: Unread | null): number {
  return unread === null ? 0 : unread.letters + unread.notices;
}

/** In how many conversations something waits to be read, beside the one that is shown. */
export function unreadConversations(roster: Roster, here: Place): number {
  if (roster.kind !== "ready") return 0;
  const shown = here.name === "conversation" ? here.key : null;
  return roster.items.filter((item) => item.key !== shown && unreadNow(item)).length;
}
