import { toHex } from "../../src/bytes/hex.ts";
import type { Person, SignedBody } from "../../src/protocol/documents.ts";
import { Desk } from "../../src/state/desk.ts";
import type { Entrance } from "../../src/state/entrance.ts";
import { Me } from "../../src/state/me/me.ts";
import type { Place } from "../../src/state/place.ts";
import type { Answered } from "../../src/state/ports.ts";
import type { KeptProcess, KeptWarning, Part2Status, ReleaseHttp } from "../../src/state/release_http.ts";
import type { ShownProcess } from "../../src/worker/legal_port.ts";
import type { CryptoPort, Outcome } from "../../src/worker/port.ts";
import type { ShownDisclosure, ShownWarning } from "../../src/worker/release_port.ts";
import { doorPorts } from "../door.ts";
import { identityOf } from "../identity.ts";
import { matchingOf } from "../matching.ts";
import { releaseOf } from "../release.ts";
import { value } from "../world.ts";
import { until } from "./people.ts";
import type { Cast } from "./people.ts";

/** What was served, who was warned, and what kind of record it is. All of it is made up; that real ones are checked, other tests see to. */

type Scene = (world: Cast, entrance: Entrance) => Promise<void>;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.now();
const yes = <T>(answer: T): Promise<Answered<T>> => Promise.resolve({ ok: true, value: answer });
const proved = <T>(answer: T): Promise<Outcome<T>> => Promise.resolve({ ok: true, value: answer });
const never = (): Promise<never> => new Promise(() => undefined);
const unreachable = (): Promise<Answered<never>> => Promise.resolve({ ok: false, refusal: { kind: "unreachable" } });
const idOf = (n: number): Uint8Array => Uint8Array.from({ length: 16 }, (_, at) => (n * 53 + at * 17 + 5) % 256);
const hashOf = (n: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, at) => (n * 29 + at * 11 + 3) % 256);
const signed = (n: number): SignedBody => ({ body: hashOf(n), signature: new Uint8Array(64).fill(n) });

const [OFFICER, OWNER, CLIENT, THERAPIST, CONVERSATION] = [idOf(1), idOf(2), idOf(3), idOf(4), idOf(60)];
const PAPER = { sealed: new Uint8Array(), bundleHash: new Uint8Array(), wrap: new Uint8Array() };

const VALUES = {
  issuer: "Superior Court of the County of Example, Hon. A. Example, 12 Court Square",
  jurisdiction: "State of Example",
  docket: "26-CV-00417",
  "served-at": "24 November 2026",
  "due-at": "8 December 2026",
  "served-by": "Deputy Example, in person",
  authenticity: "Called the clerk on the number in the court’s own directory; the docket has the order of 20 November.",
  paragraph: "45 CFR 164.512(e)(1)(i)",
  "part2-findings": "There is no other way; the public interest outweighs the harm. Limited to the sessions of March.",
  "companion-subpoena": "Subpoena 26-CV-00417-S2",
  recipients: "The court, in camera",
  counsel: "R. Counsel, LLP",
  privilege: "R. Counsel: waived in the pleadings, for March only",
  "sealing-terms": "Under seal; to be returned at the end of the case",
  unavailable: "What only the client’s own device can open",
};

function processOf(n: number, changed: Partial<ShownProcess> = {}): ShownProcess {
  return {
    processId: idOf(100 + n),
    hash: hashOf(100 + n),
    kind: "order",
    client: CLIENT,
    conversation: CONVERSATION,
    kinds: ["text", "letter"],
    from: NOW - 90 * DAY,
    until: NOW - DAY,
    section: "2.64",
    documentHash: hashOf(7),
    gagUntil: 0,
    officer: OFFICER,
    approver: OWNER,
    at: NOW - n * DAY,
    approved: true,
    values: VALUES,
    ...changed,
  };
}

const WARNING: ShownWarning["values"] = {
  threat: "“I know when he leaves the house. It ends on Friday, for both of us.”",
  victims: "The client’s former partner, named in the session",
  notifications: "Police of Example, Sgt. Example, badge 4417: by telephone at 15:40, reached",
  disclosed: "Name and address of the person at risk; that a threat was made for Friday, and the words of it",
  imminence: "Friday",
  consultation: "Dr. Example, by telephone, 15:30: advised to call",
};

