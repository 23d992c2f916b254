import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accountKeys, wrapPredecessor } from "../../../src/crypto/account.ts";
import { makeBundle, verifyBundle } from "../../../src/crypto/bundle.ts";
import { ProofError } from "../../../src/crypto/proof.ts";
import { seal } from "../../../src/crypto/sealing.ts";
import type { Predecessor } from "../../../src/worker/key_life.ts";
import { KeyRing } from "../../../src/worker/ring.ts";
import { NOW, random } from "../../world.ts";

/** The secrets of an account that rotated so often, oldest first, and what the service keeps of them. */
function rotated(times: number, account: Uint8Array): { secrets: Uint8Array[]; predecessors: Predecessor[] } {
  const secrets = Array.from({ length: times + 1 }, () => random(32));
  const predecessors = secrets.slice(1).map((next, n) => {
    const sealed = wrapPredecessor(next, secrets[n] ?? new Uint8Array(), account, n + 1, random);
    return { generation: n + 1, sealed };
  });
  return { secrets, predecessors: predecessors.toReversed() };
}

async function told(opening: Promise<unknown>): Promise<string> {
  try {
    await opening;
    return "ok";
  } catch (error) {
    if (error instanceof ProofError) return error.reason;
    throw error;
  }
}

describe("a key ring", () => {
  it("has the keys of every bundle, and opens what was sealed to any of them", async () => {
    const account = random(16);
    const { secrets, predecessors } = rotated(2, account);
    const ring = await KeyRing.open(account, secrets[2] ?? new Uint8Array(), 2, predecessors);
    expect(ring.all().map(({ generation }) => generation)).toEqual([2, 1, 0]);
    const [plaintext, info] = [random(32), random(8)];
    for (const secret of secrets) {
      const bundle = await verifyBundle(makeBundle(await accountKeys(secret), account, NOW));
      const sealed = await seal(bundle.sealingPublic, info, plaintext, random);
      const keys = ring.forBundle(bundle);
      expect(keys?.signing.public).toEqual(bundle.signingPublic);
      expect(await keys?.sealing.open(info, sealed)).toEqual(plaintext);
    }
  });

  it("knows no bundle that has only one of its halves", async () => {
    const account = random(16);
    const { secrets } = rotated(0, account);
    const ring = await KeyRing.open(account, secrets[0] ?? new Uint8Array(), 0, []);
    const [own, other] = await Promise.all(
      [ring.newest, await accountKeys(random(32))].map((keys) => verifyBundle(makeBundle(keys, account, NOW))),
    );
    if (own === undefined || other === undefined) throw new Error("absent");
    expect(ring.forBundle(own)).toBe(ring.newest);
    expect(ring.forBundle(other)).toBeNull();
    expect(ring.forBundle({ ...own, sealingPublic: other.sealingPublic })).toBeNull();
    expect(ring.forBundle({ ...own, signingPublic: other.signingPublic })).toBeNull();
  });

  it("is refused when a link is missing, changed, another's or out of its place", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.nat(), fc.nat(), async (times, which, at) => {
        const account = random(16);
        const { secrets, predecessors } = rotated(times, account);
        const newest = secrets[times] ?? new Uint8Array();
        const place = which % times;
        const open = (chain: readonly Predecessor[], owner = account, generation = times): Promise<string> =>
          told(KeyRing.open(owner, newest, generation, chain));
        const link = predecessors[place];
        if (link === undefined) throw new Error("absent");
        const sealed = link.sealed.slice();
        sealed[at % sealed.length] = (sealed[at % sealed.length] ?? 0) ^ 1;
        expect(await open(predecessors)).toBe("ok");
        expect(await open(predecessors.toSpliced(place, 1))).toBe("wrong_previous");
        // Without any at all it is a ring of its own: what the practice knows of the account tells (unpublishedBundles).
        if (times > 1) expect(await open(predecessors.toSpliced(place, 1), account, times - 1)).not.toBe("ok");
        expect(await open(predecessors.with(place, { ...link, sealed }))).toBe("wrong_key");
        expect(await open(predecessors.with(place, { ...link, generation: link.generation + 1 }))).toBe(
          "wrong_previous",
        );
        expect(await open(predecessors, random(16))).toBe("wrong_key");
        expect(await open(predecessors, account, times + 1)).toBe("wrong_previous");
        if (times > 1) expect(await open(predecessors.toReversed())).toBe("wrong_previous");
      }),
      { numRuns: 25 },
    );
  });

  it("grows by a rotation, and keeps what it had", async () => {
    const account = random(16);
    const { secrets, predecessors } = rotated(1, account);
    const before = await KeyRing.open(account, secrets[1] ?? new Uint8Array(), 1, predecessors);
    const after = await before.rotated(random(32));
    expect(after.generation).toBe(2);
    expect(after.all().slice(1)).toEqual(before.all());
  });

  it("opens with the newest keys that fit, and passes over nothing but a misfit", async () => {
    const account = random(16);
    const { secrets, predecessors } = rotated(1, account);
    const ring = await KeyRing.open(account, secrets[1] ?? new Uint8Array(), 1, predecessors);
    const oldest = ring.all()[1]?.keys;
    const misfit = new ProofError("wrong_key");
    const onlyOldest = ring.firstFit("wrong_key", (keys) => {
      if (keys !== oldest) throw misfit;
      return keys;
    });
    expect(onlyOldest).toBe(oldest);
    expect(() =>
      ring.firstFit("wrong_key", () => {
        throw misfit;
      }),
    ).toThrow("wrong_key");
    expect(() =>
      ring.firstFit("wrong_key", () => {
        throw new ProofError("bad_padding");
      }),
    ).toThrow("bad_padding");
  });
});
