import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { after, agendaOf, coming, endOf, opens } from "../../../src/state/agenda.ts";
import type { Appointment, Said } from "../../../src/state/agenda.ts";
import { calendarFile } from "../../../src/state/calendar.ts";

const START = Date.UTC(2026, 2, 3, 14, 0);
const MINUTE = 60_000;

function said(change: Partial<Said> = {}): Said {
  const zone = "Europe/London";
  const base = {
    sender: "therapist",
    appointment: "one",
    revision: 1,
    action: "propose",
    start: START,
    minutes: 50,
  } as const;
  return { ...base, zone, note: "", ...change };
}

const steps = fc.array(
  fc.record({
    sender: fc.constantFrom("client", "therapist"),
    appointment: fc.constantFrom("one", "two"),
    revision: fc.integer({ min: 1, max: 4 }),
    action: fc.constantFrom("propose", "accept", "decline", "cancel"),
    start: fc.constantFrom(START, START + 60 * MINUTE),
    minutes: fc.constantFrom(50, 90),
    zone: fc.constant("UTC"),
    note: fc.constant(""),
  } satisfies { [K in keyof Said]: fc.Arbitrary<Said[K]> }),
  { maxLength: 30 },
);

function propertyOf(check: (before: Appointment | undefined, now: Appointment, step: Said) => void): void {
  fc.assert(
    fc.property(steps, (all) => {
      let agenda = agendaOf([]);
      for (const step of all) {
        const before = agenda.get(step.appointment);
        agenda = after(agenda, step);
        const now = agenda.get(step.appointment);
        if (now !== undefined && now !== before) check(before, now, step);
      }
    }),
  );
}

describe("an agenda", () => {
  it("is never agreed to by one side alone", () => {
    propertyOf((before, now, step) => {
      if (now.standing === "accepted") expect(step.sender).not.toBe(before?.proposer);
    });
  });

  it("never brings back what was cancelled", () => {
    propertyOf((before) => {
      expect(before?.standing).not.toBe("cancelled");
    });
  });

  it("counts every proposal up by one, and agrees to no other time than the one proposed", () => {
    propertyOf((before, now, step) => {
      expect(now.revision).toBe((before?.revision ?? 0) + (step.action === "propose" ? 1 : 0));
      if (step.action !== "propose") expect([now.start, now.minutes]).toEqual([before?.start, before?.minutes]);
    });
  });

  it("shows what is to come, the soonest first, and lets go of what is over or off", () => {
    const later = said({ appointment: "later", start: START + 24 * 60 * MINUTE });
    const off = said({ appointment: "off" });
    const agenda = agendaOf([later, said(), off, { ...off, action: "cancel" }]);
    expect(coming(agenda, START).map(({ appointment }) => appointment)).toEqual(["one", "later"]);
    expect(coming(agenda, START + 50 * MINUTE).map(({ appointment }) => appointment)).toEqual(["later"]);
  });

  it("opens a session from ten minutes before until its end, once it is agreed to", () => {
    const proposed = agendaOf([said()]);
    const [open] = after(proposed, said({ sender: "client", action: "accept" })).values();
    const [waiting] = proposed.values();
    if (open === undefined || waiting === undefined) throw new Error("no appointment");
    expect(opens(waiting, START)).toBe(false);
    expect(
      [START - 10 * MINUTE - 1, START - 10 * MINUTE, endOf(open) - 1, endOf(open)].map((at) => opens(open, at)),
    ).toEqual([false, true, true, false]);
  });
});

describe("a calendar file", () => {
  it("says when, and nothing of what or with whom", () => {
    const [appointment] = agendaOf([said({ note: "about the divorce", sender: "somebody" })]).values();
    if (appointment === undefined) throw new Error("no appointment");
    const file = calendarFile(appointment, START - 60 * MINUTE);
    expect(file.split("\r\n")).toEqual([
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "PRODID:-//appointments//EN",
      "BEGIN:VEVENT",
      "UID:one",
      "SEQUENCE:1",
      "DTSTAMP:20260303T130000Z",
      "DTSTART:20260303T140000Z",
      "DTEND:20260303T145000Z",
      "SUMMARY:Appointment",
      "CLASS:PRIVATE",
      "END:VEVENT",
      "END:VCALENDAR",
      "",
    ]);
  });
});