function warningOf(n: number, changed: Partial<ShownWarning> = {}): ShownWarning {
  return {
    hash: hashOf(200 + n),
    completes: null,
    client: CLIENT,
    conversation: CONVERSATION,
    therapist: THERAPIST,
    basis: "threat",
    branch: "not-identifying",
    source: "session",
    at: NOW - n * 30 * HOUR - HOUR,
    values: WARNING,
    countersigned: null,
    ...changed,
  };
}

interface Staged {
  readonly role: string;
  readonly self?: Uint8Array;
  readonly processes?: readonly (ShownProcess | null)[];
  readonly warnings?: readonly (ShownWarning | null)[];
  /** Whether the client's accounting says what the warnings told. */
  readonly accounted?: boolean;
  /** From which of the warnings on the record is destroyed. */
  readonly destroyed?: number;
  readonly disclosures?: readonly ShownDisclosure[];
  readonly part2?: Part2Status;
  readonly answers?: Partial<ReleaseHttp>;
}

const PERSON: Person = {
  account: OFFICER,
  role: "officer",
  bundle: signed(0),
  certificate: signed(0),
  predecessorSignature: null,
  earlier: [],
};

function cryptoOf(crypto: CryptoPort, staged: Staged): CryptoPort {
  const { processes = [], warnings = [], disclosures = [], part2 = "pending" } = staged;
  const at = <T>(list: readonly (T | null)[], { body }: SignedBody): Promise<Outcome<T>> => {
    const found = list[list.findIndex((_, n) => toHex(signed(n).body) === toHex(body))] ?? null;
    return found === null ? Promise.resolve({ ok: false, reason: "bad_signature" }) : proved(found);
  };
  return {
    ...crypto,
    trustPractice: () => proved({ manifestGeneration: 0 }),
    admit: ({ papers }) => proved({ signed: signed(0), wraps: papers.map(({ hash }) => hash) }),
    readProcess: ({ process }) => at(processes, process),
    readWarning: ({ warning }) => at(warnings, warning),
    readDisclosure: ({ disclosure }) => at(disclosures, disclosure),
    readMarking: () =>
      proved({
        status: part2,
        ground: part2 === "cleared" ? "not-a-programme" : "programme",
        reviewer: OWNER,
        at: NOW,
      }),
    readOrderables: () =>
      proved([
        {
          conversation: CONVERSATION,
          therapist: THERAPIST,
          epochs: [0, 1, 2].map((n) => ({
            headerHash: hashOf(80 + n),
            kind: n % 2 === 0 ? ("session" as const) : ("thread" as const),
            openedAt: NOW - (n + 2) * 60 * HOUR,
            deposited: true,
          })),
        },
      ]),
  };
}

function served({
  processes = [],
  warnings = [],
  accounted = true,
  destroyed = warnings.length,
  disclosures = [],
  part2 = "pending",
  answers = {},
}: Staged): ReleaseHttp {
  const marking = part2 === "pending" ? null : signed(0);
  return releaseOf({
    processes: () =>
      yes(
        processes.map((each, n): KeptProcess => ({
          process: signed(n),
          paper: PAPER,
          part2,
          keptAt: NOW - n * DAY,
          approval: each?.approved === true ? new Uint8Array(64) : null,
        })),
      ),
    warnings: () =>
      yes({
        warnings: warnings.map((_, n): KeptWarning => ({
          warning: signed(n),
          paper: PAPER,
          keptAt: NOW,
          accounted,
          countersignature: null,
          destroyed: n >= destroyed,
        })),
        people: [],
      }),
    disclosures: () =>
      yes(disclosures.map((_, n) => ({ disclosure: signed(n), paper: PAPER, hipaa: true, part2: false }))),
    officers: () => yes([PERSON, { ...PERSON, account: OWNER, role: "owner" }]),
    part2: () => yes({ part2, marking, people: [] }),
    ...answers,
  });
}

