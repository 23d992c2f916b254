import { describe, expect, it } from "vitest";
import { toHex } from "../../../src/bytes/hex.ts";
import type { Person, SignedBody } from "../../../src/protocol/documents.ts";
import { barredBy } from "../../../src/state/legal/processes.ts";
import {
  account,
  completableUntil,
  COMPLETED_WITHIN_MS,
  countersign,
  gathered,
  Giving,
  isWaiting,
  LATER_ELEMENTS,
} from "../../../src/state/legal/warnings.ts";
import type { Warned, Warning } from "../../../src/state/legal/warnings.ts";
import type { MePorts } from "../../../src/state/me/step_up.ts";
import type { Answered } from "../../../src/state/ports.ts";
import type { KeptWarning } from "../../../src/state/release_http.ts";
import type { ShownWarning, WithPaper } from "../../../src/worker/release_port.ts";
import { releaseOf } from "../../release.ts";

/** What opens a record without its client, as pages show it, and what happens to a warning when the line is bad. */

const NOW = 1_764_000_000_000;
const idOf = (n: number): Uint8Array => new Uint8Array(16).fill(n);
const hashOf = (n: number): Uint8Array => new Uint8Array(32).fill(n);

function shown(n: number, changed: Partial<ShownWarning> = {}): ShownWarning {
  return {
    hash: hashOf(n),
    completes: null,
    client: idOf(1),
    conversation: idOf(2),
    therapist: idOf(3),
    basis: "threat",
    branch: "not-identifying",
    source: "session",
    at: NOW + n,
    values: { threat: "So it was said", victims: "A neighbour", notifications: "Police", disclosed: "The name" },
    countersigned: null,
    ...changed,
  };
}

describe("what was served", () => {
  it("opens nothing of a record that nobody has cleared, unless a court ordered it under part 2", () => {
    expect(barredBy("judicial-subpoena", "none", "pending")).toBe("part2_order_required");
    expect(barredBy("attorney-subpoena", "none", "confirmed")).toBe("part2_order_required");
    expect(barredBy("order", "none", "confirmed")).toBe("part2_order_required");
    expect(barredBy("order", "2.64", "confirmed")).toBeNull();
    expect(barredBy("judicial-subpoena", "none", "cleared")).toBeNull();
    expect(barredBy("preservation", "none", "cleared")).toBe("opens_nothing");
  });
});

describe("warnings", () => {
  it("are shown with the newest of what completed them, and never twice", () => {
    const first = shown(1);
    const later = shown(2, { completes: hashOf(1), values: { ...first.values, imminence: "Friday" } });
    const last = shown(3, { completes: hashOf(1), values: { ...first.values, imminence: "Today" } });
    const rows = [last, later, first].map((each) => ({ key: "", shown: each, accounted: true, destroyed: false }));
    const [one, ...others] = gathered([
      ...rows,
      { key: "unreadable", shown: null, accounted: false, destroyed: false },
    ]);
    expect(one).toMatchObject({ completedAt: NOW + 3, values: { imminence: "Today" } });
    expect(one?.open).not.toContain("imminence");
    expect(others.map(({ key }) => key)).toEqual(["unreadable"]);
  });

  it("can be completed for a day, and not once nothing is open", () => {
    const [bare] = gathered([{ key: "", shown: shown(0), accounted: true, destroyed: false }]);
    const values = Object.fromEntries(LATER_ELEMENTS.map((name) => [name, "said"]));
    const [whole] = gathered([{ key: "", shown: shown(0, { values }), accounted: true, destroyed: false }]);
    if (bare === undefined || whole === undefined) throw new Error("two");
    expect(completableUntil(bare, NOW)).toBe(NOW + COMPLETED_WITHIN_MS);
    expect(completableUntil(bare, NOW + COMPLETED_WITHIN_MS)).toBeNull();
    expect(completableUntil(whole, NOW)).toBeNull();
  });
});

