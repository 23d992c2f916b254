import { describe, expect, it } from "vitest";
import { CopyError, value } from "../../../src/state/record/copy_error.ts";
import { mistakeWords } from "../../../src/ui/mistake.ts";
import { words } from "../../../src/words/words.ts";
import { part } from "../../../src/worker/part.ts";
import { HARMLESS } from "../../../src/worker/port.ts";
import { serve } from "../../../src/worker/serve.ts";
import type { Desk } from "../../../src/worker/serve.ts";
import { settled } from "../../clock.ts";

const gone = (): Promise<never> => Promise.reject(new TypeError("Failed to fetch dynamically imported module"));

describe("a part of the page that is gone since the service moved on", () => {
  it("raises no alarm about the record: the page is to be loaded again", async () => {
    const answers: unknown[] = [];
    const desk = { makeCopy: () => part(gone) } as unknown as Desk;
    serve(desk, ({ outcome }) => answers.push(outcome))({ id: 1, method: "makeCopy", parameters: [] });
    await settled();
    expect(answers).toEqual([{ ok: false, reason: "no_part" }]);
    expect(HARMLESS.has("no_part")).toBe(true);
    expect(() => value({ ok: false, reason: "no_part" })).toThrow(new CopyError("outdated"));
    expect(mistakeWords({ kind: "proof", reason: "no_part" }, "password")).toBe(words.general.incomplete);
  });

  it("is what was loaded otherwise", async () => {
    expect(await part(() => Promise.resolve("drawn"))).toBe("drawn");
  });
});
