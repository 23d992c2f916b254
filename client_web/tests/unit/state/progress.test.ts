import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseProgress } from "../../../src/state/progress.ts";
import type { Progress } from "../../../src/state/progress.ts";

const text = fc.string({ maxLength: 12 });
const place = fc.record({ registration: text, account: text, number: text });
const answers = fc.array(
  fc.record({
    policy: text,
    version: fc.nat(),
    answer: fc.constantFrom("accepted" as const, "acknowledged" as const, "declined" as const),
  }),
);
const progress: fc.Arbitrary<Progress> = fc.oneof(
  fc.record({ step: fc.constantFrom("policies" as const, "notice" as const), place: fc.option(place), answers }),
  fc.record({ step: fc.constantFrom("password" as const, "made" as const), place, answers }),
);

describe("the progress of a registration", () => {
  it("comes back as it was stored", () => {
    fc.assert(
      fc.property(progress, (stored) => {
        expect(parseProgress(JSON.parse(JSON.stringify(stored)))).toEqual(stored);
      }),
    );
  });

  it("is nothing when anything else was stored", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (stored) => {
        expect(parseProgress(stored)).toBeNull();
      }),
    );
    expect(parseProgress({ step: "password", place: null, answers: [] })).toBeNull();
    expect(
      parseProgress({ step: "policies", place: null, answers: [{ policy: "terms", version: 1, answer: "no" }] }),
    ).toBeNull();
  });
});
