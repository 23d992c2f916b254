import type { Entrance } from "../../src/state/entrance.ts";
import type { Credentials, IdentityHttp } from "../../src/state/identity_http.ts";
import { Me } from "../../src/state/me/me.ts";
import type { MePart, Place } from "../../src/state/place.ts";
import type { Answered } from "../../src/state/ports.ts";
import { doorPorts } from "../door.ts";
import { identityOf } from "../identity.ts";
import { until } from "./people.ts";
import type { Cast } from "./people.ts";
import { lateWitnesses } from "./trust.ts";

/** The pages about one's own account. */

const DAY = 86_400_000;
const yes = <T>(value: T): Promise<Answered<T>> => Promise.resolve({ ok: true, value });
const id = (of: number, length = 16): Uint8Array => new Uint8Array(length).fill(of);

const CREDENTIALS: Credentials = {
  password: { version: 2, setAt: Date.now() - 40 * DAY },
  recovery: { version: 1, setAt: Date.now() - 200 * DAY },
  totp: { setAt: Date.now() - 9 * DAY },
  passkeys: [
    {
      passkey: id(1),
      credential: id(2, 32),
      name: "Blue key",
      addedAt: Date.now() - 90 * DAY,
      usedAt: Date.now() - DAY,
    },
    {
      passkey: id(3),
      credential: id(4, 32),
      name: "My telephone, the one with the cracked glass",
      addedAt: Date.now(),
      usedAt: null,
    },
  ],
  generation: 0,
  staff: false,
};
const BARE: Credentials = { ...CREDENTIALS, recovery: null, totp: null, passkeys: [] };

function identity(credentials: Credentials): IdentityHttp {
  const now = Date.now();
  return identityOf({
    credentials: () => yes(credentials),
    newPasskeyChallenge: () => yes({ ticket: id(1, 32), passkey: {} }),
    addPasskey: () => yes(null),
    startTotp: () => yes({ secret: new TextEncoder().encode("twenty bytes secret!") }),
    checkStepUp: () => yes(null),
    contactCard: () => yes(null),
    payments: () => yes({ available: true, state: "paid", changedAt: now - 3 * DAY }),
    paymentPage: () => yes("https://billing.example/p/session/1"),
    sessions: () =>
      yes([
        {
          session: id(1, 32),
          device: { browser: "firefox", system: "linux" },
          began: now - 7_200_000,
          active: now,
          current: true,
        },
        {
          session: id(2, 32),
          device: { browser: "chrome", system: "android" },
          began: now - DAY,
          active: now - 240_000,
          current: false,
        },
        {
          session: id(3, 32),
          device: { browser: "other", system: "other" },
          began: now - DAY,
          active: now - 200_000,
          current: false,
        },
      ]),
    history: () =>
      yes(
        ["sign_in", "idle", "sign_in", "wrong_password", "password_changed", "passkey_added", "registered"].map(
          (event, at) => ({
            at: now - at * 19 * 3_600_000,
            event,
            device: event === "wrong_password" ? null : { browser: "firefox" as const, system: "linux" as const },
          }),
        ),
      ),
  });
}

type Go = (place: Place) => void;

async function open(
  world: Cast,
  entrance: Entrance,
  go: Go,
  part: MePart | null,
  more: Partial<Credentials>,
): Promise<void> {
  const { desk } = await world.client.sit();
  const credentials = { ...CREDENTIALS, ...more };
  const ports = { ...doorPorts(world.client.ports), identity: identity(credentials) };
  const made = { ok: true, value: { credential: {}, prfOutput: new Uint8Array(32) } } as const;
  const passkeys = { ...ports.passkeys, available: () => true, create: () => Promise.resolve(made) };
  entrance.me.value = new Me({ ...ports, passkeys }, credentials.staff ? "therapist" : "client", () =>
    Promise.resolve(),
  );
  entrance.standing.value = { kind: "in", desk };
  go({ name: "me", part });
  await until(() => document.querySelector("main h1") !== null && !document.body.textContent.includes("One moment"));
}

async function typed(name: string, value: string): Promise<void> {
  await until(() => document.querySelector(`input[name=${name}]`) !== null);
  const input = document.querySelector<HTMLInputElement>(`input[name=${name}]`);
  if (input === null) return;
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Number and password, typed again. */
async function proved(): Promise<void> {
  await typed("username", "1000000005");
  await typed("password", "seven quiet herons by the lake");
  document.querySelector<HTMLElement>("main form button[type=submit]")?.click();
}

async function pressed(text: string): Promise<void> {
  const button = (): HTMLElement | undefined =>
    [...document.querySelectorAll<HTMLElement>("main button")].find((each) => each.textContent.trim() === text);
  await until(() => button() !== undefined);
  button()?.click();
}

export const meScenes = (go: Go): Readonly<Record<string, (world: Cast, entrance: Entrance) => Promise<void>>> => ({
  me: (world, entrance) => open(world, entrance, go, null, {}),
  "me-payments": (world, entrance) => open(world, entrance, go, "payments", {}),
  "me-payments-link": async (world, entrance) => {
    await open(world, entrance, go, "payments", {});
    await pressed("Prepare the payment page");
    await until(() => document.querySelector("main a[target=_blank]") !== null);
  },
  "me-sign-ins": (world, entrance) => open(world, entrance, go, "sign-ins", {}),
  "me-password": (world, entrance) => open(world, entrance, go, "password", {}),
  "me-second-factor": (world, entrance) => open(world, entrance, go, "second-factor", {}),
  "me-code-app": async (world, entrance) => {
    await open(world, entrance, go, "second-factor", BARE);
    await pressed("Set up a code app");
    await proved();
    await until(() => document.querySelector(".square") !== null);
  },
  "me-must": async (world, entrance) => {
    await open(world, entrance, go, null, { ...BARE, staff: true });
    entrance.secondFactor.value = "missing";
    await until(() => document.querySelector("main .note") !== null);
  },
  "me-passkey-added": async (world, entrance) => {
    await open(world, entrance, go, "second-factor", {});
    await pressed("Add a passkey");
    await typed("passkey-name", "Green key");
    await proved();
    await until(() => document.querySelector("main .note") !== null);
  },
  "me-unreachable": async (world, entrance) => {
    await open(world, entrance, go, "recovery-code", {});
    const { credentials } = entrance.me.peek() ?? {};
    if (credentials !== undefined) credentials.value = { kind: "failed", mistake: { kind: "unreachable" } };
    await until(() => document.querySelector("main .note") !== null);
  },
  "me-code-shown": async (world, entrance) => {
    await open(world, entrance, go, "recovery-code", {});
    await proved();
    await until(() => document.querySelector("main .groups") !== null);
  },
  "me-recovery-code": (world, entrance) => open(world, entrance, go, "recovery-code", {}),
  "me-keys": async (world, entrance) => {
    await open(world, entrance, go, "keys", {});
    await pressed("Make new keys");
  },
  "me-keys-watched": async (world, entrance) => {
    await open(world, entrance, go, "keys", {});
    const standing = entrance.standing.peek();
    if (standing.kind !== "in") throw new Error("nobody is in");
    const { log } = standing.desk;
    log.checked.value = { size: 4_112, at: Date.now() };
    lateWitnesses(standing.desk);
    await until(() => document.querySelectorAll("main li").length >= 3);
    document.querySelector("main li")?.scrollIntoView({ block: "center" });
  },
  "me-card": (world, entrance) => open(world, entrance, go, "card", {}),
  "me-shut": (world, entrance) => open(world, entrance, go, "shut", {}),
});
