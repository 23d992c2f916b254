import { toHex } from "../../src/bytes/hex.ts";
import type { IssuedAccount, KnownAccount, KnownService, TrailRow } from "../../src/state/console_http.ts";
import { Desk } from "../../src/state/desk.ts";
import type { Entrance } from "../../src/state/entrance.ts";
import type { IdentityHttp } from "../../src/state/identity_http.ts";
import { Me } from "../../src/state/me/me.ts";
import type { Place } from "../../src/state/place.ts";
import type { Answered } from "../../src/state/ports.ts";
import { doorPorts } from "../door.ts";
import { identityOf } from "../identity.ts";
import { value } from "../world.ts";
import { until } from "./people.ts";
import type { Cast } from "./people.ts";
import { lateWitnesses } from "./trust.ts";

/** The desk of staff, and what a suspended person is shown. */

type Scene = (world: Cast, entrance: Entrance) => Promise<void>;

const DAY = 86_400_000;
const NOW = Date.now();
const yes = <T>(answer: T): Promise<Answered<T>> => Promise.resolve({ ok: true, value: answer });
const refused = (code: string): Promise<Answered<never>> =>
  Promise.resolve({ ok: false, refusal: { kind: "refused", code, status: 409, retryAfter: 0 } });
const never = (): Promise<never> => new Promise(() => undefined);

const idOf = (n: number): string => toHex(Uint8Array.from({ length: 16 }, (_, at) => (n * 37 + at * 11 + 5) % 256));
const ROLES = ["client", "client", "client", "therapist", "client", "intake", "client", "custodian", "officer"];

function issued(count: number): readonly IssuedAccount[] {
  return Array.from({ length: count }, (_, n) => ({
    account: idOf(n),
    role: ROLES[n % ROLES.length] ?? "client",
    state: n === 4 ? "closed" : "active",
    issuedAt: NOW - (n + 3) * 9 * DAY,
  }));
}

function known(count: number): readonly KnownAccount[] {
  return issued(count)
    .filter((_, n) => n % 11 !== 10)
    .map(({ account, role }, n) => ({
      account,
      role,
      certified: n % 7 !== 6,
      state: n === 2 ? "suspended" : "active",
      since: n % 5 === 3 ? null : NOW - (n + 1) * 8 * DAY,
    }));
}

function services(count: number): readonly KnownService[] {
  return Array.from({ length: count }, (_, n) => ({
    account: idOf(n + 40),
    name:
      n === 3 ? "A name that goes on ".repeat(5).trim() : (["Appointment desk", "Billing", "Releases"][n % 3] ?? ""),
    kinds: n % 2 === 0 ? ["appointment", "update"] : ["release"],
    expiresAt: NOW + (n === 4 ? -1 : 60 - n) * DAY,
    usedOn: n % 3 === 1 ? null : Math.floor(NOW / DAY) - n,
    revokedAt: n === 2 ? NOW - DAY : null,
    hasKeys: n !== 1,
    certified: n % 4 !== 3 && n !== 1,
  }));
}

function rows(side: TrailRow["side"], acts: readonly string[], first: number): readonly TrailRow[] {
  return acts.map((act, n) => ({
    side,
    number: acts.length - n,
    at: first - n * 3_700_000 * (n + 1),
    actor: act === "account_issued" ? null : idOf(n % 3),
    act,
    subject: act.endsWith("_read") && act !== "contact_card_read" ? null : idOf(n + 10),
  }));
}

const ACTS = ["account_suspended", "accounts_read", "policy_posted", "match_kept", "certificate_kept", "reports_read"];
const ACCOUNT_ACTS = ["contact_card_read", "accounts_read", "account_deactivated", "account_issued", "account_issued"];
const POLICY_TEXT =
  "We keep what you write, and nobody here can read it.\n\n## What we ask of you\n\n- Be kind.\n- Be honest.";

const AGREEMENT = {
  policy: "confidentiality-agreement",
  version: 1,
  title: "Confidentiality agreement",
  text: POLICY_TEXT,
  postedAt: NOW - 200 * DAY,
};

