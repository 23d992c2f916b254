import { describe, expect, test } from "vitest";
import { EVERYONE, areTooMany, filtered, peopleOf, reasonOf } from "../../../src/state/console/people.ts";
import { csvOf, monthsBefore } from "../../../src/state/console/report.ts";
import { addService, faultOf, readServices, revokeService } from "../../../src/state/console/services.ts";
import { Trail } from "../../../src/state/console/trail.ts";
import type { TrailRow, TrailSide } from "../../../src/state/console_http.ts";
import type { MePorts } from "../../../src/state/me/step_up.ts";
import { TestClock } from "../../clock.ts";
import { identityOf } from "../../identity.ts";

const id = (n: number): string => n.toString(16).padStart(2, "0").repeat(16);

describe("people", () => {
  const known = [
    { account: id(1), role: "client", certified: true, state: "suspended", since: 5 },
    { account: id(2), role: "client", certified: false, state: "active", since: null },
    { account: id(9), role: "system", certified: true, state: "active", since: null },
  ] as const;
  const issued = [
    { account: id(1), role: "client", state: "active", issuedAt: 1 },
    { account: id(2), role: "client", state: "closed", issuedAt: 2 },
    { account: id(3), role: "intake", state: "active", issuedAt: 3 },
  ] as const;

  test("both sides' lists become one: who is shut is shut, who has no keys yet is there too", () => {
    const people = new Map(peopleOf(known, issued).map((one) => [one.account, one]));
    expect(people.get(id(1))).toMatchObject({ state: "suspended", certified: true, since: 5 });
    expect(people.get(id(2))).toMatchObject({ state: "closed", certified: false, since: 2 });
    expect(people.get(id(3))).toMatchObject({ state: "active", certified: null, role: "intake" });
    expect(people.get(id(9))).toMatchObject({ role: "system" });
  });

  test("a filter asks for role, state and part of a name", () => {
    const people = peopleOf(known, issued);
    const [first] = people;
    expect(filtered(people, EVERYONE)).toEqual(people);
    expect(filtered(people, { ...EVERYONE, role: "intake" }).map(({ account }) => account)).toEqual([id(3)]);
    expect(filtered(people, { ...EVERYONE, state: "closed" }).map(({ account }) => account)).toEqual([id(2)]);
    expect(filtered(people, { ...EVERYONE, words: ` ${first?.name.toUpperCase() ?? ""} ` })).toContain(first);
    expect(filtered(people, { ...EVERYONE, words: "zebra" })).toEqual([]);
  });

  test("reasons are of a closed list, their words bounded in bytes", () => {
    expect([reasonOf("safety"), reasonOf("spite"), reasonOf(null)]).toEqual(["safety", "other", "other"]);
    expect([areTooMany("ä".repeat(500)), areTooMany("ä".repeat(501))]).toEqual([false, true]);
  });
});

describe("the trail", () => {
  const row = (side: TrailSide, number: number, at: number): TrailRow => ({
    side,
    number,
    at,
    actor: null,
    act: "audit_read",
    subject: null,
  });
  const service = (all: Readonly<Record<TrailSide, readonly TrailRow[]>>): Pick<MePorts, "identity"> => ({
    identity: identityOf({
      trail: (side, before) =>
        Promise.resolve({
          ok: true,
          value: all[side].filter(({ number }) => before === null || number < before).slice(0, 100),
        }),
    }),
  });

  test("merges both sides by time, page by page, down to the first rows", async () => {
    const identity = Array.from({ length: 230 }, (_, n) => row("identity", 230 - n, 10_000 - n * 7));
    const messaging = Array.from({ length: 140 }, (_, n) => row("messaging", 140 - n, 9_990 - n * 3));
    const trail = new Trail(service({ identity, messaging }));
    const sizes: number[] = [];
    while (trail.shown.peek().more) {
      await trail.more();
      sizes.push(trail.shown.peek().rows.length);
    }
    expect(sizes).toEqual([100, 200, 300, 370]);
    const { rows } = trail.shown.peek();
    expect(rows.map(({ at }) => at)).toEqual(rows.map(({ at }) => at).toSorted((one, other) => other - one));
    expect(new Set(rows.map(({ side, number }) => `${side} ${number}`)).size).toBe(370);
  });

  test("an empty trail has nothing more; one that cannot be read says so, and is asked again", async () => {
    const empty = new Trail(service({ identity: [], messaging: [] }));
    await empty.more();
    expect(empty.shown.peek()).toMatchObject({ rows: [], more: false });
    const away = new Trail({ identity: identityOf() });
    await away.more();
    expect(away.shown.peek()).toMatchObject({ rows: [], more: true, mistake: { kind: "unreachable" } });
  });
});

