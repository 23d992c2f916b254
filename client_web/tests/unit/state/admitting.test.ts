import { describe, expect, it } from "vitest";
import { toHex } from "../../../src/bytes/hex.ts";
import type { MePorts } from "../../../src/state/me/step_up.ts";
import { giveOn } from "../../../src/state/papers/admitting.ts";
import type { Answered } from "../../../src/state/ports.ts";
import type { OwedPaper } from "../../../src/worker/release_port.ts";
import { releaseOf } from "../../release.ts";

/** Papers go on to who came later whenever a page of the desk is opened (crypto.md §13.1). */

const idOf = (n: number): Uint8Array => new Uint8Array(16).fill(n);
const yes = <T>(value: T): Promise<Answered<T>> => Promise.resolve({ ok: true, value });

/** A service that owes papers to readers, so many to each, two at a time; the worker opens `opens` of those it is given. */
function ports(owed: Record<number, number>, opens = 2, keeps = true): { ports: MePorts; sent: number[] } {
  const [left, sent]: [Record<number, number>, number[]] = [{ ...owed }, []];
  const next = (): number | undefined =>
    Object.keys(left)
      .map(Number)
      .find((n) => (left[n] ?? 0) > 0);
  const crypto = {
    trustPractice: () => yes({}),
    admit: ({ papers }: { papers: readonly OwedPaper[] }) =>
      yes(opens === 0 ? null : { signed: {}, wraps: papers.slice(0, opens).map(({ hash }) => hash) }),
  };
  const release = releaseOf({
    owedPapers: () => {
      const n = next();
      if (n === undefined) return yes({ reader: null, papers: [] });
      const papers = Array.from({ length: Math.min(2, left[n] ?? 0) }, () => ({ hash: idOf(1), paper: {} }));
      return yes({ reader: { account: idOf(n) }, papers }) as never;
    },
    admit: ({ wraps }) => {
      const n = next();
      if (n === undefined || !keeps) return Promise.resolve({ ok: false, refusal: { kind: "unreachable" } });
      left[n] = (left[n] ?? 0) - wraps.length;
      sent.push(wraps.length);
      return yes(null);
    },
  });
  const http = { practice: () => yes({}), ownBundle: () => yes({ account: idOf(9) }) };
  return { ports: { crypto, http, release, clock: { now: () => 0 } } as unknown as MePorts, sent };
}

describe("papers for who came later", () => {
  it("go on until nothing is owed, reader by reader, and are counted", async () => {
    const world = ports({ 1: 3, 2: 1 });
    expect(await giveOn(world.ports)).toEqual([
      { reader: toHex(idOf(1)), papers: 3 },
      { reader: toHex(idOf(2)), papers: 1 },
    ]);
    expect(world.sent).toEqual([2, 1, 1]);
  });

  it("are left for the next page when nothing opens, nobody is there, or the line is bad, and never asked for without end", async () => {
    expect(await giveOn(ports({}).ports)).toEqual([]);
    expect(await giveOn(ports({ 1: 3 }, 0).ports)).toEqual([]);
    expect(await giveOn(ports({ 1: 3 }, 2, false).ports)).toEqual([]);
    expect(await giveOn(ports({ 1: 1_000 }, 1).ports)).toEqual([{ reader: toHex(idOf(1)), papers: 8 }]);
  });
});
