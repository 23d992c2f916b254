import type { Aside, CheckIn, CodeWord, Question } from "../crypto/aside.ts";
import type { Conversation, Verified } from "./conversation.ts";
import type { Entry } from "./entry.ts";

export type { Aside, CheckIn, CodeWord, Safe } from "../crypto/aside.ts";

/** What was said before the first words of a live session, read out of the record (crypto.md §6.9). Pure, but for the signals it reads. */

type Row = Extract<Entry, { readonly kind: "aside" }>;

/** An aside in its place. */
export type Said<A extends Aside> = Row & { readonly aside: A };

/** What the client has let their therapist know in this session, and what stands open. */
export interface BeforeWords {
  /** The newest answers of this session. */
  readonly checkIn: Said<CheckIn> | null;
  /** The therapist asked, and nothing was answered since. */
  readonly asked: Said<Question> | null;
  /** The reader has written in this session. */
  readonly spoke: boolean;
  /** The other side asked the reader for their code word, and it was not answered since. */
  readonly wordAsked: Said<Question> | null;
  /** The reader asked for the other side's code word, and what they answered. */
  readonly wordWanted: { readonly question: Said<Question>; readonly answer: Said<CodeWord> | null } | null;
}

/** The entries of the live session; null while none is live, and while it is not known where it began. */
export function liveEntries(entries: readonly Entry[], live: boolean, { from }: Verified): readonly Entry[] | null {
  const ended = entries.findLastIndex((entry) => entry.kind === "ended");
  return !live || (ended < 0 && from > 1) ? null : entries.slice(ended + 1);
}

/** What stands before the first words of the live session; null where that is not known. */
export function beforeWords({ entries, live, verified, other }: Conversation): BeforeWords | null {
  const session = liveEntries(entries.value, live.value !== null, verified.value);
  if (session === null) return null;
  const asides = session.filter((entry) => entry.kind === "aside");
  const readerIsClient = other.role !== "client";
  const checkIn = newest(asides, (row) => isCheckIn(row) && row.mine === readerIsClient);
  const asked = newest(asides, (row) => isAbout(row, "check-in") && row.mine !== readerIsClient);
  const answered = newest(asides, (row) => isFor(row, "answer") && row.mine);
  const wordAsked = newest(asides, (row) => isAbout(row, "code-word") && !row.mine);
  return {
    checkIn: checkIn as Said<CheckIn> | null,
    asked: after(asked, checkIn) as Said<Question> | null,
    spoke: session.some((entry) => entry.kind === "message" && entry.mine),
    wordAsked: after(wordAsked, answered) as Said<Question> | null,
    wordWanted: wanted(asides),
  };
}

/** What a client said last, in whichever session: what is asked anew begins with it. */
export function lastCheckIn({ entries }: Conversation): CheckIn | null {
  const found = entries.value.findLast((entry) => entry.kind === "aside" && isCheckIn(entry) && entry.mine);
  return found?.kind === "aside" && found.aside.kind === "check-in" ? found.aside : null;
}

/** The word in force of one side: the one set last. */
export function wordSet({ entries }: Conversation, mine: boolean): Said<CodeWord> | null {
  const found = entries.value.findLast((entry) => entry.kind === "aside" && isFor(entry, "set") && entry.mine === mine);
  return (found ?? null) as Said<CodeWord> | null;
}

function newest(rows: readonly Row[], fits: (row: Row) => boolean): Row | null {
  return rows.findLast(fits) ?? null;
}

function wanted(rows: readonly Row[]): BeforeWords["wordWanted"] {
  const question = newest(rows, (row) => isAbout(row, "code-word") && row.mine);
  if (question === null) return null;
  const answer = newest(rows, (row) => isFor(row, "answer") && !row.mine);
  return { question: question as Said<Question>, answer: after(answer, question) as Said<CodeWord> | null };
}

function after(row: Row | null, before: Row | null): Row | null {
  return row !== null && row.sequence > (before?.sequence ?? 0) ? row : null;
}

function isCheckIn({ aside }: Row): boolean {
  return aside.kind === "check-in";
}

function isAbout({ aside }: Row, about: Question["about"]): boolean {
  return aside.kind === "question" && aside.about === about;
}

function isFor({ aside }: Row, use: CodeWord["use"]): boolean {
  return aside.kind === "code-word" && aside.use === use;
}
