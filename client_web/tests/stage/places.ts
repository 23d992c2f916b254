import { Desk } from "../../src/state/desk.ts";
import type { Entrance } from "../../src/state/entrance.ts";
import type { Place } from "../../src/state/place.ts";
import { value } from "../world.ts";
import { until } from "./people.ts";
import type { Cast } from "./people.ts";
import { lateWitnesses } from "./trust.ts";

/** The frame around the views: the navigation of every role, what waits unread, and the place that is not there. */

type Scene = (world: Cast, entrance: Entrance) => Promise<void>;

/** Somebody of this role, before an empty list. */
export async function sitAs(world: Cast, entrance: Entrance, role: string): Promise<Desk> {
  const { account, ports } = world.client;
  const instance = value(await ports.crypto.instance());
  const desk = new Desk(ports, { account, role }, instance, { signedOut: () => undefined });
  desk.roster.value = { kind: "ready", items: [], stale: false };
  entrance.standing.value = { kind: "in", desk };
  return desk;
}

export const placeScenes = (go: (place: Place) => void): Readonly<Record<string, Scene>> => ({
  nothing: async (world, entrance) => {
    await sitAs(world, entrance, "client");
    go({ name: "queue" });
  },
  "nothing-outside": () => {
    go({ name: "nothing" });
    return Promise.resolve();
  },
  "nav-client": async (world, entrance) => {
    (await sitAs(world, entrance, "client")).mail.unread.value = { letters: 2, notices: 1 };
  },
  "nav-therapist": async (world, entrance) => {
    (await sitAs(world, entrance, "therapist")).mail.unread.value = { letters: 140, notices: 0 };
  },
  "nav-intake": async (world, entrance) => {
    await sitAs(world, entrance, "intake");
  },
  "nav-owner": async (world, entrance) => {
    await sitAs(world, entrance, "owner");
  },
  "home-officer": async (world, entrance) => {
    lateWitnesses(await sitAs(world, entrance, "officer"));
  },
  "home-custodian": async (world, entrance) => {
    await sitAs(world, entrance, "custodian");
  },
  "nav-more": async (world, entrance) => {
    await sitAs(world, entrance, "owner");
    await until(() => document.querySelector(".nav .narrow-only button, .nav .last button") !== null);
    document.querySelector<HTMLElement>(".nav .narrow-only button")?.click();
  },
});
