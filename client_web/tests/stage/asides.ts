import type { Entrance } from "../../src/state/entrance.ts";
import type { Desk } from "../../src/state/desk.ts";
import type { Room } from "../../src/state/room.ts";
import { until } from "./people.ts";
import type { Cast } from "./people.ts";

/** What is asked before the first words of a session, and code words. */

type Scene = (world: Cast, entrance: Entrance) => Promise<void>;

interface Seat {
  readonly desk: Desk;
  readonly room: Room;
}

interface Parts {
  /** Both in a live session in which nothing was said. */
  readonly talk: (world: Cast) => Promise<{ readonly client: Seat; readonly therapist: Seat }>;
  readonly show: (entrance: Entrance, seat: Seat) => void;
}

const SAID = {
  safe: "yes",
  place: "At my sister’s, 12 Harbour Street, second floor, the bell says Lindqvist. The back door is open until ten.",
  telephone: "+1 555 0100 200",
  contact: "Kim Lindqvist-Featherstonehaugh, my sister, 555 0101; if she does not answer, her neighbour, 555 0102",
} as const;

async function press(selector: string): Promise<void> {
  await until(() => document.querySelector(selector) !== null);
  document.querySelector<HTMLElement>(selector)?.click();
}

/** What both have seen of each other's asides. */
async function seen({ room }: Seat, count: number): Promise<void> {
  await until(() => room.conversation.entries.peek().filter(({ kind }) => kind === "aside").length === count);
}

export function asideScenes({ talk, show }: Parts): Readonly<Record<string, Scene>> {
  const before: Scene = async (world, entrance) => {
    const { client } = await talk(world);
    show(entrance, client);
    await until(() => document.querySelector(".aside") !== null);
  };
  const words = async (world: Cast, answer: string): Promise<{ readonly client: Seat; readonly therapist: Seat }> => {
    const seats = await talk(world);
    const { client, therapist } = seats;
    client.room.asides.skip();
    await client.room.asides.codeWord("set", "harbour");
    await therapist.room.asides.codeWord("set", "lantern");
    await seen(client, 2);
    await seen(therapist, 2);
    await therapist.room.asides.ask("code-word");
    await seen(client, 3);
    if (answer !== "") await client.room.asides.codeWord("answer", answer);
    await seen(therapist, answer === "" ? 3 : 4);
    return seats;
  };
  return {
    "check-in-asked": before,
    "check-in-form": async (world, entrance) => {
      const { client } = await talk(world);
      await client.room.asides.checkIn(SAID);
      await client.room.sessions.end();
      await until(() => client.room.conversation.live.peek() === null);
      await client.room.sessions.start();
      await until(() => client.room.conversation.live.peek() !== null);
      show(entrance, client);
      await press(".aside .button");
    },
    "check-in-unsafe": async (world, entrance) => {
      await before(world, entrance);
      await press(".aside .button:nth-child(2)");
    },
    "check-in-card": async (world, entrance) => {
      const { client, therapist } = await talk(world);
      await client.room.asides.checkIn(SAID);
      await seen(therapist, 1);
      show(entrance, therapist);
      await press(".aside-card summary");
      therapist.room.asides.work.value = "failed";
    },
    "code-words": async (world, entrance) => {
      const { client } = await words(world, "");
      show(entrance, client);
      await press(".acts-button");
      await press(".acts-list .code-words");
    },
    "code-word": async (world, entrance) => {
      const { therapist } = await words(world, "harbor");
      show(entrance, therapist);
      await press(".aside .button");
      await until(() => document.querySelector(".aside .facts") !== null);
    },
  };
}
