import { toBase64url } from "../../src/bytes/base64url.ts";
import { INTAKE_FORMS, NEWEST_FORM } from "../../src/crypto/intake_form.ts";
import type { Person } from "../../src/protocol/documents.ts";
import { Desk } from "../../src/state/desk.ts";
import type { Entrance } from "../../src/state/entrance.ts";
import type { Therapist } from "../../src/state/lobby_http.ts";
import type { KeptProfile, MatchingHttp, Waiting } from "../../src/state/matching_http.ts";
import { Me } from "../../src/state/me/me.ts";
import type { MePorts } from "../../src/state/me/step_up.ts";
import type { Place } from "../../src/state/place.ts";
import type { Answered } from "../../src/state/ports.ts";
import type { CryptoPort } from "../../src/worker/port.ts";
import type { IntakeContent } from "../../src/worker/matching_port.ts";
import { doorPorts } from "../door.ts";
import { identityOf } from "../identity.ts";
import { lobbyOf } from "../lobby.ts";
import { matchingOf } from "../matching.ts";
import { value } from "../world.ts";
import { until } from "./people.ts";
import type { Cast } from "./people.ts";

/** Intake, the queue, profiles and the directory's desk, with people who do not exist. */

type Go = (place: Place) => void;
type Scene = (world: Cast, entrance: Entrance) => Promise<void>;

const DAY = 86_400_000;
const yes = <T>(given: T): Promise<Answered<T>> => Promise.resolve({ ok: true, value: given });
const id = (of: number): Uint8Array => Uint8Array.from({ length: 16 }, (_, n) => (of * 37 + n * 11) % 256);
const bytes = new Uint8Array(8);
const signed = { body: bytes, signature: bytes };

const TOLD: Readonly<Record<string, string>> = {
  reason: "I sleep badly and cannot stop thinking about work.\nIt began when my father fell ill.",
  "how-long": "Since spring.",
  hopes: "That I look forward to the evening again.",
  living: "Alone, with a cat. I teach at a school.",
  mood: "Tired. Short with people I like.",
  medication: "Something for the thyroid, 50 micrograms.",
  physician: "Dr Example, Exampletown",
  therapist: "Dr Ada Example",
};

function content(told: Readonly<Record<string, string>>): IntakeContent {
  const answers = (INTAKE_FORMS[NEWEST_FORM] ?? []).map((question) => {
    const given = told[question];
    if (given !== undefined) return { question, standing: "given" as const, value: given };
    return { question, standing: question === "substances" ? ("declined" as const) : ("open" as const), value: "" };
  });
  return { form: NEWEST_FORM, answers };
}

function person(of: number, role: string): Person {
  return { account: id(of), role, bundle: signed, certificate: signed, predecessorSignature: null, earlier: [] };
}

const ABOUT =
  "I have worked with people who carry too much for fifteen years. We begin where you are, and go at your pace.";
const THERAPISTS: readonly (Therapist & { readonly of: number })[] = [
  { of: 21, name: "Dr Ada Example", credentials: "Licensed psychologist, PhD", approaches: ["cognitive-behavioral"] },
  { of: 22, name: "Sam Rivera-Vandenberghe", credentials: "LMFT", approaches: ["couples", "grief", "narrative"] },
].map((each) => ({
  ...each,
  therapist: toBase64url(id(each.of)),
  languages: each.of === 21 ? ["en", "de"] : ["en", "es-MX"],
  about: ABOUT,
  photo: null,
}));

const QUEUE: readonly Waiting[] = [
  { account: id(31), since: Date.now() - 9 * DAY, wish: id(21), change: null, proposal: null },
  {
    account: id(32),
    since: Date.now() - 2 * DAY,
    wish: null,
    change: signed,
    proposal: { ...proposal(), state: "declined" },
  },
  { account: id(33), since: Date.now() - 4 * 3_600_000, wish: null, change: null, proposal: proposal() },
];

function proposal(): NonNullable<Waiting["proposal"]> {
  const proposedAt = Date.now() - 3_600_000;
  return { conversation: id(50), therapist: id(22), replaces: null, state: "proposed", proposedAt };
}

