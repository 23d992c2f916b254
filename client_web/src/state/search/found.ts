import type { Entry, Waiting } from "../entry.ts";
import type { AccountKey, SessionKey } from "../id.ts";
import { isIn } from "./sought.ts";
import type { Sought } from "./sought.ts";

/** What was found: the row that it stands in, and the text that says it. */
export interface Found {
  readonly key: string;
  /** Null for words that wait, and are not in the record yet. */
  readonly sequence: number | null;
  readonly where: "message" | "letter" | "file" | "note" | "session";
  readonly text: string;
  readonly time: number;
  readonly mine: boolean;
  readonly sender: AccountKey | null;
  /** The session that begins there. */
  readonly session: SessionKey | null;
}

/** How a day is written, in the reader's language. */
export type DateOf = (time: number) => string;

type Said = Pick<Found, "where" | "text">;

/** Null where it does not stand. */
export function foundIn(entry: Entry, sought: Sought, dateOf: DateOf): Found | null {
  const said = saidIn(entry, sought, dateOf).find(({ text }) => text !== "" && isIn(text, sought));
  if (said === undefined) return null;
  const { sequence, time } = entry;
  return {
    ...said,
    key: entry.kind === "message" ? entry.message : String(sequence),
    sequence,
    time,
    mine: "mine" in entry && entry.mine,
    sender: "sender" in entry ? entry.sender : null,
    session: entry.kind === "opening" ? entry.session : null,
  };
}

/** The same of words that wait. */
export function foundWaiting({ message, text, writtenAt }: Waiting, sought: Sought): Found | null {
  if (!isIn(text, sought)) return null;
  const own = { mine: true, sender: null, session: null };
  return { key: message, sequence: null, where: "message", text, time: writtenAt, ...own };
}

/**
 * All that an entry says in words of people, and of a session its day, for who asks for a number: "may" is looked for in what was
 * written, "3 May" in days too.
 */
function saidIn(entry: Entry, { plain }: Sought, dateOf: DateOf): readonly Said[] {
  switch (entry.kind) {
    case "message":
      return [{ where: "message", text: entry.text }];
    case "letter": {
      const { subject, text, attachments } = entry.letter;
      const files = attachments.map(({ name }): Said => ({ where: "file", text: name }));
      return [{ where: "letter", text: subject }, { where: "letter", text }, ...files];
    }
    case "appointment":
      return [{ where: "note", text: entry.appointment.note }];
    case "opening":
      return /\d/.test(plain) ? [{ where: "session", text: dateOf(entry.time) }] : [];
    // Where somebody was, and whom to call, is for that session; it opens in its own line.
    case "aside":
    case "ended":
    case "locked":
    case "unseen":
      return [];
    default: {
      const never: never = entry;
      return never;
    }
  }
}
