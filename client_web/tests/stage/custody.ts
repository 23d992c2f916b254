import { toHex } from "../../src/bytes/hex.ts";
import type { Person, SignedBody } from "../../src/protocol/documents.ts";
import type { MaterialDocument, OrderDocument, OrderState } from "../../src/protocol/orders.ts";
import { Desk } from "../../src/state/desk.ts";
import type { Entrance } from "../../src/state/entrance.ts";
import type { IdentityHttp } from "../../src/state/identity_http.ts";
import { Me } from "../../src/state/me/me.ts";
import type { Place } from "../../src/state/place.ts";
import type { Answered } from "../../src/state/ports.ts";
import type { ReleaseHttp } from "../../src/state/release_http.ts";
import type { CheckedOrder, ReadOrder } from "../../src/worker/custody_port.ts";
import type { CryptoPort, Outcome } from "../../src/worker/port.ts";
import { doorPorts } from "../door.ts";
import { identityOf } from "../identity.ts";
import { noLog } from "../no_log.ts";
import { releaseOf } from "../release.ts";
import { value } from "../world.ts";
import { FORM, KEPT } from "./consented.ts";
import { openedOrder } from "./opened_order.ts";
import { until } from "./people.ts";
import type { Cast } from "./people.ts";
import { successorScenes } from "./successors.ts";

/** Custody: what waits, what is decided, what opened. Orders are made up; that real ones are checked, other tests see to. */

type Scene = (world: Cast, entrance: Entrance) => Promise<void>;

const HOUR = 3_600_000;
const NOW = Date.now();
const yes = <T>(answer: T): Promise<Answered<T>> => Promise.resolve({ ok: true, value: answer });
const proved = <T>(answer: T): Promise<Outcome<T>> => Promise.resolve({ ok: true, value: answer });
const never = (): Promise<never> => new Promise(() => undefined);
const idOf = (n: number): Uint8Array => Uint8Array.from({ length: 16 }, (_, at) => (n * 41 + at * 13 + 7) % 256);
const NOTHING: SignedBody = { body: new Uint8Array(1), signature: new Uint8Array(64) };
const WORDS =
  "Taken to St Mary’s this morning, not awake. The doctors ask which medication she has named here since Monday, and whether there is an allergy.";

const [OFFICER, OWNER, CLIENT] = [idOf(1), idOf(2), idOf(3)];
const CUSTODIANS = [idOf(11), idOf(12), idOf(13), idOf(14), idOf(15)];

interface Told {
  readonly state?: OrderState;
  readonly basis?: ReadOrder["basis"];
  readonly officer?: Uint8Array;
  readonly approver?: Uint8Array;
  readonly gave?: readonly Uint8Array[];
  readonly declined?: readonly Uint8Array[];
}

function read(n: number, { basis = "emergency", officer = OFFICER, approver = OWNER, declined = [] }: Told): ReadOrder {
  return {
    orderId: idOf(100 + n),
    basis,
    officer,
    approver,
    recipient: officer,
    epochs: 2,
    issuedAt: NOW - n * 30 * HOUR,
    expiresAt: NOW + 19 * HOUR,
    declined,
    opened: null,
  };
}

function kept(n: number, { state = "open", gave = [] }: Told): OrderDocument {
  return {
    order: NOTHING,
    basis: NOTHING,
    approval: state === "proposed" ? null : new Uint8Array(64),
    state,
    madeAt: NOW - n * 30 * HOUR - HOUR,
    approvedAt: null,
    answers: [],
    outcome: null,
    contributed: gave.map((custodian) => ({ custodian, shares: 2 })),
  };
}

function checked(told: Told, more: Partial<CheckedOrder> = {}): CheckedOrder {
  return {
    ...read(0, told),
    client: CLIENT,
    spans: [
      { kind: "session", openedAt: NOW - 50 * HOUR },
      { kind: "thread", openedAt: NOW - 30 * HOUR },
    ],
    k: 3,
    n: 5,
    garbage: 0,
    left: 0,
    covers: null,
    conversation: new Uint8Array(16),
    basisHash: new Uint8Array(32),
    words: { text: WORDS, bound: true },
    ...more,
  };
}

