import type { Conversation } from "../conversation.ts";
import type { Entry } from "../entry.ts";
import type { SessionKey } from "../id.ts";

/** A live session of the record (S10). `ended` is null while it goes on; `mine` and `theirs`: who has signed what it was. */
export interface SessionLine {
  readonly session: SessionKey;
  readonly began: number;
  readonly ended: number | null;
  readonly mine: boolean;
  readonly theirs: boolean;
  /** Sealed to keys that were lost: neither its words nor who signed it can be read. */
  readonly locked: boolean;
}

/** The sessions that are read so far, the newest first. */
export function sessionsOf(entries: readonly Entry[]): readonly SessionLine[] {
  const sessions = new Map<SessionKey, SessionLine>();
  let live: SessionKey | null = null;
  for (const entry of entries) {
    if (entry.kind === "opening") {
      live = entry.session;
      const begun = { session: live, began: entry.time, ended: null, mine: false, theirs: false, locked: false };
      if (!sessions.has(live)) sessions.set(live, begun);
    }
    if (entry.kind === "ended" && live !== null) change(sessions, live, { ended: entry.time });
    if (entry.kind === "locked" && live !== null) change(sessions, live, { locked: true });
    if (entry.kind === "unseen" && entry.seals !== null) {
      change(sessions, entry.seals, entry.mine ? { mine: true } : { theirs: true });
    }
  }
  return [...sessions.values()].reverse();
}

/** Whether any of it is sealed to keys that this account lost, and not given back (crypto.md §4.7). */
export function hasLocked({ entries }: Conversation): boolean {
  return entries.value.some(({ kind }) => kind === "locked");
}

/** Whether all of the record is read, so that no session is missing. */
export function isWhole({ verified }: Conversation): boolean {
  const { from, caughtUp } = verified.value;
  return from <= 1 && caughtUp;
}

function change(
  sessions: Map<SessionKey, SessionLine>,
  session: SessionKey,
  changed: Partial<Omit<SessionLine, "session">>,
): void {
  const known = sessions.get(session);
  if (known !== undefined) sessions.set(session, { ...known, ...changed });
}