describe("the supervisor's signature", () => {
  const by = (n: number): Partial<ShownWarning> => ({ countersigned: { by: idOf(n), at: NOW + n } });
  const first = (rows: readonly ShownWarning[], destroyed = false): Warned => {
    const [one] = gathered(rows.map((each) => ({ key: "", shown: each, accounted: true, destroyed })));
    if (one === undefined) throw new Error("one");
    return one;
  };

  it("is waited for until a warning and all that completed it have one", () => {
    expect(first([shown(1)])).toMatchObject({ signatures: { last: null, waiting: [toHex(hashOf(1))] } });
    const added = first([shown(1, by(8)), shown(2, { completes: hashOf(1) })]);
    expect(added.signatures).toMatchObject({ last: { by: toHex(idOf(8)) }, waiting: [toHex(hashOf(2))] });
    expect(isWaiting(added)).toBe(true);
    const whole = first([shown(1, by(9)), shown(2, { completes: hashOf(1), ...by(8) })]);
    expect(whole.signatures).toMatchObject({ last: { by: toHex(idOf(9)) }, waiting: [] });
    expect(isWaiting(whole)).toBe(false);
  });

  it("is waited for no more once the record is destroyed, and one that does not hold is no signature", () => {
    expect(isWaiting(first([shown(1)], true))).toBe(false);
    const broken = first([shown(1, { countersigned: "broken" })]);
    expect(broken.signatures).toEqual({ last: null, waiting: [], broken: true, over: false });
  });

  it("is given to all that was shown and to nothing else, and what another signed meanwhile is no mistake", async () => {
    const rows = [shown(3, { completes: hashOf(1) }), shown(2, { completes: hashOf(1) }), shown(1), shown(5)];
    const signed: string[] = [];
    const yes = <T>(value: T): Promise<Answered<T>> => Promise.resolve({ ok: true, value });
    const bodyOf = (n: number): SignedBody => ({ body: hashOf(n), signature: hashOf(n) });
    const paper = { sealed: hashOf(4), bundleHash: hashOf(4), wrap: hashOf(4) };
    const warnings = rows.map((each): KeptWarning => {
      const warning = { body: each.hash, signature: each.hash };
      return { warning, paper, keptAt: NOW, accounted: true, countersignature: null, destroyed: false };
    });
    const refused = { ok: false, refusal: { kind: "refused", code: "conflict", status: 409, retryAfter: 0 } } as const;
    const ports = {
      crypto: {
        stepUp: () => yes({}),
        trustPractice: () => yes({}),
        readWarning: ({ warning }: { warning: SignedBody }) =>
          yes(rows.find(({ hash }) => toHex(hash) === toHex(warning.body))),
        countersign: ({ warning }: { warning: SignedBody }) => {
          signed.push(toHex(warning.body));
          return yes(bodyOf(7));
        },
      },
      identity: { checkStepUp: () => yes(null) },
      http: { practice: () => yes({}), ownBundle: () => yes({ account: idOf(9), role: "officer" }) },
      matching: { people: () => yes([]) },
      release: releaseOf({
        warnings: () => yes({ warnings, people: [] }),
        countersign: () => (signed.length === 1 ? Promise.resolve<Answered<null>>(refused) : yes(null)),
      }),
      clock: { now: () => NOW },
    } as unknown as MePorts;
    const seen = first([shown(1), shown(2, { completes: hashOf(1) })]);
    expect((await countersign(ports, seen, { number: "", password: "" })).ok).toBe(true);
    expect(signed).toEqual([toHex(hashOf(2)), toHex(hashOf(1))]);
  });
});

describe("what a warning told", () => {
  const values = { ...shown(1).values, notifications: "Police: by telephone" };
  const more = {
    ...values,
    notifications: "Police: by telephone\nA neighbour: at the door",
    disclosed: "The name\nThe day",
  };
  const owedOf = (...accounted: readonly boolean[]): readonly unknown[] => {
    const rows = [
      shown(1, { values }),
      shown(2, { completes: hashOf(1), values }),
      shown(3, { completes: hashOf(1), values: more }),
    ];
    const [one] = gathered(
      rows.map((each, n) => ({ key: "", shown: each, accounted: accounted[n] ?? true, destroyed: false })).toReversed(),
    );
    return (one?.owed ?? []).map(({ told }) => told);
  };

  it("is owed to the accounting until it is written there, each by itself", () => {
    const police = { recipient: "Police", reached: "by telephone", disclosed: "The name" };
    const neighbour = { recipient: "A neighbour", reached: "at the door", disclosed: "The day" };
    expect(owedOf(false, false, false)).toEqual([police, neighbour]);
    expect(owedOf(true, false, false)).toEqual([neighbour]);
    expect(owedOf(true, false, true)).toEqual([]);
  });
});

