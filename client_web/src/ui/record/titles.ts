import type { RosterItem } from "../../state/roster.ts";
import { longDate, timeOf } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { nameOf } from "../names.ts";

/** A conversation, as far as its title tells of it. */
export interface Titled {
  readonly key: string;
  readonly name: string;
  /** Null while it is open. */
  readonly closedAt: number | null;
}

/** What conversations are called where one is chosen: no two alike. */
export function titlesOf(items: readonly RosterItem[]): Readonly<Record<string, string>> {
  return told(
    items.map(({ key, conversation }) => ({
      key,
      name: nameOf(conversation.other),
      closedAt: conversation.closing.value?.closedAt ?? null,
    })),
  );
}

/** What is over is told apart by its day, where that is the same by its hour, and in the end by a number. */
export function told(rows: readonly Titled[]): Readonly<Record<string, string>> {
  const { record } = words;
  const days = rows.map((row) => titleOf(row, longDate));
  const hours = rows.map((row, at) =>
    often(days, days[at]) > 1 ? titleOf(row, (time) => `${longDate(time)}, ${timeOf(time)}`) : (days[at] ?? ""),
  );
  const seen = new Map<string, number>();
  return Object.fromEntries(
    rows.map(({ key }, at) => {
      const title = hours[at] ?? "";
      const number = (seen.get(title) ?? 0) + 1;
      seen.set(title, number);
      return [key, often(hours, title) > 1 ? record.numbered(title, number) : title];
    }),
  );
}

function titleOf({ name, closedAt }: Titled, said: (time: number) => string): string {
  return closedAt === null ? words.record.with(name) : words.record.withSince(name, said(closedAt));
}

function often(titles: readonly string[], title: string | undefined): number {
  return titles.filter((each) => each === title).length;
}
