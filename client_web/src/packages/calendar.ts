import { MONTHS } from "../words/english/record_page.ts";

/** Times as people read them, the same in both languages: no locale, no time zone database, only the offsets that a package names. */

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

/** [from (time), minutes ahead of UTC], rising, the first from 0. */
export type Offsets = readonly (readonly [number, number])[];

/** A moment where the reader is. */
export class LocalTime {
  /** 14 March 2026 */
  readonly date: string;
  /** 10:02 */
  readonly clock: string;
  /** 2026-03-14 10:02 */
  readonly sortable: string;

  constructor(time: number, offsets: Offsets) {
    const ahead = offsets.findLast(([from]) => from <= time)?.[1] ?? 0;
    const minutes = Math.floor(time / MINUTE_MS) + ahead;
    const days = Math.floor(minutes / DAY_MINUTES);
    const minute = minutes - days * DAY_MINUTES;
    const { year, month, day } = civil(days);
    this.date = `${day} ${MONTHS[month - 1] ?? ""} ${year}`;
    this.clock = `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
    this.sortable = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)} ${this.clock}`;
  }

  /** 14 March 2026, 10:02 */
  get full(): string {
    return `${this.date}, ${this.clock}`;
  }
}

const two = (value: number): string => String(value).padStart(2, "0");

/** Year, month and day of a day counted from 1 January 1970: years begin in March, so that a leap day is their last. */
function civil(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const inEra = shifted - era * 146_097;
  const year = div(inEra - div(inEra, 1_460) + div(inEra, 36_524) - div(inEra, 146_096), 365);
  const inYear = inEra - (365 * year + div(year, 4) - div(year, 100));
  const month = div(5 * inYear + 2, 153);
  const turned = month >= 10;
  return {
    year: year + era * 400 + (turned ? 1 : 0),
    month: turned ? month - 9 : month + 3,
    day: inYear - div(153 * month + 2, 5) + 1,
  };
}

const div = (value: number, by: number): number => Math.floor(value / by);