const PROFILE: KeptProfile = {
  account: id(21),
  version: 2,
  profile: signed,
  photo: null,
  published: false,
  shown: 1,
};

const PEOPLE = [31, 32, 33].map((of) => person(of, "client")).concat([21, 22, 23].map((of) => person(of, "therapist")));

/** What intake staff are answered with. */
const STAFF: Partial<MatchingHttp> = {
  queue: () => yes(QUEUE),
  people: () => yes(PEOPLE),
  caseload: () => yes([21, 22, 23].map((of) => ({ account: id(of), open: of === 21 ? 1 : of - 15 }))),
  uncertified: () => yes([person(41, "client"), person(42, "therapist")]),
  readIntake: () => yes({ signed, sealed: bytes, wrap: bytes }),
  readContactCard: () => yes({ signed, sealed: bytes, wrap: bytes }),
  profiles: () =>
    yes([
      PROFILE,
      { ...PROFILE, account: id(22), published: true, shown: 2 },
      { ...PROFILE, account: id(23), shown: null },
    ]),
};

const OPENED: Partial<Record<keyof CryptoPort, unknown>> = {
  trustPractice: { manifestGeneration: 0 },
  readIntake: content(TOLD),
  openIntake: { ...content(TOLD), version: 3, stale: false },
  readContactCard: {
    fields: [
      { name: "name", declined: false, value: "Noa Example" },
      { name: "address", declined: true, value: "" },
      { name: "birth-date", declined: false, value: "1990-02-28" },
      { name: "telephone", declined: false, value: "+1 555 0100" },
      { name: "email", declined: true, value: "" },
    ],
    safe: {
      channels: ["telephone", "post"],
      hours: "Weekdays after six",
      messages: "never",
      address: "c/o Example\n2 Example Street",
    },
  },
  readChange: { conversation: id(60), history: "share" },
  fingerprintOf: Array.from({ length: 12 }, (_, n) => String(10_234 + n * 7_191).slice(-5)),
};

/** A worker that has opened all this already. */
function opened(crypto: CryptoPort): CryptoPort {
  const profiles = (_: unknown, { account }: Person): unknown => {
    const of = THERAPISTS.find((each) => each.therapist === toBase64url(account));
    return of === undefined
      ? { ok: false, reason: "bad_signature" }
      : { ok: true, value: { ...of, account, version: 2 } };
  };
  return new Proxy(crypto, {
    get: (known, name: keyof CryptoPort) => {
      if (name === "readProfile") return (...asked: [unknown, Person]) => Promise.resolve(profiles(...asked));
      const given = OPENED[name];
      return given === undefined ? Reflect.get(known, name) : () => Promise.resolve({ ok: true, value: given });
    },
  });
}

function portsFor(world: Cast, matching: Partial<MatchingHttp>): MePorts {
  const ports = doorPorts(world.client.ports);
  return {
    ...ports,
    crypto: opened(ports.crypto),
    identity: identityOf({ intake: () => yes([]) }),
    lobby: lobbyOf({ directory: () => yes(THERAPISTS) }),
    matching: matchingOf(matching),
  };
}

async function sit(world: Cast, entrance: Entrance, role: string, matching: Partial<MatchingHttp>): Promise<Desk> {
  const { account, ports } = world.client;
  const desk = new Desk(ports, { account, role }, value(await ports.crypto.instance()), { signedOut: () => undefined });
  desk.roster.value = { kind: "ready", items: [], stale: false };
  entrance.me.value = new Me(portsFor(world, matching), role, () => Promise.resolve());
  entrance.standing.value = { kind: "in", desk };
  return desk;
}

async function shown(selector: string): Promise<void> {
  await until(() => document.querySelector(selector) !== null);
}

async function press(text: string): Promise<void> {
  const find = (): HTMLElement | undefined =>
    [...document.querySelectorAll<HTMLElement>("main button, main summary")].find(
      ({ textContent }) => textContent === text,
    );
  await until(() => find() !== undefined);
  find()?.click();
}