async function sitAt(world: Cast, entrance: Entrance, staged: Staged): Promise<void> {
  const { ports } = staged.role === "therapist" ? world.therapist : world.client;
  const account = staged.self ?? OFFICER;
  const people = [PERSON, { ...PERSON, account: OWNER, role: "owner" }];
  const identity = identityOf({
    orders: () => yes({ orders: [], people }),
    orderables: () => yes({ conversations: [], people: [] }),
    knownAccounts: () =>
      yes([{ account: toHex(CLIENT), role: "client", certified: true, state: "active", since: null }]),
  });
  const more = { crypto: cryptoOf(ports.crypto, staged), matching: matchingOf({ people: () => yes([]) }), identity };
  const http = { ...ports.http, ownBundle: () => yes({ ...PERSON, role: staged.role }) };
  const door = { ...doorPorts(ports), ...more, http, release: served(staged) };
  entrance.me.value = new Me(door, staged.role, () => Promise.resolve());
  if (staged.role === "therapist") {
    const { desk } = await world.therapist.sit();
    entrance.standing.value = { kind: "in", desk };
    return;
  }
  const instance = value(await ports.crypto.instance());
  const desk = new Desk(ports, { account, role: staged.role, suspended: false }, instance, {
    signedOut: () => undefined,
  });
  desk.roster.value = { kind: "ready", items: [], stale: false };
  entrance.standing.value = { kind: "in", desk };
}

async function settled(): Promise<void> {
  await until(() => document.querySelector("main h1") !== null && !document.body.textContent.includes("One moment"));
}

