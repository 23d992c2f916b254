import type { Entrance } from "../../src/state/entrance.ts";
import type { LobbyHttp } from "../../src/state/lobby_http.ts";
import type { Place } from "../../src/state/place.ts";
import type { Answered } from "../../src/state/ports.ts";
import { lobbyOf, therapists } from "../lobby.ts";
import { STAGE_AGREEMENT, STAGE_POLICIES } from "./door_scenes.ts";
import { sitAs } from "./places.ts";
import { until } from "./people.ts";
import type { Cast } from "./people.ts";

/** The pages that are open to everyone, in each of their states. */

type Scene = (world: Cast, entrance: Entrance) => Promise<void>;

const yes = <T>(value: T): Promise<Answered<T>> => Promise.resolve({ ok: true, value });
const away = <T>(): Promise<Answered<T>> => Promise.resolve({ ok: false, refusal: { kind: "unreachable" } });
const ours = <T>(): Promise<Answered<T>> =>
  Promise.resolve({ ok: false, refusal: { kind: "refused", code: "try_again", status: 503, retryAfter: 1 } });
const fast = <T>(): Promise<Answered<T>> =>
  Promise.resolve({ ok: false, refusal: { kind: "refused", code: "too_fast", status: 429, retryAfter: 240 } });
const never = <T>(): Promise<Answered<T>> => new Promise(() => undefined);

const LOBBIES: Readonly<Record<string, Partial<LobbyHttp>>> = {
  "therapists-loading": { directory: never },
  "therapists-failed": { directory: ours },
  "therapists-empty": { directory: () => yes([]) },
  "therapists-many": { directory: () => yes(therapists(300)) },
  "policies-empty": { policies: () => yes([]) },
  "policies-failed": { policies: away },
  "report-failed": { warn: away },
  "report-fast": { warn: fast },
  "report-working": { warn: never },
};

/** The service as the scene wants it. */
export function stageLobby(scene: string): LobbyHttp {
  return lobbyOf({
    directory: () => yes(therapists(5)),
    policies: (audience) => yes(audience === "clients" ? STAGE_POLICIES : [STAGE_AGREEMENT]),
    ...LOBBIES[scene],
  });
}

export const LOBBY_PLACES: Readonly<Record<string, Place>> = {
  about: { name: "about" },
  therapists: { name: "therapists" },
  "therapists-loading": { name: "therapists" },
  "therapists-failed": { name: "therapists" },
  "therapists-empty": { name: "therapists" },
  "therapists-many": { name: "therapists" },
  "therapist-page": { name: "therapist", of: "AAAAAAAAAAAAAAAAAAAAA2" },
  "therapist-gone": { name: "therapist", of: "nobody" },
  policies: { name: "policies" },
  "policies-empty": { name: "policies" },
  "policies-failed": { name: "policies" },
  report: { name: "report" },
};

export const lobbyScenes = (go: (place: Place) => void): Readonly<Record<string, Scene>> => ({
  "therapists-none": async () => {
    go({ name: "therapists" });
    await until(() => document.querySelectorAll("select").length === 2);
    choose(0, "couples");
    choose(1, "es");
  },
  "sign-up-wish": (_, entrance) => {
    entrance.lobby.wish.value = therapists(3)[2] ?? null;
    go({ name: "sign-up" });
    return Promise.resolve();
  },
  "report-wrong": async (_, entrance) => {
    go({ name: "report" });
    entrance.lobby.report.write({ place: "x".repeat(301) });
    await submit();
  },
  "report-failed": (_, entrance) => told(entrance, go),
  "report-fast": (_, entrance) => told(entrance, go),
  "report-working": (_, entrance) => told(entrance, go),
  "report-sent": (_, entrance) => told(entrance, go),
  "report-inside": async (world, entrance) => {
    await sitAs(world, entrance, "client");
    go({ name: "report" });
  },
});

async function told(entrance: Entrance, go: (place: Place) => void): Promise<void> {
  go({ name: "report" });
  entrance.lobby.report.write({
    wording:
      "Your connection is not private. Attackers might be trying to steal your information. NET::ERR_CERT_DATE_INVALID",
    place: "When I opened the address",
  });
  await submit();
}

async function submit(): Promise<void> {
  const button = (): HTMLElement | null => document.querySelector<HTMLElement>("main form button[type=submit]");
  await until(() => button() !== null);
  button()?.click();
}

function choose(at: number, value: string): void {
  const select = document.querySelectorAll("select")[at];
  if (select === undefined) throw new Error("no such choice");
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
}
