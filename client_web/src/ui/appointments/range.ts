import { endOf } from "../../state/agenda.ts";
import type { Appointment } from "../../state/agenda.ts";
import { capital, dayName, timeOf } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { placeOfZone, timeIn } from "../../words/zones.ts";

/** "Tuesday 3 March, 14:00 to 14:50", in the reader's zone. */
export function rangeOf({ start, minutes }: Pick<Appointment, "start" | "minutes">, now: number): string {
  return words.appointments.range(capital(dayName(start, now)), timeOf(start), timeOf(endOf({ start, minutes })));
}

/** The same moment where it was proposed, if the clocks there say something else; null otherwise. */
export function rangeThere({ start, zone }: Appointment): string | null {
  const there = timeIn(zone, start);
  return there === null ? null : words.appointments.theirs(there, placeOfZone(zone));
}
