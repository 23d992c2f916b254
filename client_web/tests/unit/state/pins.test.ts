import { describe, expect, it } from "vitest";
import { type Met, Pins } from "../../../src/state/pins.ts";
import { KeptSettings } from "../../kept_settings.ts";

/** Their match names their first keys. */
const someone = (who: number, generation: number, hash: number): Met => ({
  account: new Uint8Array(16).fill(who),
  generation,
  bundleHash: new Uint8Array(32).fill(hash),
  matched: generation === 0,
});

async function loaded(kept: KeptSettings): Promise<Pins> {
  const pins = new Pins(kept.browser());
  expect(await pins.load()).toBe(true);
  return pins;
}

describe("pins", () => {
  it("someone met before is the same in another browser, new keys are a change, and other keys of one generation never are", async () => {
    const kept = new KeptSettings();
    const here = await loaded(kept);
    expect(here.standing(someone(1, 0, 7))).toBe("new");
    expect(await here.meet([someone(1, 0, 7)])).toBe(true);
    const there = await loaded(kept);
    expect(there.standing(someone(1, 0, 7))).toBe("same");
    expect(there.standing(someone(1, 1, 8))).toBe("changed");
    expect(there.standing(someone(1, 0, 9))).toBe("stale");
    expect(await there.accept([someone(1, 1, 8)])).toBe(true);
    expect(there.standing(someone(1, 0, 7))).toBe("stale");
  });

  it("two browsers that meet someone at once keep both", async () => {
    const kept = new KeptSettings();
    const [here, there] = [await loaded(kept), await loaded(kept)];
    expect(await here.meet([someone(1, 0, 7)])).toBe(true);
    expect(await there.meet([someone(2, 0, 5)])).toBe(true);
    expect(kept.versions.at(-1)?.pins.map(({ account }) => account[0])).toEqual([1, 2]);
  });

  it("keys that the practice went back on are not kept", async () => {
    const kept = new KeptSettings();
    const pins = await loaded(kept);
    await pins.accept([someone(1, 1, 8)]);
    await pins.accept([someone(1, 0, 7)]);
    expect(kept.versions).toHaveLength(1);
    expect(pins.standing(someone(1, 1, 8))).toBe("same");
  });

  it("while nothing can be read nobody counts as known", async () => {
    const kept = new KeptSettings();
    kept.reachable = false;
    expect(await new Pins(kept.browser()).load()).toBe(false);
  });

  it("a service that hides what was kept, and shows it when new keys are met, does not spare the question", async () => {
    const kept = new KeptSettings();
    await (await loaded(kept)).meet([someone(1, 0, 7)]);
    const versions = kept.versions.splice(0);
    const misled = await loaded(kept);
    expect(misled.standing(someone(1, 1, 8))).toBe("changed");
    kept.versions.push(...versions);
    await misled.meet([{ ...someone(1, 1, 8), matched: true }]);
    expect(kept.versions).toHaveLength(1);
    expect(misled.standing(someone(1, 1, 8))).toBe("changed");
  });

  it("whoever is met in two conversations at once is kept once, and a change in one of them waits for the person", async () => {
    const kept = new KeptSettings();
    const pins = await loaded(kept);
    await pins.meet([someone(1, 1, 8), { ...someone(1, 1, 8), matched: true }]);
    expect(kept.versions).toHaveLength(0);
    await pins.meet([someone(2, 0, 5), someone(2, 0, 5)]);
    expect(kept.versions.at(-1)?.pins).toHaveLength(1);
  });
});
