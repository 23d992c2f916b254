import { describe, expect, it } from "vitest";
import type { SettingsContent } from "../../../src/worker/key_life.ts";
import { KeptSettings } from "../../kept_settings.ts";

const choosing =
  (name: string) =>
  (content: SettingsContent): SettingsContent => ({ ...content, choices: [...content.choices, [name, "1"]] });

describe("sealed settings", () => {
  it("changes made at once, here and in another browser, are all kept", async () => {
    const kept = new KeptSettings();
    const [here, there] = [kept.browser(), kept.browser()];
    const all = [here.change(choosing("one")), here.change(choosing("two")), there.change(choosing("three"))];
    expect(await Promise.all(all)).toEqual([true, true, true]);
    const names = kept.versions.at(-1)?.choices.map(([name]) => name);
    expect(names?.toSorted()).toEqual(["one", "three", "two"]);
  });

  it("what was kept here before anything was read is known, as after signing up", async () => {
    const kept = new KeptSettings();
    const here = kept.browser();
    expect(await here.change(choosing("one"))).toBe(true);
    expect(await here.load()).toBe(true);
    expect(here.content.choices.map(([name]) => name)).toEqual(["one"]);
  });

  it("what needs no change writes nothing", async () => {
    const kept = new KeptSettings();
    expect(await kept.browser().change(() => null)).toBe(true);
    expect(kept.versions).toHaveLength(0);
  });

  it("a change that cannot be kept is said to be none, and nothing is believed to have changed", async () => {
    const kept = new KeptSettings();
    const here = kept.browser();
    kept.reachable = false;
    expect(await here.change(choosing("one"))).toBe(false);
    expect(here.content.choices).toEqual([]);
    expect(await here.load()).toBe(false);
    kept.reachable = true;
    expect(await here.load()).toBe(true);
  });

  it("never go back to what they were before, however the service answers", async () => {
    const kept = new KeptSettings();
    const here = kept.browser();
    await here.change(choosing("one"));
    await here.change(choosing("two"));
    kept.versions.splice(0, 2, { manifestGeneration: null, log: null, pins: [], choices: [["old", "1"]] });
    expect(await here.change(choosing("three"))).toBe(false);
    expect(here.content.choices.map(([name]) => name)).toEqual(["one", "two"]);
  });
});
