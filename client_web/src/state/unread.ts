/** What waits unread in the message center, as the service counts it (protocol.md §2.2). */
export interface Unread {
  readonly letters: number;
  readonly notices: number;
}

/** Both together; nothing while it is not known. */
export function unreadCount(unread: Unread | null): number {
  return unread === null ? 0 : unread.letters + unread.notices;
}
