import type { Entrance } from "../../src/state/entrance.ts";
import type { Place } from "../../src/state/place.ts";
import type { Room } from "../../src/state/room.ts";
import { until } from "./people.ts";
import type { Cast, Player } from "./people.ts";

/** When people meet: on the first page, in a conversation, and while it is being agreed on. */

type Scene = (world: Cast, entrance: Entrance) => Promise<void>;
type Seat = Awaited<ReturnType<Player["sit"]>>;

const HOUR = 3_600_000;

function inHours(hours: number): number {
  return Math.ceil(Date.now() / HOUR) * HOUR + hours * HOUR;
}

async function settled(seats: readonly Seat[], count: number): Promise<void> {
  const appointments = (room: Room): number =>
    room.conversation.entries.peek().filter(({ kind }) => kind === "appointment").length;
  await until(() => seats.every(({ room }) => appointments(room) === count));
}

async function press(selector: string): Promise<void> {
  await until(() => document.querySelector(selector) !== null);
  document.querySelector<HTMLElement>(selector)?.click();
}

export function appointmentScenes(go: (place: Place) => void): Readonly<Record<string, Scene>> {
  const agreed = async (world: Cast): Promise<Seat> => {
    const [therapist, client] = [await world.therapist.sit(), await world.client.sit()];
    const zone = "America/New_York";
    const note = "Our usual hour. If it is too early for you, say so.";
    await therapist.room.appointments.propose({ start: inHours(20), minutes: 50, zone, note });
    await settled([therapist, client], 1);
    const [first] = client.room.appointments.agenda.peek().values();
    if (first !== undefined) await client.room.appointments.answer(first, "accept");
    await settled([therapist, client], 2);
    await therapist.room.appointments.propose({ start: inHours(190), minutes: 90, zone, note: "" });
    await settled([therapist, client], 3);
    return client;
  };
  const home: Scene = async (world, entrance) => {
    const { desk } = await agreed(world);
    entrance.standing.value = { kind: "in", desk };
    await until(() => document.querySelector(".appointment") !== null);
  };
  const inside: Scene = async (world, entrance) => {
    const { desk, room } = await agreed(world);
    entrance.standing.value = { kind: "in", desk };
    go({ name: "conversation", key: room.conversation.key });
  };
  return {
    "appointments-home": home,
    "appointments-record": inside,
    "appointments-dialog": async (world, entrance) => {
      await inside(world, entrance);
      await press(".conversation-head .meet");
    },
    "appointments-propose": async (world, entrance) => {
      await inside(world, entrance);
      await press(".conversation-head .meet");
      await press("dialog .button.primary[data-first]");
    },
  };
}
