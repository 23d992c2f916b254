import type { Appointment } from "./agenda.ts";
import { endOf } from "./agenda.ts";

/** What an appointment is called where others may look: in a calendar, on a lock screen. */
const NEUTRAL = "Appointment";

/** An iCalendar file (RFC 5545) of one appointment: when, and nothing of what or with whom. `madeAt`: Unix milliseconds. */
export function calendarFile(appointment: Appointment, madeAt: number): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//appointments//EN",
    "BEGIN:VEVENT",
    `UID:${appointment.appointment}`,
    `SEQUENCE:${appointment.revision}`,
    `DTSTAMP:${stamp(madeAt)}`,
    `DTSTART:${stamp(appointment.start)}`,
    `DTEND:${stamp(endOf(appointment))}`,
    `SUMMARY:${NEUTRAL}`,
    "CLASS:PRIVATE",
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${line}\r\n`).join("");
}

/** "20260303T140000Z": in UTC, so that no zone says where someone lives. */
function stamp(time: number): string {
  return new Date(time)
    .toISOString()
    .replace(/[-:]/g, "")
    .replace(/\.\d+Z$/, "Z");
}