const ORDINARY: Partial<IdentityHttp> = {
  knownAccounts: () => yes(known(24)),
  issuedAccounts: () => yes(issued(24)),
  actOnAccount: () => refused("conflict"),
  postPolicy: () => refused("conflict"),
  policies: (audience) =>
    yes(
      audience === "staff"
        ? [AGREEMENT]
        : [
            { policy: "terms", version: 3, title: "Terms of use", text: POLICY_TEXT, postedAt: NOW - 40 * DAY },
            {
              policy: "privacy-policy",
              version: 1,
              title: "Privacy policy",
              text: POLICY_TEXT,
              postedAt: NOW - 300 * DAY,
            },
            {
              policy: "notice-of-privacy-practices",
              version: 2,
              title: "Notice of privacy practices",
              text: POLICY_TEXT,
              postedAt: NOW - 10 * DAY,
            },
          ],
    ),
  trail: (side, before) =>
    yes(before !== null ? [] : side === "identity" ? rows(side, ACCOUNT_ACTS, NOW - 60_000) : rows(side, ACTS, NOW)),
  services: () => yes(services(5)),
  addService: () => yes(null),
  revokeService: () => refused("not_for_you"),
  report: () =>
    yes(
      ["registered", "matched", "in_session", "changed", "ended"].map((measure, n) => ({
        measure,
        group: "everyone",
        count: [44, 33, 132, 0, 11][n] ?? 0,
      })),
    ),
};

async function sitAt(
  world: Cast,
  entrance: Entrance,
  role: string,
  answers: Partial<IdentityHttp>,
  suspended = false,
): Promise<Desk> {
  const { account, ports } = world.client;
  const instance = value(await ports.crypto.instance());
  const desk = new Desk(ports, { account, role, suspended }, instance, { signedOut: () => undefined });
  desk.roster.value = { kind: "ready", items: [], stale: false };
  entrance.me.value = new Me({ ...doorPorts(ports), identity: identityOf({ ...ORDINARY, ...answers }) }, role, () =>
    Promise.resolve(),
  );
  entrance.standing.value = { kind: "in", desk };
  return desk;
}

const settled = (): Promise<void> =>
  until(() => document.querySelector("main h1") !== null && !document.body.textContent.includes("One moment"));

async function press(selector: string): Promise<void> {
  await until(() => document.querySelector(selector) !== null);
  document.querySelector<HTMLElement>(selector)?.click();
}

