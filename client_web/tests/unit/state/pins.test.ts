import { describe, expect, it } from "vitest";
import { Pins } from "../../../src/state/pins.ts";
import type { Pin, SettingsContent } from "../../../src/worker/key_life.ts";

/** Settings as a service keeps them: one version after the other, the content a secret to it. */
class Kept {
  readonly versions: SettingsContent[] = [];
  reachable = true;

  ports(): ConstructorParameters<typeof Pins>[0] {
    const written = new Map<Uint8Array, SettingsContent>();
    const away = { ok: false, refusal: { kind: "unreachable" } } as const;
    return {
      crypto: {
        sealSettings: (_, content) => {
          const sealed = new Uint8Array(1);
          written.set(sealed, content);
          return Promise.resolve({ ok: true, value: sealed });
        },
        openSettings: (version) => {
          const value = this.versions[version - 1];
          return Promise.resolve(value === undefined ? { ok: false, reason: "wrong_key" } : { ok: true, value });
        },
      },
      identity: {
        settings: () => {
          const version = this.versions.length;
          const sealed = version === 0 ? null : new Uint8Array(1);
          return Promise.resolve(this.reachable ? { ok: true, value: { version, sealed } } : away);
        },
        saveSettings: (version, sealed) => {
          if (!this.reachable) return Promise.resolve(away);
          if (version !== this.versions.length + 1) {
            const refusal = { kind: "refused", code: "conflict", status: 409, retryAfter: 0 } as const;
            return Promise.resolve({ ok: false, refusal });
          }
          const content = written.get(sealed);
          if (content !== undefined) this.versions.push(content);
          return Promise.resolve({ ok: true, value: null });
        },
      },
    };
  }
}

const someone = (who: number, generation: number, hash: number): Pin => ({
  account: new Uint8Array(16).fill(who),
  generation,
  bundleHash: new Uint8Array(32).fill(hash),
});

async function loaded(kept: Kept): Promise<Pins> {
  const pins = new Pins(kept.ports());
  expect(await pins.load()).toBe(true);
  return pins;
}

describe("pins", () => {
  it("someone met before is the same in another browser, new keys are a change, and other keys of one generation never are", async () => {
    const kept = new Kept();
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
    const kept = new Kept();
    const [here, there] = [await loaded(kept), await loaded(kept)];
    expect(await here.keep([someone(1, 0, 7)])).toBe(true);
    expect(await there.keep([someone(2, 0, 5)])).toBe(true);
    expect(kept.versions.at(-1)?.pins.map(({ account }) => account[0])).toEqual([1, 2]);
  });

  it("keys that the practice went back on are not kept", async () => {
    const kept = new Kept();
    const pins = await loaded(kept);
    await pins.keep([someone(1, 1, 8)]);
    await pins.keep([someone(1, 0, 7)]);
    expect(kept.versions).toHaveLength(1);
    expect(pins.standing(someone(1, 1, 8))).toBe("same");
  });

  it("while nothing can be read nobody counts as known", async () => {
    const kept = new Kept();
    kept.reachable = false;
    expect(await new Pins(kept.ports()).load()).toBe(false);
  });
});
