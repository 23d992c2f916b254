import { describe, expect, it } from "vitest";
import { BROWSER, openRecord } from "./stage.ts";

describe.skipIf(BROWSER === null)("the crypto worker in Chromium", () => {
  it("signs in and opens a record under the service's content security policy, and raises alarms", async () => {
    const shown = await openRecord(200, 100);
    expect(shown.violations).toEqual([]);
    expect(shown).toMatchObject({ entries: 201, alarm: "wrong_head" });
    expect(shown.lastText).toContain("line 199");
  });
});