async function write(selector: string, text: string): Promise<void> {
  await until(() => document.querySelector(selector) !== null);
  const field = document.querySelector<HTMLInputElement | HTMLTextAreaElement>(selector);
  if (field === null) return;
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

export const consoleScenes = (
  go: (place: Place) => void,
  sit: (entrance: Entrance, world: Cast) => Promise<{ readonly desk: Desk; show: () => void }>,
): Readonly<Record<string, Scene>> => {
  const at =
    (
      name: "people" | "policies-desk" | "audit" | "reports" | "services",
      answers: Partial<IdentityHttp> = {},
      role = "owner",
    ) =>
    async (world: Cast, entrance: Entrance): Promise<void> => {
      await sitAt(world, entrance, role, answers);
      go({ name });
      await settled();
    };
  return {
    people: at("people", {}, "intake"),
    "people-many": at("people", { knownAccounts: () => yes(known(300)), issuedAccounts: () => yes(issued(300)) }),
    "people-loading": async (world, entrance) => {
      await sitAt(world, entrance, "owner", { knownAccounts: never });
      go({ name: "people" });
    },
    "people-empty": at("people", { knownAccounts: () => yes([]), issuedAccounts: () => yes([]) }),
    "people-unreachable": async (world, entrance) => {
      await sitAt(world, entrance, "owner", { knownAccounts: () => identityOf().knownAccounts() });
      go({ name: "people" });
      await until(() => document.querySelector("main .note") !== null);
    },
    "people-none": async (world, entrance) => {
      await at("people")(world, entrance);
      await write(".filters input", "Zebra");
    },
    "people-pause": async (world, entrance) => {
      await at("people")(world, entrance);
      await press(".deeds button");
      await until(() => document.querySelector("dialog[open]") !== null);
    },
    "people-quicker": async (world, entrance) => {
      await at("people")(world, entrance);
      await press(".deeds button");
      await press("dialog .button.warn, dialog .button.primary");
      await until(() => document.querySelector("dialog [role=alert]") !== null);
    },
    "people-shut": async (world, entrance) => {
      await at("people")(world, entrance);
      await press(".deeds button:last-child");
      await until(() => document.querySelector("dialog[open]") !== null);
    },
    "policies-desk": at("policies-desk"),
    "policies-desk-revision": async (world, entrance) => {
      await at("policies-desk")(world, entrance);
      await press("main .lines .button");
      await write("main textarea", `${POLICY_TEXT}\n\n## What is new\n\nYou may bring somebody to a session.`);
    },
    "policies-desk-quicker": async (world, entrance) => {
      await at("policies-desk")(world, entrance);
      await press("main .lines .button");
      await write("main textarea", "Something else.");
      await until(() => document.querySelector(".policy-preview")?.textContent === "Something else.");
      await press("main form button[type=submit]");
      await until(() => document.querySelector("main .note") !== null);
    },
    trail: at("audit"),
    "trail-late-witness": async (world, entrance) => {
      lateWitnesses(await sitAt(world, entrance, "officer", {}));
      go({ name: "audit" });
      await settled();
    },
    "trail-empty": at("audit", { trail: () => yes([]) }),
    "trail-unreachable": async (world, entrance) => {
      await sitAt(world, entrance, "officer", { trail: () => identityOf().trail("identity", null) });
      go({ name: "audit" });
      await until(() => document.querySelector("main .note") !== null);
    },
    services: at("services"),
    "services-empty": at("services", { services: () => yes([]) }),
    "services-many": at("services", { services: () => yes(services(40)) }),
    "services-loading": async (world, entrance) => {
      await sitAt(world, entrance, "owner", { services: never });
      go({ name: "services" });
    },
    "services-unreachable": async (world, entrance) => {
      await sitAt(world, entrance, "owner", { services: () => identityOf().services() });
      go({ name: "services" });
      await until(() => document.querySelector("main .note") !== null);
    },
    "services-revoke": async (world, entrance) => {
      await at("services")(world, entrance);
      await press(".deeds button");
      await until(() => document.querySelector("dialog[open]") !== null);
    },
    "services-form": async (world, entrance) => {
      await at("services")(world, entrance);
      await press("main .button.primary");
      await press("main .form input[type=checkbox]:checked");
      await press("main form button[type=submit]");
      await until(() => document.querySelector("main .wrong") !== null);
    },
    "services-token": async (world, entrance) => {
      await at("services")(world, entrance);
      const ports = entrance.me.peek()?.ports;
      if (ports === undefined) return;
      const { http, crypto } = ports;
      const token = `wts1.${"Gq7-x".repeat(9).slice(0, 43)}.${"b_Zr4".repeat(9).slice(0, 43)}`;
      const service = { body: new Uint8Array(), signature: new Uint8Array() };
      Object.assign(ports, {
        http: { ...http, practice: () => yes({}), ownBundle: () => yes({}) },
        crypto: { ...crypto, trustPractice: () => yes({}), signService: () => yes({ service, token }) },
      });
      await press("main .button.primary");
      await write("main .form input[name=service-name]", "Appointment desk");
      await press("main form button[type=submit]");
      await until(() => document.querySelector(".token") !== null);
    },
    reports: at("reports"),
    "reports-nothing": at("reports", { report: () => refused("not_for_you") }),
    suspended: async (world, entrance) => {
      await sitAt(world, entrance, "client", {}, true);
    },
    "suspended-staff": async (world, entrance) => {
      await sitAt(world, entrance, "therapist", {}, true);
    },
    "suspended-work": async (world, entrance) => {
      await sitAt(world, entrance, "therapist", {}, true);
      go({ name: "clients" });
    },
    "suspended-letter": async (world, entrance) => {
      await sitAt(world, entrance, "client", {}, true);
      go({ name: "mail", part: "compose" });
      await until(() => document.querySelector(".suspended-here") !== null);
    },
    "suspended-conversation": async (world, entrance) => {
      const { desk, show } = await sit(entrance, world);
      Object.assign(desk, { suspended: true });
      show();
      await until(() => document.querySelector(".no-session") !== null);
    },
  };
};