const DRILLED = { client: null, words: null } as const;
const OPENED = openedOrder(CLIENT, idOf(4), CUSTODIANS[1] ?? null);

export interface Staged {
  readonly role: string;
  readonly self?: Uint8Array;
  readonly orders?: readonly Told[];
  readonly shown?: CheckedOrder;
  readonly told?: Told;
  readonly answers?: Partial<IdentityHttp>;
  readonly crypto?: Partial<CryptoPort>;
  readonly release?: Partial<ReleaseHttp>;
  readonly people?: readonly Person[];
}

async function sitAt(world: Cast, entrance: Entrance, staged: Staged): Promise<void> {
  const { ports } = world.client;
  const account = staged.self ?? world.client.account;
  const orders = staged.orders ?? [];
  const material: MaterialDocument = {
    order: kept(0, staged.told ?? {}),
    match: null,
    epochs: [],
    deposits: [],
    handings: [],
    words: null,
    people: staged.people ?? [],
  };
  const crypto = {
    ...ports.crypto,
    readOrders: () => proved(orders.map((told, n) => ({ ok: true as const, order: read(n, told) }))),
    checkOrder: () => proved(staged.shown ?? checked(staged.told ?? {})),
    stepUp: () => proved({ authenticationKey: new Uint8Array(32) }),
    openOrder: () => proved(OPENED),
    readOrderables: () =>
      proved([
        {
          conversation: idOf(60),
          therapist: idOf(4),
          epochs: [0, 1, 2, 3].map((n) => ({
            headerHash: idOf(80 + n),
            kind: n % 2 === 0 ? ("session" as const) : ("thread" as const),
            openedAt: NOW - (n + 1) * 60 * HOUR,
            deposited: n !== 3,
          })),
        },
      ]),
    ...staged.crypto,
  };
  const people = [OFFICER, OWNER].map((one, n): Person => ({
    ...PERSON,
    account: one,
    role: n === 0 ? "officer" : "owner",
  }));
  const identity = identityOf({
    orders: () => yes({ orders: orders.map((told, n) => kept(n, told)), people }),
    orderMaterial: () => yes(material),
    checkStepUp: () => yes(null),
    givenShares: () => yes([]),
    orderedEntries: () => yes([]),
    orderedLeaves: () => yes([]),
    orderables: () => yes({ conversations: [], people: [] }),
    knownAccounts: () =>
      yes([{ account: toHex(CLIENT), role: "client", certified: true, state: "active", since: null }]),
    ...staged.answers,
  });
  const instance = value(await ports.crypto.instance());
  const desk = new Desk(ports, { account, role: staged.role, suspended: false }, instance, {
    signedOut: () => undefined,
  });
  desk.roster.value = { kind: "ready", items: [], stale: false };
  entrance.me.value = new Me(
    {
      ...doorPorts(ports),
      crypto,
      identity,
      record: { ...noLog, font: () => yes(new Uint8Array()) },
      release: releaseOf(staged.release),
    },
    staged.role,
    () => Promise.resolve(),
  );
  entrance.standing.value = { kind: "in", desk };
}

const PERSON: Person = {
  account: OFFICER,
  role: "officer",
  bundle: NOTHING,
  certificate: NOTHING,
  predecessorSignature: null,
  earlier: [],
};

/** So many records that stand with earlier custodians only. */
function standing(records: number): Pick<Staged, "answers" | "crypto"> {
  const document = {
    records: [],
    epochs: records * 3,
    conversations: records,
    manifest: NOTHING,
    people: [],
  };
  const read = Array.from({ length: records }, (_, n) => ({
    client: idOf(20 + n),
    therapist: idOf(4),
    epochs: 3,
    from: NOW - (n + 400) * 24 * HOUR,
    until: NOW - (n + 20) * 24 * HOUR,
  }));
  return { answers: { standing: () => yes(document) }, crypto: { readStanding: () => proved(read) } };
}

async function settled(): Promise<void> {
  await until(() => document.querySelector("main h1") !== null && !document.body.textContent.includes("One moment"));
}

