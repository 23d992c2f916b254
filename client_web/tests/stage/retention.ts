import { toHex } from "../../src/bytes/hex.ts";
import { makeDestruction } from "../../src/crypto/destruction.ts";
import { makeHold } from "../../src/crypto/hold.ts";
import type { Retention, RetentionSchedule } from "../../src/crypto/retention.ts";
import { SigningKey } from "../../src/crypto/signing.ts";
import type { SignedBody } from "../../src/protocol/documents.ts";
import { Desk } from "../../src/state/desk.ts";
import type { Entrance } from "../../src/state/entrance.ts";
import { Me } from "../../src/state/me/me.ts";
import type { Place } from "../../src/state/place.ts";
import type { Answered } from "../../src/state/ports.ts";
import type { DestructionState, KeptDestruction, KeptHold, KeptRecord } from "../../src/state/retention_http.ts";
import type { Outcome } from "../../src/worker/port.ts";
import type { ShownDestruction, ShownHold } from "../../src/worker/retention_port.ts";
import { doorPorts } from "../door.ts";
import { releaseOf } from "../release.ts";
import { value } from "../world.ts";
import { until } from "./people.ts";
import type { Cast } from "./people.ts";

/** How long records are kept, what holds them, and how they are destroyed. */

type Go = (place: Place) => void;
type Scene = (world: Cast, entrance: Entrance) => Promise<void>;

const DAY = 86_400_000;
const YEAR = 365 * DAY;
const NOW = Date.now();
const HASH = new Uint8Array(32).fill(0x5c);
const OFFICER = new Uint8Array(16).fill(91);
const OWNER = new Uint8Array(16).fill(0x2d);
const NOTHING: SignedBody = { body: new Uint8Array(1), signature: new Uint8Array(64) };
const yes = <T>(answer: T): Promise<Answered<T>> => Promise.resolve({ ok: true, value: answer });
const away = (): Promise<Answered<never>> => Promise.resolve({ ok: false, refusal: { kind: "unreachable" } });
const proved = <T>(said: T): Promise<Outcome<T>> => Promise.resolve({ ok: true, value: said });
const clientOf = (n: number): Uint8Array => new Uint8Array(16).map((_, at) => (n * 37 + at * 11) % 256);
const CLIENT = clientOf(0);

const SCHEDULE: RetentionSchedule = {
  version: 1,
  rules: [
    { name: "APA record keeping guideline", applies: "everyone", years: 7, majority: 18, yearsAfterMajority: 3 },
    {
      name: "The law of another state, as counsel has it",
      applies: "named",
      years: 10,
      majority: 18,
      yearsAfterMajority: 7,
    },
  ],
  owner: OWNER,
  at: NOW - 9 * YEAR,
  hash: HASH,
};
const RETENTION: Retention = {
  client: CLIENT,
  scheduleHash: HASH,
  rules: [],
  retainUntil: NOW - DAY,
  officer: OFFICER,
  at: NOW,
  hash: HASH,
};

interface Asked {
  readonly held?: boolean;
  readonly open?: boolean;
  readonly dueAt?: number | null;
  readonly gone?: boolean;
}

function record(n: number, asked: Asked = {}): KeptRecord {
  const end = { head: HASH, lastAt: NOW - 8 * YEAR, closed: asked.open !== true, destroyed: asked.gone === true };
  const ends = [1, 2].map((part) => ({ ...end, conversation: clientOf(n + 40 * part), sequence: 100 * part + n }));
  const dueAt = asked.dueAt === undefined ? NOW - DAY : asked.dueAt;
  return {
    client: clientOf(n),
    ends,
    lastService: NOW - 8 * YEAR,
    retention: dueAt === null ? null : NOTHING,
    dueAt,
    held: asked.held === true,
  };
}

const RECORDS = [
  record(0),
  record(1, { dueAt: null }),
  record(2, { held: true }),
  record(3, { dueAt: NOW + 3 * YEAR }),
  record(4, { open: true }),
  record(5, { gone: true }),
];

const signer = (): SigningKey => new SigningKey(new Uint8Array(32).fill(4));

function holds(): readonly KeptHold[] {
  const of = (n: number, cause: "officer" | "process", lifted: boolean): KeptHold => ({
    hold: makeHold(signer(), {
      holdId: clientOf(60 + n),
      client: CLIENT,
      cause,
      reasonHash: HASH,
      placedBy: OFFICER,
      at: NOW - n * DAY,
    }),
    paper: null,
    keptAt: NOW - n * DAY,
    lift: lifted ? NOTHING : null,
    liftPaper: null,
  });
  return [of(1, "officer", false), of(2, "process", false), of(9, "officer", true)];
}

const REASON = {
  reason:
    "The client’s former partner announced a suit about custody of the children; counsel asks to keep everything.",
  matter: "26-1184",
};

function shownHold(kept: SignedBody, lifted: boolean): ShownHold {
  const lift = lifted ? { by: OWNER, at: NOW, values: { reason: "Settled", matter: "" } } : null;
  return {
    holdId: kept.body.slice(-16),
    client: CLIENT,
    cause: "officer",
    placedBy: OFFICER,
    at: NOW - DAY,
    values: REASON,
    lifted: lift,
  };
}