describe("giving a warning", () => {
  const OWN: Person = {
    account: idOf(3),
    role: "therapist",
    bundle: { body: hashOf(1), signature: hashOf(2) },
    certificate: null,
    predecessorSignature: null,
    earlier: [],
  };
  const MADE: WithPaper = {
    signed: OWN.bundle,
    paper: { hash: hashOf(4), sealed: hashOf(5), wraps: [] },
  };
  const WARNING: Warning = {
    client: "01".repeat(16),
    conversation: "02".repeat(16),
    completes: null,
    basis: "threat",
    branch: "not-identifying",
    source: "session",
    values: {},
    told: { recipient: "Police", reached: "By telephone", disclosed: "The name" },
    purpose: "A threat",
  };
  const yes = <T>(value: T): Promise<Answered<T>> => Promise.resolve({ ok: true, value });
  const no = (): Promise<Answered<never>> => Promise.resolve({ ok: false, refusal: { kind: "unreachable" } });

  /** Ports that note what is sent; each answer is the next of its list. */
  function ports(warn: readonly boolean[], disclose: readonly boolean[]): { ports: MePorts; sent: string[] } {
    const sent: string[] = [];
    const answer = (name: string, answers: readonly boolean[]) => (): Promise<Answered<null>> => {
      const at = sent.filter((each) => each === name).length;
      sent.push(name);
      return answers[at] === true ? yes(null) : no();
    };
    const crypto = {
      trustPractice: () => yes({ manifestGeneration: 0 }),
      signWarning: () => yes({ ...MADE, hash: hashOf(9) }),
      signDisclosure: () => yes(MADE),
    };
    const http = {
      practice: () => yes({}),
      ownBundle: () => yes(OWN),
      conversations: () => yes({ conversations: [], people: [{ ...OWN, account: idOf(1), role: "client" }] }),
    };
    const release = releaseOf({
      officers: () => yes([OWN]),
      warn: answer("warn", warn),
      disclose: answer("disclose", disclose),
    });
    const made = { crypto, http, release, clock: { now: () => NOW } };
    return { ports: made as unknown as MePorts, sent };
  }

  it("tells the practice first, and then writes it into the accounting", async () => {
    const world = ports([true], [true]);
    expect((await new Giving(world.ports).give(WARNING)).ok).toBe(true);
    expect(world.sent).toEqual(["warn", "disclose"]);
  });

  it("does again only what was not done", async () => {
    const world = ports([false, true], [false, true]);
    const giving = new Giving(world.ports);
    expect((await giving.give(WARNING)).ok).toBe(false);
    expect(giving.kept).toBe(false);
    expect((await giving.give(WARNING)).ok).toBe(false);
    expect(giving.kept).toBe(true);
    expect((await giving.give(WARNING)).ok).toBe(true);
    expect(world.sent).toEqual(["warn", "warn", "disclose", "disclose"]);
  });

  it("writes into the accounting alone what the practice has already", async () => {
    const world = ports([], [true]);
    const [warned] = gathered([{ key: "", shown: shown(1), accounted: false, destroyed: false }]);
    const [owed] = warned?.owed ?? [];
    if (owed === undefined) throw new Error("owed");
    expect((await account(world.ports, owed, "A threat")).ok).toBe(true);
    expect(world.sent).toEqual(["disclose"]);
  });

  it("writes nothing into the accounting when nobody else was told", async () => {
    const world = ports([true], []);
    const completing = { ...WARNING, completes: hashOf(9), told: null };
    expect((await new Giving(world.ports).give(completing)).ok).toBe(true);
    expect(world.sent).toEqual(["warn"]);
  });
});