async function choose(selector: string, chosen: string): Promise<void> {
  await until(() => document.querySelector(selector) !== null);
  const field = document.querySelector<HTMLSelectElement>(selector);
  if (field === null) return;
  field.value = chosen;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

async function press(selector: string): Promise<void> {
  await until(() => document.querySelector(selector) !== null);
  document.querySelector<HTMLElement>(selector)?.click();
}

export function legalScenes(go: (place: Place) => void): Readonly<Record<string, Scene>> {
  const at =
    (place: Place, staged: Staged): Scene =>
    async (world, entrance) => {
      await sitAt(world, entrance, staged);
      go(place);
      await settled();
    };
  const officer = { role: "officer", self: OFFICER } as const;
  const legal: Place = { name: "legal" };
  const some: readonly (ShownProcess | null)[] = [
    processOf(0, { approved: false, officer: OWNER, approver: OFFICER }),
    processOf(1),
    processOf(2, { kind: "attorney-subpoena", section: "none" }),
    processOf(3, { kind: "preservation", section: "none" }),
    null,
  ];
  const one = { name: "legal", of: toHex(idOf(100)) } as const;
  const given: ShownDisclosure = {
    basis: "order",
    basisHash: hashOf(100),
    by: OFFICER,
    producedAt: NOW - DAY,
    statement: "part2-long",
    suspendedUntil: NOW + 30 * DAY,
    values: { recipient: "The court, in camera", description: "On which days there were sessions in March" },
  };
  const warn =
    (staged: Partial<Staged>, then: () => Promise<void> = settled): Scene =>
    async (world, entrance) => {
      await sitAt(world, entrance, { role: "therapist", ...staged });
      const standing = entrance.standing.peek();
      const desk = standing.kind === "in" ? standing.desk : null;
      await until(() => desk?.roster.peek().kind === "ready");
      const roster = desk?.roster.peek();
      const key = roster?.kind === "ready" ? roster.items[0]?.key : undefined;
      go(key === undefined ? { name: "warn" } : { name: "warn", of: key });
      await then();
    };
  return {
    legal: at(legal, { ...officer, processes: some }),
    "legal-empty": at(legal, officer),
    "legal-loading": async (world, entrance) => {
      await sitAt(world, entrance, { ...officer, answers: { processes: never } });
      go(legal);
    },
    "legal-failed": at(legal, { ...officer, answers: { processes: unreachable } }),
    "legal-many": at(legal, {
      ...officer,
      processes: Array.from({ length: 60 }, (_, n) => processOf(n, n % 3 === 0 ? { kind: "warrant" } : {})),
    }),
    "legal-process": at(one, { role: "owner", self: OWNER, processes: [processOf(0, { approved: false })] }),
    "legal-process-barred": at(one, {
      ...officer,
      processes: [processOf(0, { kind: "attorney-subpoena", section: "none" })],
    }),
    "legal-process-open": async (world, entrance) => {
      const shown = processOf(0, { gagUntil: NOW + 30 * DAY });
      await at(one, { ...officer, processes: [shown], disclosures: [given] })(world, entrance);
      await press("main section:last-of-type > div > button");
    },
    "legal-given-on": async (world, entrance) => {
      const newcomer = { ...PERSON, account: idOf(5) };
      const papers = Array.from({ length: 12 }, () => ({ hash: hashOf(1), paper: PAPER }));
      const owed = [{ reader: newcomer, papers }];
      const answers = {
        owedPapers: () => yes(owed.shift() ?? { reader: null, papers: [] }),
        admit: () => yes(null),
      };
      await at(legal, { ...officer, processes: [processOf(1)], answers })(world, entrance);
      await until(() => document.querySelector("main [role=status] p") !== null);
    },
    "legal-form": async (world, entrance) => {
      await at({ name: "legal", of: "new" }, officer)(world, entrance);
      await choose("main select", toHex(CLIENT));
      await until(() => document.querySelector(".form-part") !== null);
      await choose(".form-part select", "attorney-subpoena");
      await until(() => document.querySelector("main .note.warn") !== null);
    },
    warnings: at(
      { name: "warnings" },
      {
        ...officer,
        warnings: [
          warningOf(0),
          warningOf(1, { completes: hashOf(202), values: { ...WARNING, means: "He has a key to the house" } }),
          warningOf(2, { countersigned: { by: OFFICER, at: NOW - DAY } }),
          warningOf(3, { basis: "abuse-report", source: "family", countersigned: { by: OWNER, at: NOW - 2 * DAY } }),
          null,
        ],
      },
    ),
    "warnings-sign": async (world, entrance) => {
      await at(
        { name: "warnings" },
        { ...officer, warnings: [warningOf(0), warningOf(1, { completes: hashOf(200) })] },
      )(world, entrance);
      await press("main .warnings button");
      await until(() => document.querySelector("main .warnings form") !== null);
      document.querySelector("main .warnings form")?.scrollIntoView();
    },
    "warnings-over": at(
      { name: "warnings" },
      { ...officer, warnings: [warningOf(0, { countersigned: "broken" }), warningOf(1)], destroyed: 1 },
    ),
    "warnings-empty": at({ name: "warnings" }, officer),
    "warnings-failed": at({ name: "warnings" }, { ...officer, answers: { warnings: unreachable } }),
    "warnings-many": at(
      { name: "warnings" },
      { ...officer, warnings: Array.from({ length: 60 }, (_, n) => warningOf(n)) },
    ),
    warn: warn({}),
    "warn-faults": warn({ part2: "cleared" }, async () => {
      await settled();
      await press("main form button[type=submit]");
      await until(() => document.querySelector("main .wrong") !== null);
      await press("main details summary");
    }),
    "warn-given": async (world, entrance) => {
      const account = world.client.account;
      const signed = { countersigned: { by: OWNER, at: NOW - HOUR } };
      const warnings = [warningOf(0, { client: account }), warningOf(1, { client: account, ...signed })];
      await warn({ warnings })(world, entrance);
      await press("main .lines button");
      await until(() => document.querySelector("#complete") !== null);
    },
    "warn-unwritten": async (world, entrance) => {
      await warn({ warnings: [warningOf(0, { client: world.client.account })], accounted: false })(world, entrance);
      await until(() => document.querySelector("main .lines .note.warn") !== null);
      document.querySelector("main .lines")?.scrollIntoView();
    },
    "warn-failed": warn({ answers: { part2: unreachable, warnings: unreachable } }),
    part2: at({ name: "part2", of: toHex(CLIENT) }, officer),
    "part2-cleared": at({ name: "part2", of: toHex(CLIENT) }, { ...officer, part2: "cleared" }),
    "part2-choose": at({ name: "part2" }, officer),
    "part2-failed": at({ name: "part2", of: toHex(CLIENT) }, { ...officer, answers: { part2: unreachable } }),
  };
}
