import { describe, expect, it } from "vitest";
import { dateAndTime, daysUntil, longDate, timeOf, when, writtenDate } from "../../../src/words/dates.ts";

describe("the date of a letter", () => {
  it("says day, year and time: a printed page is read a year later", () => {
    const time = Date.UTC(2024, 4, 3, 12, 5);
    expect(dateAndTime(time)).toContain("2024");
    expect(dateAndTime(time)).toContain(timeOf(time));
    expect(dateAndTime(Date.now())).toContain(String(new Date().getFullYear()));
  });
});

describe("a day and a time", () => {
  const time = Date.UTC(2024, 4, 3, 12, 5);

  it("are not parted at the end of a line", () => {
    expect(longDate(time)).toMatch(/(?:3\u00a0May|May\u00a03)/);
    expect(timeOf(time)).not.toContain(" ");
  });

  it("have plain spaces where they are signed", () => {
    expect(writtenDate(time)).toBe(longDate(time).replaceAll("\u00a0", " "));
  });
});

describe("when something last happened", () => {
  it("says the year where it is another one", () => {
    const now = new Date(2026, 0, 20, 12, 0).getTime();
    expect(when(new Date(2026, 0, 3, 12, 0).getTime(), now)).not.toContain("2026");
    expect(when(new Date(2025, 10, 3, 12, 0).getTime(), now)).toContain("2025");
    expect(when(new Date(2026, 0, 20, 8, 5).getTime(), now)).toContain(timeOf(new Date(2026, 0, 20, 8, 5).getTime()));
  });
});

describe("what is due", () => {
  it("is counted in days of the calendar, not in hours", () => {
    const evening = new Date(2026, 10, 29, 22, 0).getTime();
    expect(daysUntil(new Date(2026, 11, 29, 21, 59).getTime(), evening)).toBe(30);
    expect(daysUntil(new Date(2026, 10, 29, 23, 59).getTime(), evening)).toBe(0);
    expect(daysUntil(new Date(2026, 10, 30, 0, 1).getTime(), evening)).toBe(1);
  });
});