describe("reports", () => {
  test("the months that can be asked for are over, also in January", () => {
    expect(monthsBefore(Date.UTC(2026, 0, 31, 23, 59), 3)).toEqual(["2025-12", "2025-11", "2025-10"]);
    expect(monthsBefore(Date.UTC(2026, 2, 1), 1)).toEqual(["2026-02"]);
  });

  test("a table for other programs carries no formula out, and its quotes hold", () => {
    const cells = ["=1+1", "+cmd", "-2", "@x", '"', "plain"].map((measure) => ({ measure, group: "g", count: 11 }));
    expect(csvOf("2026-01", cells).split("\r\n")).toEqual([
      '"month","measure","group","count"',
      '"2026-01","\'=1+1","g","11"',
      '"2026-01","\'+cmd","g","11"',
      '"2026-01","\'-2","g","11"',
      '"2026-01","\'@x","g","11"',
      '"2026-01","""","g","11"',
      '"2026-01","plain","g","11"',
      "",
    ]);
  });
});

describe("the practice's other systems", () => {
  const DAY = 86_400_000;
  const clock = new TestClock();
  const row = {
    account: id(7),
    name: "Desk",
    kinds: ["update"],
    expiresAt: clock.now() + DAY,
    usedOn: null,
    revokedAt: null,
    hasKeys: true,
    certified: true,
  };
  const yes = <T>(value: T) => Promise.resolve({ ok: true, value } as const);

  function ports(asked: string[], refused = false): MePorts {
    const crypto = {
      trustPractice: () => yes({ manifestGeneration: null }),
      signService: (request: { name: string; expiresAt: number; now: number }) => {
        asked.push(`${request.name} for ${((request.expiresAt - request.now) / DAY).toString()}`);
        return yes({ service: {}, token: "wts1.a.b" });
      },
    };
    const no = { ok: false, refusal: { kind: "refused", code: "conflict", status: 409, retryAfter: 0 } } as const;
    const identity = identityOf({
      services: () =>
        yes([
          row,
          { ...row, usedOn: 3, certified: false },
          { ...row, hasKeys: false, certified: false },
          { ...row, expiresAt: clock.now() },
          { ...row, revokedAt: 1 },
        ]),
      addService: () => (refused ? Promise.resolve(no) : yes(null)),
      revokeService: (account) => {
        asked.push(account.length.toString());
        return yes(null);
      },
    });
    return {
      crypto,
      identity,
      clock,
      http: { practice: () => yes({}), ownBundle: () => yes({}) },
    } as unknown as MePorts;
  }

  test("stand as their keys, their time and their owner say", async () => {
    const read = await readServices(ports([]));
    const states = read.ok ? read.value.map(({ state }) => state) : [];
    expect(states).toEqual(["active", "uncertified", "new", "over", "revoked"]);
    expect(read).toMatchObject({ value: [{ usedAt: null }, { usedAt: 3 * DAY }, {}, {}, {}] });
  });

  test("are made with a name and a kind, for some days; a token is shown only when it is kept", async () => {
    const asked: string[] = [];
    const written = { name: " Desk ", kinds: ["update"], days: 90 };
    expect(await addService(ports(asked), written)).toEqual({ ok: true, value: "wts1.a.b" });
    expect((await addService(ports(asked, true), written)).ok).toBe(false);
    expect((await revokeService(ports(asked), id(7))).ok).toBe(true);
    expect(asked).toEqual(["Desk for 90", "Desk for 90", "16"]);
    const faults = ["", "a/b", "ä".repeat(51), "Desk"].map((name) => faultOf({ ...written, name }));
    expect(faults).toEqual(["name", "name", "name", null]);
    expect(faultOf({ ...written, kinds: [] })).toBe("kinds");
  });
});
