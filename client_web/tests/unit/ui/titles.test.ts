import { describe, expect, it } from "vitest";
import { told } from "../../../src/ui/record/titles.ts";

const NOON = Date.UTC(2026, 2, 3, 12);
const MINUTE = 60_000;

describe("the titles of conversations", () => {
  it("are never alike, however close together they were closed", () => {
    const name = "your therapist";
    const at = (key: string, closedAt: number | null): { key: string; name: string; closedAt: number | null } => ({
      key,
      name,
      closedAt,
    });
    const shown = told([
      at("a", null),
      at("b", NOON),
      at("c", NOON + 90 * MINUTE),
      at("d", NOON + 90 * MINUTE + 1),
      at("e", 0),
    ]);
    expect(new Set(Object.values(shown)).size).toBe(5);
    expect(shown["a"]).toBe("With your therapist");
    expect(shown["b"]).toMatch(/closed .*2026.*\d:\d\d/);
    expect(shown["c"]).toMatch(/\(1\)$/);
    expect(shown["d"]).toMatch(/\(2\)$/);
    expect(shown["e"]).not.toMatch(/\d:\d\d/);
  });
});