function destruction(state: DestructionState): KeptDestruction {
  const body = makeDestruction(signer(), {
    destructionId: clientOf(77),
    client: CLIENT,
    conversations: [
      { conversation: new Uint8Array(16).fill(1), sequence: 412, head: HASH },
      { conversation: new Uint8Array(16).fill(2), sequence: 38, head: HASH },
    ],
    retentionHash: HASH,
    retainUntil: NOW - DAY,
    by: OWNER,
    approvedBy: OFFICER,
    at: NOW,
  });
  const signed = state !== "proposed";
  return {
    destruction: body,
    state,
    approval: signed ? new Uint8Array(64) : null,
    certificate: state === "destroyed" ? NOTHING : null,
  };
}

function shownDestruction({ certificate, approval }: KeptDestruction): ShownDestruction {
  const erased = [
    { what: "wraps", count: 24 },
    { what: "shares", count: 72 },
    { what: "contributions", count: 0 },
    { what: "entries", count: 450 },
    { what: "files", count: 3 },
  ] as const;
  return {
    destructionId: clientOf(77),
    client: CLIENT,
    conversations: [],
    retainUntil: NOW - DAY,
    by: OWNER,
    approvedBy: OFFICER,
    at: NOW,
    approved: approval !== null,
    certificate: certificate === null ? null : { hash: HASH, erased, backupsEndAt: NOW + 35 * DAY, at: NOW },
  };
}

interface Staged {
  readonly role?: string;
  readonly records?: readonly KeptRecord[];
  readonly schedule?: boolean;
  readonly holds?: readonly KeptHold[];
  readonly destructions?: readonly KeptDestruction[];
  readonly away?: boolean;
  readonly loading?: boolean;
}

async function sit(world: Cast, entrance: Entrance, staged: Staged): Promise<void> {
  const ports = doorPorts(world.client.ports);
  const role = staged.role ?? "officer";
  const crypto = Object.assign(Object.create(ports.crypto) as typeof ports.crypto, {
    readSchedule: () => proved(SCHEDULE),
    readRetention: () => proved(RETENTION),
    readHold: (asked: { readonly hold: SignedBody; readonly lift: SignedBody | null }) =>
      proved(shownHold(asked.hold, asked.lift !== null)),
    readDestruction: (asked: KeptDestruction) => proved(shownDestruction(asked)),
  });
  const kept = {
    schedule: staged.schedule === false ? null : NOTHING,
    records: staged.records ?? RECORDS,
    people: [],
  };
  const release = releaseOf({
    retention: () =>
      staged.loading === true ? new Promise(() => undefined) : staged.away === true ? away() : yes(kept),
    holds: () => yes({ holds: staged.holds ?? [], people: [] }),
    destructions: () => yes({ destructions: staged.destructions ?? [], people: [] }),
    officers: () =>
      yes(
        [OFFICER, OWNER].map((account) => ({
          account,
          role: "officer",
          bundle: NOTHING,
          certificate: NOTHING,
          predecessorSignature: null,
          earlier: [],
        })),
      ),
  });
  entrance.me.value = new Me({ ...ports, crypto, release }, role, () => Promise.resolve());
  const instance = value(await ports.crypto.instance());
  const desk = new Desk(world.client.ports, { account: OFFICER, role, suspended: false }, instance, {
    signedOut: () => undefined,
  });
  desk.roster.value = { kind: "ready", items: [], stale: false };
  entrance.standing.value = { kind: "in", desk };
}

export const retentionScenes = (go: Go): Readonly<Record<string, Scene>> => {
  const stage =
    (staged: Staged, of: string | null, then: () => Promise<void> = () => Promise.resolve()): Scene =>
    async (world, entrance) => {
      await sit(world, entrance, staged);
      go(of === null ? { name: "retention" } : { name: "retention", of });
      await until(() => document.querySelector("main h1") !== null);
      if (staged.loading !== true) await until(() => !document.body.textContent.includes("One moment"));
      await then();
    };
  const press = async (words: string): Promise<void> => {
    const found = (): HTMLElement | undefined =>
      [...document.querySelectorAll<HTMLElement>("main button")].find((button) => button.textContent === words);
    await until(() => found() !== undefined);
    found()?.click();
    await until(() => document.querySelector("main form, dialog form") !== null);
  };
  const one = toHex(CLIENT);
  const many = Array.from({ length: 300 }, (_, n) => record(n, n % 3 === 0 ? {} : { dueAt: NOW + n * DAY }));
  return {
    retention: stage({ role: "owner", destructions: [destruction("proposed")] }, null),
    "retention-empty": stage({ records: [], schedule: false, role: "owner" }, null),
    "retention-loading": stage({ loading: true }, null),
    "retention-unreachable": stage({ away: true }, null),
    "retention-many": stage({ records: many }, null),
    "retention-schedule": stage({ role: "owner" }, null, () => press("Write the next schedule")),
    "retention-record": stage({}, one),
    "retention-date": stage({}, one, () => press("Set another date")),
    "retention-hold": stage({}, one, () => press("Place a hold")),
    "retention-held": stage({ records: [record(0, { held: true })], holds: holds() }, one),
    "retention-lift": stage({ records: [record(0, { held: true })], holds: holds() }, one, () => press("Lift it")),
    "retention-propose": stage({}, one, () => press("Propose to destroy it")),
    "retention-approve": stage({ destructions: [destruction("proposed")] }, one),
    "retention-destroyed": stage(
      { records: [record(0, { gone: true })], destructions: [destruction("destroyed")] },
      one,
    ),
  };
};