const FRESH: Partial<MatchingHttp> = { intake: () => yes(null), saveIntake: () => yes(null) };
const KEPT: Partial<MatchingHttp> = {
  intake: () => yes({ version: 3, document: { signed, sealed: bytes, wrap: bytes } }),
};

export const matchingScenes = (go: Go): Readonly<Record<string, Scene>> => {
  const intake = (answers: Partial<MatchingHttp>, pages: number, then: () => Promise<void>): Scene => {
    return async (world, entrance) => {
      await sit(world, entrance, "client", answers);
      go({ name: "intake" });
      for (let page = 0; page < pages; page++) {
        await press("Next");
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      await then();
    };
  };
  const staff = (place: Place, answers: Partial<MatchingHttp>, then: () => Promise<void>): Scene => {
    return async (world, entrance) => {
      await sit(world, entrance, "intake", answers);
      go(place);
      await then();
    };
  };
  const file = { name: "queue", of: hexOf(31) } as const;
  return {
    "intake-begin": intake(FRESH, 0, () => shown("textarea")),
    "intake-body": intake(FRESH, 3, () => shown("textarea[name=physician]")),
    "intake-safety": intake(FRESH, 4, () => shown("textarea[name=self-harm]")),
    "intake-wishes": intake(FRESH, 5, () => shown("select option:nth-child(3)")),
    "intake-review": intake(KEPT, 0, () => shown(".answers")),
    "intake-done": intake(KEPT, 0, async () => {
      await press("I am done");
      await until(() => document.querySelector("h1")?.textContent === "Thank you");
    }),
    "intake-not-saved": intake({ intake: () => yes(null) }, 0, async () => {
      await shown("textarea");
      const field = document.querySelector<HTMLTextAreaElement>("textarea");
      if (field !== null) field.value = "I sleep badly.";
      field?.dispatchEvent(new Event("input", { bubbles: true }));
      await shown("[data-saving=failed]");
    }),
    "intake-unreachable": intake({}, 0, () => shown(".note")),
    "home-intake": async (world, entrance) => {
      await sit(world, entrance, "client", FRESH);
      await shown(".state.owed");
    },
    queue: staff({ name: "queue" }, STAFF, () => shown(".groups")),
    "queue-empty": staff({ name: "queue" }, { ...STAFF, queue: () => yes([]), uncertified: () => yes([]) }, () =>
      shown(".state"),
    ),
    "queue-failed": staff({ name: "queue" }, {}, () => shown(".note")),
    "queue-client": staff(file, STAFF, () => shown(".candidate")),
    "queue-told": staff(file, STAFF, async () => {
      await press("Open answers and contact card");
      await press("Refer to a doctor");
      await shown(".answers");
    }),
    "queue-proposed": staff({ name: "queue", of: hexOf(33) }, STAFF, () => shown(".button.warn")),
    "queue-gone": staff({ name: "queue", of: hexOf(99) }, STAFF, () => shown("h1")),
    directory: staff({ name: "directory" }, STAFF, () => shown(".profile")),
    "directory-empty": staff({ name: "directory" }, { ...STAFF, profiles: () => yes([]) }, () => shown(".state")),
    profile: async (world, entrance) => {
      await sit(world, entrance, "therapist", { profile: () => yes(null) });
      go({ name: "profile" });
      await shown(".offered");
      const name = document.querySelector<HTMLInputElement>("input[name=name]");
      if (name !== null) name.value = "Dr Ada Example";
      name?.dispatchEvent(new Event("input", { bubbles: true }));
    },
    "clients-told": async (world, entrance) => {
      const { desk } = await world.therapist.sit();
      const ports = { ...portsFor(world, STAFF), http: world.therapist.ports.http };
      entrance.me.value = new Me(ports, "therapist", () => Promise.resolve());
      entrance.standing.value = { kind: "in", desk };
      go({ name: "clients" });
      await press("What they told intake");
      await shown(".answers");
    },
  };
};

function hexOf(of: number): string {
  return [...id(of)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
