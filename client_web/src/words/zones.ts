/** Times of a day in the reader's zone, and in another one where that differs. */

/** The reader's zone, as IANA names it. */
export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** "14:00" there; null when there is no such zone, or when it is the same hour here. */
export function timeIn(zone: string, time: number): string | null {
  const own = clockIn(ownZone(), time);
  const there = clockIn(zone, time);
  return there === own ? null : there;
}

/** "London": the last part of a zone's name, which is a place. */
export function placeOfZone(zone: string): string {
  return (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
}

/** The moment of a day and a time of day (as the browser's own fields give them) in the reader's zone; null when they are none. */
export function momentOf(day: string, time: string): number | null {
  const moment = new Date(`${day}T${time}`).getTime();
  return Number.isNaN(moment) ? null : moment;
}

function clockIn(timeZone: string, time: number): string | null {
  try {
    return new Intl.DateTimeFormat(undefined, {
      hour: "numeric",
      minute: "2-digit",
      weekday: "short",
      timeZone,
    }).format(time);
  } catch {
    return null;
  }
}
