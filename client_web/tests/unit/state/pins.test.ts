import { describe, expect, it } from "vitest";
import { Pins } from "../../../src/state/pins.ts";
import type { Pin } from "../../../src/worker/key_life.ts";
import { KeptSettings } from "../../kept_settings.ts";

const someone = (who: number, generation: number, hash: number): Pin => ({
  account: new Uint8Array(16).fill(who),
  generation,
  bundleHash: new Uint8Array(32).fill(hash),
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
    expect(await here.keep([someone(1, 0, 7)])).toBe(true);
    const there = await loaded(kept);
    expect(there.standing(someone(1, 0, 7))).toBe("same");
    expect(there.standing(someone(1, 1, 8))).toBe("changed");
    expect(there.standing(someone(1, 0, 9))).toBe("stale");
    expect(await there.keep([someone(1, 1, 8)])).toBe(true);
    expect(there.standing(someone(1, 0, 7))).toBe("stale");
  });

  it("two browsers that meet someone at once keep both", async () => {
    const kept = new KeptSettings();
    const [here, there] = [await loaded(kept), await loaded(kept)];
    expect(await here.keep([someone(1, 0, 7)])).toBe(true);
    expect(await there.keep([someone(2, 0, 5)])).toBe(true);
    expect(kept.versions.at(-1)?.pins.map(({ account }) => account[0])).toEqual([1, 2]);
  });

  it("keys that the practice went back on are not kept", async () => {
    const kept = new KeptSettings();
    const pins = await loaded(kept);
    await pins.keep([someone(1, 1, 8)]);
    await pins.keep([someone(1, 0, 7)]);
    expect(kept.versions).toHaveLength(1);
    expect(pins.standing(someone(1, 1, 8))).toBe("same");
  });

  it("while nothing can be read nobody counts as known", async () => {
    const kept = new KeptSettings();
    kept.reachable = false;
    expect(await new Pins(kept.browser()).load()).toBe(false);
  });
});
