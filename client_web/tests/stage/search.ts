import type { Entrance } from "../../src/state/entrance.ts";
import type { Entry } from "../../src/state/entry.ts";
import type { MessageKey } from "../../src/state/id.ts";
import type { Room } from "../../src/state/room.ts";
import { until } from "./people.ts";
import type { Cast } from "./people.ts";

/** The search inside a conversation. */

type Scene = (world: Cast, entrance: Entrance) => Promise<void>;

function roomOf(entrance: Entrance): Room {
  const standing = entrance.standing.peek();
  const room = standing.kind === "in" ? standing.desk.rooms[0] : undefined;
  if (room === undefined) throw new Error("no room");
  return room;
}

async function look(room: Room, words: string): Promise<void> {
  const field = (): HTMLInputElement | null => document.querySelector(".search input");
  room.search.open.value = true;
  await until(() => field() !== null);
  const input = field();
  if (input === null) return;
  input.value = words;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  await until(() => room.search.sought.peek() !== null);
  await until(() => room.search.done.peek() === room.conversation.entries.peek().length);
}

/** A letter in which is found what its row does not say. */
function letter({ verified, other }: Room["conversation"]): Entry {
  const message = "e".repeat(32) as MessageKey;
  const text = `${"Thank you for yesterday. ".repeat(4)}You said that the clock makes the mornings worse.`;
  const attachment = { attachment: new Uint8Array(16), mediaType: "application/pdf", size: 1, key: new Uint8Array(32) };
  const attachments = [{ ...attachment, name: "before the clock.pdf", digest: new Uint8Array(32) }];
  const said = { kind: "letter", thread: new Uint8Array(16), subject: "Two lines on paper", text } as const;
  return {
    kind: "letter",
    sequence: verified.peek().to + 1,
    time: Date.now(),
    message,
    thread: message,
    sender: other.account,
    mine: false,
    letter: { ...said, purpose: "letter", attachments },
  };
}

export function searchScenes(session: Scene, ended: Scene, therapist: Scene): Readonly<Record<string, Scene>> {
  return {
    search: async (world, entrance) => {
      await session(world, entrance);
      const room = roomOf(entrance);
      await look(room, "the");
      room.search.step(1);
      room.search.step(1);
    },
    "search-none": async (world, entrance) => {
      await session(world, entrance);
      await look(roomOf(entrance), "holiday");
    },
    "search-begun": async (world, entrance) => {
      await ended(world, entrance);
      roomOf(entrance).search.open.value = true;
      await until(() => document.querySelector(".search input") !== null);
    },
    "search-searching": async (world, entrance) => {
      await session(world, entrance);
      const room = roomOf(entrance);
      const { conversation } = room;
      Object.assign(room, { earlier: () => undefined });
      const ahead = 9_000;
      const [entries, { to }] = [conversation.entries.peek(), conversation.verified.peek()];
      conversation.entries.value = entries.map((entry) => ({ ...entry, sequence: entry.sequence + ahead }));
      conversation.verified.value = { from: ahead + 1, to: ahead + to, caughtUp: true };
      await look(room, "clock");
    },
    "search-letter": async (world, entrance) => {
      await therapist(world, entrance);
      const room = roomOf(entrance);
      const { conversation } = room;
      conversation.append([letter(conversation)]);
      conversation.verified.value = { ...conversation.verified.peek(), to: conversation.entries.peek().length };
      await look(room, "CLÒCK");
    },
  };
}
