import { describe, expect, it } from "vitest";
import { DANGER, lastReview, LINES, overdue, REVIEW_DAYS } from "../../../src/words/english/crisis.ts";

const ALL = [DANGER, ...LINES];
const DAY = 86_400_000;

describe("the lines of help", () => {
  it("each have an owner, and the day on which someone last called them", () => {
    for (const line of ALL) {
      expect(line.owner, line.name).not.toBe("");
      expect(line.reviewed, line.name).toMatch(/^20\d\d-\d\d-\d\d$/);
      expect(Number.isNaN(lastReview([line])), line.name).toBe(false);
    }
  });

  it("can be called or texted by a press, and say the number in words too", () => {
    for (const { href, how, label } of ALL) {
      expect(href).toMatch(/^(tel|sms):\+?\d+$/);
      const digits = href.replace(/^\w+:(\+1)?/, "");
      expect(`${how} ${label}`.replaceAll("-", "")).toContain(digits);
    }
  });

  it("name emergency services, the lifeline, veterans, Spanish, text, domestic violence and addiction", () => {
    const numbers = ALL.map(({ how, label }) => `${how} ${label}`).join(" ");
    for (const wanted of ["911", "988", "838255", "AYUDA", "741741", "1-800-799-7233", "1-800-662-4357"]) {
      expect(numbers).toContain(wanted);
    }
    expect(numbers).not.toContain("press 3");
  });

  it("are told apart when their review is too long ago, the day after and not before", () => {
    const reviewed = lastReview();
    expect(overdue(reviewed + REVIEW_DAYS * DAY)).toEqual([]);
    expect(overdue(reviewed + (REVIEW_DAYS + 1) * DAY).length).toBeGreaterThan(0);
  });
});
