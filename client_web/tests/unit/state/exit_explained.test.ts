import { describe, expect, it } from "vitest";
import { ExitExplained } from "../../../src/state/exit_explained.ts";
import { KeptSettings } from "../../kept_settings.ts";

describe("what the quick exit does", () => {
  it("is read once per person, on whichever browser, and other choices stay", async () => {
    const kept = new KeptSettings();
    await kept.browser().change((content) => ({ ...content, choices: [["theme", "dark"]] }));
    const here = new ExitExplained(kept.browser());
    expect(await here.look()).toBe(true);
    await here.acknowledge();
    await here.acknowledge();
    expect(await new ExitExplained(kept.browser()).look()).toBe(false);
    expect(kept.versions.at(-1)?.choices).toEqual([
      ["theme", "dark"],
      ["exit-explained", "1"],
    ]);
    expect(kept.versions).toHaveLength(2);
  });

  it("is not asked while nobody can say whether it was read, and what cannot be kept is asked again", async () => {
    const kept = new KeptSettings();
    kept.reachable = false;
    const here = new ExitExplained(kept.browser());
    expect(await here.look()).toBe(false);
    here.owed.value = true;
    await here.acknowledge();
    expect(here.owed.value).toBe(false);
    kept.reachable = true;
    expect(await new ExitExplained(kept.browser()).look()).toBe(true);
  });
});
