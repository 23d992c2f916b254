import { describe, expect, it } from "vitest";
import { dateAndTime, timeOf } from "../../../src/words/dates.ts";

describe("the date of a letter", () => {
  it("says day, year and time: a printed page is read a year later", () => {
    const time = Date.UTC(2024, 4, 3, 12, 5);
    expect(dateAndTime(time)).toContain("2024");
    expect(dateAndTime(time)).toContain(timeOf(time));
    expect(dateAndTime(Date.now())).toContain(String(new Date().getFullYear()));
  });
});
