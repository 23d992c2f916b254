/** Dates and times as the reader's own locale and zone have them. */

const clock = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const full = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
const short = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long" });
const long = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });
const month = new Intl.DateTimeFormat(undefined, { month: "long", year: "numeric", timeZone: "UTC" });
const iso = new Intl.DateTimeFormat("sv-SE", { year: "numeric", month: "2-digit", day: "2-digit" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

/** Neither a time nor a day is parted from what belongs to it by the end of a line: "2:32 PM", "3 March" and "March 3" stay whole. */
function whole(text: string): string {
  return text.replaceAll(/(?<=\d)\s(?=\p{L})|(?<=\p{L})\s(?=\d{1,2}(?!\d))/gu, "\u00a0");
}

/** "14:32" */
export function timeOf(time: number): string {
  return whole(clock.format(time));
}

/** The calendar day in the reader's zone, as a key. */
export function dayOf(time: number): string {
  return iso.format(time);
}

/** So many days of the calendar lie between: 0 for the same day, whatever the hour. */
export function daysUntil(time: number, now: number): number {
  return Math.round((Date.parse(dayOf(time)) - Date.parse(dayOf(now))) / 86_400_000);
}

/** "today", "yesterday", "Monday 3 March", "Monday 3 March 2025" */
export function dayName(time: number, now: number): string {
  const days = daysUntil(time, now);
  if (days === 0 || days === -1) return relative.format(days, "day");
  return dayOf(time).slice(0, 4) === dayOf(now).slice(0, 4) ? whole(weekday.format(time)) : whole(full.format(time));
}

/** "today, 14:32", "3 March", "3 March 2025": when something last happened. */
export function when(time: number, now: number): string {
  const days = daysUntil(time, now);
  if (days === 0 || days === -1) return `${relative.format(days, "day")}, ${timeOf(time)}`;
  return dayOf(time).slice(0, 4) === dayOf(now).slice(0, 4) ? whole(short.format(time)) : longDate(time);
}

/** "today, 14:32", "3 March, 14:32", "3 March 2025, 14:32": where the hour matters however long ago it was. */
export function moment(time: number, now: number): string {
  const days = daysUntil(time, now);
  return days === 0 || days === -1 ? when(time, now) : `${when(time, now)}, ${timeOf(time)}`;
}

/** With a capital, to stand alone. */
export function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

/** "3 March 2025" */
export function longDate(time: number): string {
  return whole(long.format(time));
}

/** The same, as it goes into what is signed: with plain spaces. */
export function writtenDate(time: number): string {
  return long.format(time);
}

/** "3 March 2025, 14:32": of what is kept or printed, where "today" says nothing a week later. */
export function dateAndTime(time: number): string {
  return `${longDate(time)}, ${timeOf(time)}`;
}

/** "March 2025", of "2025-03". */
export function monthName(name: string): string {
  return month.format(Date.parse(`${name}-01T00:00:00Z`));
}

/** For `datetime` attributes. */
export function machine(time: number): string {
  return new Date(time).toISOString();
}
