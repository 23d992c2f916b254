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

  it("the custodians proved here are kept with the next change, in no version of its own, and only when no browser has seen later ones", async () => {
    const kept = new KeptSettings();
    const [here, there] = [kept.browser(), kept.browser()];
    here.sawManifest(1);
    expect(await here.change(choosing("one"))).toBe(true);
    expect(kept.versions).toMatchObject([{ manifestGeneration: 1, choices: [["one", "1"]] }]);
    there.sawManifest(0);
    await there.load();
    expect(there.manifestBehind).toBe(true);
    expect(await there.change(() => null)).toBe(true);
    expect(await there.change(choosing("two"))).toBe(true);
    expect(kept.versions.map(({ manifestGeneration }) => manifestGeneration)).toEqual([1, 1]);
    there.sawManifest(2);
    expect(there.manifestBehind).toBe(false);
    expect(await there.change(() => null)).toBe(true);
    expect(kept.versions.at(-1)?.manifestGeneration).toBe(2);
  });

  it("of two browsers that prove custodians at once the later ones stay, and nothing else is lost", async () => {
    for (const order of [
      [1, 2],
      [2, 1],
    ]) {
      const kept = new KeptSettings();
      const browsers = order.map((generation) => {
        const browser = kept.browser();
        browser.sawManifest(generation);
        return browser;
      });
      await Promise.all(browsers.map((browser, n) => browser.change(choosing(`choice-${n}`))));
      expect(kept.versions.at(-1)).toMatchObject({ manifestGeneration: 2, choices: [{ length: 2 }, { length: 2 }] });
      const seen = kept.versions.map(({ manifestGeneration }) => manifestGeneration);
      expect(seen).toEqual(seen.toSorted());
    }
  });
});
