import type { Entrance } from "../../src/state/entrance.ts";
import { Me } from "../../src/state/me/me.ts";
import type { Place } from "../../src/state/place.ts";
import type { CopyState } from "../../src/state/record/copy.ts";
import type { Room } from "../../src/state/room.ts";
import { doorPorts } from "../door.ts";
import { until } from "./people.ts";
import type { Cast } from "./people.ts";

/** My record: sessions, signed and not, and a copy at every step. */

type Go = (place: Place) => void;
type Scene = (world: Cast, entrance: Entrance) => Promise<void>;

/** Two sessions, the first sealed by both; the second goes on. */
async function meet(client: Room, therapist: Room): Promise<void> {
  for (const last of [false, true]) {
    await therapist.sessions.start();
    await until(() => client.conversation.live.peek() !== null);
    await client.posting.send("Good morning.");
    await until(() => therapist.conversation.lastMessage.peek() !== undefined);
    if (last) return;
    await therapist.sessions.end();
    await until(() => client.conversation.live.peek() === null);
    await until(() => sealed(client) === 2);
  }
}

const sealed = (room: Room): number =>
  room.conversation.entries.peek().filter((entry) => entry.kind === "unseen" && entry.seals !== null).length;

async function open(world: Cast, entrance: Entrance, go: Go, state: CopyState, meets = true): Promise<void> {
  const [client, therapist] = [await world.client.sit(), await world.therapist.sit()];
  if (meets) await meet(client.room, therapist.room);
  const me = new Me(doorPorts(world.client.ports), "client", () => Promise.resolve());
  me.copy.state.value = state;
  entrance.me.value = me;
  entrance.standing.value = { kind: "in", desk: client.desk };
  go({ name: "record" });
  await until(() => document.querySelector("#record-copy") !== null);
  if (meets) await until(() => document.querySelectorAll(".record .lines li").length === 2);
}

async function choose(option: number): Promise<void> {
  await until(() => document.querySelectorAll("input[name=which]").length === 3);
  document.querySelectorAll<HTMLInputElement>("input[name=which]")[option]?.click();
}

export const recordScenes = (go: Go): Readonly<Record<string, Scene>> => ({
  record: (world, entrance) => open(world, entrance, go, { kind: "none" }),
  "record-empty": (world, entrance) => open(world, entrance, go, { kind: "none" }, false),
  "record-dates": async (world, entrance) => {
    await open(world, entrance, go, { kind: "none" });
    await choose(2);
  },
  "record-making": (world, entrance) =>
    open(world, entrance, go, { kind: "making", step: "drawing", done: 400, all: 1000 }),
  "record-ready": (world, entrance) =>
    open(world, entrance, go, {
      kind: "ready",
      archive: new Uint8Array(),
      hash: new Uint8Array(32),
      runs: [],
      entries: 10_000,
      madeAt: Date.now(),
    }),
  "record-failed": (world, entrance) => open(world, entrance, go, { kind: "failed", fault: "unproved" }),
});
