import type { Aside } from "../crypto/aside.ts";
import type { Said as Step } from "./agenda.ts";
import { saidIn } from "./appointments.ts";
import { progressOf } from "./entry.ts";
import type { AccountKey, MessageKey } from "./id.ts";
import type { Cursors, Entry, Progress, Waiting } from "./entry.ts";

/** What stands in the transcript, one below the other. `key` names the row for as long as it lives. */
export type Row =
  | { readonly kind: "beginning"; readonly key: string }
  | { readonly kind: "day"; readonly key: string; readonly time: number }
  | { readonly kind: "chapter"; readonly key: string; readonly time: number; readonly mine: boolean }
  | (Said & { readonly kind: "ended"; readonly key: string; readonly time: number })
  | { readonly kind: "unread"; readonly key: string }
  /** So many messages and letters, one after the other, that are sealed to keys which the reader lost. */
  | { readonly kind: "locked"; readonly key: string; readonly count: number }
  | (Said & { readonly kind: "appointment"; readonly key: string; readonly said: Step })
  | (Said & { readonly kind: "aside"; readonly key: string; readonly time: number; readonly aside: Aside })
  | (Said & {
      readonly kind: "letter";
      readonly key: string;
      readonly time: number;
      readonly thread: MessageKey;
      /** Empty for an answer in its thread. */
      readonly subject: string;
      readonly text: string;
      /** The names of what goes with it. */
      readonly files: readonly string[];
    })
  | MessageRow;

/** Whose words they are: the reader's, or of a therapist who was there before them; else of the other side. */
interface Said {
  readonly mine: boolean;
  readonly former: boolean;
}

export interface MessageRow extends Said {
  readonly kind: "message";
  readonly key: string;
  readonly text: string;
  readonly time: number;
  /** Null for the other side's words: they need no state. */
  readonly progress: Progress | null;
  /** The first and the last of a few lines written in one go. */
  readonly first: boolean;
  readonly last: boolean;
  /** The state stands there in words, not in its sign alone. */
  readonly spoken: boolean;
}

/** Lines that follow each other so closely belong together. */
const TOGETHER_MS = 4 * 60_000;

export interface RowsOf {
  readonly entries: readonly Entry[];
  readonly waiting: readonly Waiting[];
  readonly cursors: Cursors;
  /** The first of the entries is the first of the record. */
  readonly fromBeginning: boolean;
  /** The session that was open before the first entry, if any entry shown before says so. */
  readonly sessionBefore: string | null;
  /** Everything behind this sequence was new when the reader came; null shows no mark. */
  readonly unreadAfter: number | null;
  /** Who is not here any more. */
  readonly isFormer: (sender: AccountKey) => boolean;
  /** The calendar day of a time, in the reader's zone. */
  readonly dayOf: (time: number) => string;
}

/** The rows of a stretch of the record, and of what waits behind it. */
export function rowsOf(request: RowsOf): readonly Row[] {
  const rows: Row[] = request.fromBeginning ? [{ kind: "beginning", key: "beginning" }] : [];
  const builder = new Builder(rows, request);
  for (const entry of request.entries) builder.entry(entry);
  const shown = new Set(request.entries.map((entry) => (entry.kind === "message" ? entry.message : "")));
  for (const item of request.waiting) if (!shown.has(item.message)) builder.waiting(item);
  return grouped(spoken(rows));
}

class Builder {
  #day = "";
  #session: string | null;
  #marked = false;
  readonly #rows: Row[];
  readonly #request: RowsOf;

  constructor(rows: Row[], request: RowsOf) {
    this.#rows = rows;
    this.#request = request;
    this.#session = request.sessionBefore;
  }

  entry(entry: Entry): void {
    const key = String(entry.sequence);
    const { time } = entry;
    if (entry.kind === "unseen" || (entry.kind === "locked" && entry.was === "seal")) return;
    if (entry.kind === "opening" && entry.session === this.#session) return;
    this.#newDay(time);
    if (entry.kind === "opening") {
      this.#session = entry.session;
      this.#rows.push({ kind: "chapter", key, time, mine: entry.mine });
    } else if (entry.kind === "locked") {
      this.#locked(key);
    } else if (entry.kind === "ended") {
      this.#rows.push({ kind: "ended", key, time, ...this.#said(entry) });
    } else if (entry.kind === "appointment") {
      this.#rows.push({ kind: "appointment", key, ...this.#said(entry), said: saidIn(entry) });
    } else if (entry.kind === "aside") {
      this.#rows.push({ kind: "aside", key, time, ...this.#said(entry), aside: entry.aside });
    } else if (entry.kind === "letter") {
      const { letter, thread } = entry;
      const { subject, text } = letter;
      const files = letter.attachments.map(({ name }) => name);
      this.#rows.push({ kind: "letter", key, time, ...this.#said(entry), thread, subject, text, files });
    } else {
      this.#message(entry);
    }
  }

  waiting(item: Waiting): void {
    const { message: key, text, writtenAt: time, progress } = item;
    this.#newDay(time);
    const own = { mine: true, former: false };
    this.#rows.push({ kind: "message", key, ...own, text, time, progress, first: true, last: true, spoken: true });
  }

  #locked(key: string): void {
    const last = this.#rows.at(-1);
    if (last?.kind === "locked") this.#rows.splice(-1, 1, { ...last, count: last.count + 1 });
    else this.#rows.push({ kind: "locked", key, count: 1 });
  }

  #message(entry: Extract<Entry, { kind: "message" }>): void {
    const { message: key, mine, text, time, sequence } = entry;
    const { unreadAfter, cursors } = this.#request;
    if (!this.#marked && !mine && unreadAfter !== null && sequence > unreadAfter) {
      this.#marked = true;
      this.#rows.push({ kind: "unread", key: "unread" });
    }
    const progress = mine ? progressOf(sequence, cursors) : null;
    const said = this.#said(entry);
    this.#rows.push({ kind: "message", key, ...said, text, time, progress, first: true, last: true, spoken: false });
  }

  #said({ mine, sender }: { readonly mine: boolean; readonly sender: AccountKey }): Said {
    return { mine, former: this.#request.isFormer(sender) };
  }

  #newDay(time: number): void {
    const day = this.#request.dayOf(time);
    if (day !== this.#day) this.#rows.push({ kind: "day", key: `day ${day}`, time });
    this.#day = day;
  }
}

/** Only the newest own line that the record has speaks its state; the signs of the others are enough. */
function spoken(rows: readonly Row[]): readonly Row[] {
  const newest = rows.findLastIndex(
    (row) =>
      row.kind === "message" && (row.progress === "kept" || row.progress === "delivered" || row.progress === "read"),
  );
  return rows.map((row, at) => {
    if (row.kind !== "message" || row.progress === null) return row;
    const waits = row.progress === "sending" || row.progress === "held" || row.progress === "failed";
    return { ...row, spoken: waits || at === newest };
  });
}

function grouped(rows: readonly Row[]): readonly Row[] {
  return rows.map((row, at) => {
    if (row.kind !== "message") return row;
    return { ...row, first: !together(rows[at - 1], row), last: !together(row, rows[at + 1]) };
  });
}

function together(upper: Row | undefined, lower: Row | undefined): boolean {
  if (upper?.kind !== "message" || lower?.kind !== "message") return false;
  if (upper.mine !== lower.mine || upper.former !== lower.former) return false;
  return lower.time - upper.time < TOGETHER_MS && upper.progress !== "held" && upper.progress !== "failed";
}