async function write(selector: string, text: string): Promise<void> {
  await until(() => document.querySelector(selector) !== null);
  const field = document.querySelector<HTMLInputElement | HTMLSelectElement>(selector);
  if (field === null) return;
  field.value = text;
  field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? "change" : "input", { bubbles: true }));
}

const ASKED: Told = { basis: "consent", gave: CUSTODIANS.slice(0, 3) };
const GATHERED = { opened: 2, of: 2, named: [], outcome: NOTHING };
/** An order by a client's consent, as its officer sees it; every step of the package works. */
const CONSENTED: Staged = {
  role: "officer",
  self: OFFICER,
  told: ASKED,
  shown: checked(ASKED, { words: null }),
  people: [{ ...PERSON, account: CLIENT, role: "client" }],
  answers: { sayOutcome: () => yes(null) },
  release: {
    requests: () => yes({ consents: [KEPT], about: { requests: [], people: [] } }),
    forms: () => yes([{ form: "part2", version: 1, text: "The form" }]),
    officers: () => yes([]),
    disclose: () => yes(null),
  },
  crypto: {
    readConsent: () => proved(FORM),
    beginOrderedCopy: () => proved(GATHERED),
    chosenForCopy: () => proved({ entries: 128, files: [], records: [] }),
    makeCopy: () => proved({ lines: 1 }),
    drawCopy: () => proved({ drawn: 1 }),
    packCopy: () => proved({ archive: new Uint8Array(), hash: new Uint8Array(32), runs: [[1, 128]] }),
    lockPackage: () => proved({ locked: new Uint8Array(), passphrase: "abcde-fghjk-mnpqr-stuvw-xyz23-45678" }),
    signDisclosure: () =>
      proved({ signed: NOTHING, paper: { hash: new Uint8Array(32), sealed: new Uint8Array(), wraps: [] } }),
  },
};

export function custodyScenes(go: (place: Place) => void): Readonly<Record<string, Scene>> {
  const custodian = CUSTODIANS[0] ?? OFFICER;
  const at =
    (of: string | null, staged: Staged): Scene =>
    async (world, entrance) => {
      await sitAt(world, entrance, staged);
      go(of === null ? { name: "custody" } : { name: "custody", of });
      await settled();
    };
  const order = toHex(idOf(100));
  const making =
    (staged: Staged, crypto: Partial<CryptoPort> = {}): Scene =>
    async (world, entrance) => {
      await at(order, { ...staged, crypto: { ...staged.crypto, ...crypto } })(world, entrance);
      await write("main input[autocomplete=username]", "1000000005");
      await write("main input[autocomplete=current-password]", "correct horse");
      document.querySelector<HTMLElement>("main form button[type=submit]")?.click();
      await until(() => document.querySelector("#package ~ .note, #package ~ .stack, main .note") !== null);
    };
  const many = Array.from({ length: 60 }, (_, n): Told => ({
    state: (["open", "fulfilled", "expired", "withdrawn", "proposed"] as const)[n % 5] ?? "open",
    basis: n % 3 === 0 ? "drill" : "emergency",
    gave: CUSTODIANS.slice(0, n % 4),
    declined: n % 7 === 0 ? CUSTODIANS.slice(4) : [],
  }));
  return {
    custody: at(null, {
      role: "custodian",
      self: custodian,
      orders: [{}, { basis: "drill" }, { state: "fulfilled", basis: "drill" }, { gave: [custodian] }],
    }),
    "custody-empty": at(null, { role: "custodian", self: custodian }),
    "custody-loading": async (world, entrance) => {
      await sitAt(world, entrance, { role: "custodian", answers: { orders: never } });
      go({ name: "custody" });
    },
    "custody-failed": async (world, entrance) => {
      await sitAt(world, entrance, { role: "owner", answers: { orders: () => identityOf().orders() } });
      go({ name: "custody" });
      await until(() => document.querySelector("main .note") !== null);
    },
    "custody-many": at(null, { role: "officer", self: OFFICER, orders: many }),
    "custody-order": at(order, { role: "custodian", self: custodian, told: { gave: CUSTODIANS.slice(1, 2) } }),
    "custody-order-unbound": at(order, {
      role: "custodian",
      self: custodian,
      shown: checked({}, { words: { text: WORDS, bound: false }, garbage: 1 }),
    }),
    "custody-order-broken": at(order, {
      role: "custodian",
      self: custodian,
      crypto: { checkOrder: () => Promise.resolve({ ok: false, reason: "foreign_epoch" }) },
    }),
    "custody-approve": at(order, { role: "owner", self: OWNER, told: { state: "proposed" } }),
    "custody-answered": at(order, {
      role: "officer",
      self: OFFICER,
      told: { basis: "drill", gave: CUSTODIANS.slice(0, 2), declined: CUSTODIANS.slice(4) },
      shown: checked({ basis: "drill", gave: CUSTODIANS.slice(0, 2), declined: CUSTODIANS.slice(4) }, DRILLED),
    }),
    "custody-opened": async (world, entrance) => {
      await at(order, { role: "officer", self: OFFICER, told: { gave: CUSTODIANS.slice(0, 3) } })(world, entrance);
      await write("main input[autocomplete=username]", "1000000005");
      await write("main input[autocomplete=current-password]", "correct horse");
      document.querySelector<HTMLElement>("main form button[type=submit]")?.click();
      await until(() => document.querySelector(".released") !== null);
    },
    package: at(order, CONSENTED),
    "package-making": making(CONSENTED, { chosenForCopy: never }),
    "package-ready": making(CONSENTED),
    "package-barred": making({
      ...CONSENTED,
      release: {
        ...CONSENTED.release,
        disclose: () =>
          Promise.resolve({ ok: false, refusal: { kind: "refused", code: "not_allowed", status: 403, retryAfter: 0 } }),
      },
    }),
    "custody-legal": at(order, {
      role: "officer",
      self: OFFICER,
      told: { basis: "legal", gave: CUSTODIANS.slice(0, 3) },
      shown: checked(
        { basis: "legal", gave: CUSTODIANS.slice(0, 3) },
        {
          covers: {
            kinds: ["text", "letter"],
            from: NOW - 2000 * HOUR,
            until: NOW - 24 * HOUR,
            served: { kind: "order", section: "2.64" },
          },
          words: { text: "An order of the Superior Court of Example, docket 26-CV-00417.", bound: true },
        },
      ),
    }),
    returned: async (world, entrance) => {
      await sitAt(world, entrance, {
        ...CONSENTED,
        role: "client",
        self: CLIENT,
        orders: [ASKED],
        shown: { ...checked(ASKED, { words: null }), recipient: CLIENT },
      });
      go({ name: "record" });
      await settled();
      await until(() => document.querySelector("#returned") !== null);
    },
    "custody-handing": at(order, {
      role: "custodian",
      self: custodian,
      told: { basis: "succession" },
      shown: checked({ basis: "succession" }, { words: null }),
    }),
    "custody-handed": at(order, {
      role: "officer",
      self: OFFICER,
      told: { basis: "succession", gave: CUSTODIANS.slice(0, 3) },
      shown: checked({ basis: "succession", gave: CUSTODIANS.slice(0, 3) }, { words: null }),
    }),
    "custody-standing": at(null, { role: "officer", self: OFFICER, orders: [{ basis: "succession" }], ...standing(3) }),
    "custody-succession": at("succession", { role: "officer", self: OFFICER, ...standing(3) }),
    "custody-succession-none": at("succession", { role: "officer", self: OFFICER, ...standing(0) }),
    "custody-succession-many": at("succession", { role: "officer", self: OFFICER, ...standing(60) }),
    ...successorScenes(at, OWNER, CUSTODIANS),
    "custody-drill": at("drill", { role: "officer", self: OFFICER }),
    "custody-emergency": async (world, entrance) => {
      await at("emergency", { role: "officer", self: OFFICER })(world, entrance);
      await write("main select", toHex(CLIENT));
      await until(() => document.querySelector(".order-choices") !== null);
    },
  };
}
