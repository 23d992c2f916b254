import type { Desk } from "../../src/state/desk.ts";
import type { Entrance } from "../../src/state/entrance.ts";
import type { Room } from "../../src/state/room.ts";
import { SealedSettings } from "../../src/state/sealed_settings.ts";
import { Welcome } from "../../src/state/welcome.ts";
import { doorPorts } from "../door.ts";
import { until } from "./people.ts";
import type { Cast } from "./people.ts";

/** Whose keys these are: numbers to compare, and newer keys than before. Each goes on from a live session. */

type Scene = (world: Cast, entrance: Entrance) => Promise<void>;

function roomOf(entrance: Entrance): Room {
  const standing = entrance.standing.peek();
  const roster = standing.kind === "in" ? standing.desk.roster.peek() : null;
  const [item] = roster?.kind === "ready" ? roster.items : [];
  const room = standing.kind === "in" && item !== undefined ? standing.desk.enter(item.key) : null;
  if (room === null) throw new Error("nobody is in");
  return room;
}

const groupsStand = (): boolean => document.querySelector(".safety-number .groups") !== null;

/** Two who watch the record log from outside are late, one is not. */
export function lateWitnesses({ log }: Desk): void {
  log.witnesses.value = [
    { name: "hartmann-and-daughters.example/witness", at: Date.now() - 600_000, late: false },
    { name: "auditor.example", at: Date.UTC(2026, 9, 12, 9), late: true },
    { name: "society.example/therapists/log-watch", at: null, late: true },
  ];
}

export function trustScenes(session: Scene): Readonly<Record<string, Scene>> {
  return {
    comparing: async (world, entrance) => {
      await session(world, entrance);
      const button = (): HTMLElement | null => document.querySelector(".conversation-head .compare:not(.acts-button)");
      await until(() => button() !== null);
      button()?.click();
      await until(groupsStand);
    },
    "keys-changed": async (world, entrance) => {
      await session(world, entrance);
      roomOf(entrance).conversation.changed.value = true;
      await until(groupsStand);
    },
    "keys-lost": async (world, entrance) => {
      await session(world, entrance);
      const room = roomOf(entrance);
      const { entries } = room.conversation;
      entries.value = entries.peek().map((entry, at) => {
        if (entry.kind !== "message" || at > entries.peek().length - 3) return entry;
        const { sequence, time, message, sender, mine } = entry;
        return { kind: "locked", sequence, time, message, sender, mine, was: "text" };
      });
      await until(() => document.querySelector(".letter-row") !== null);
    },
    "keys-foreign": async (world, entrance) => {
      await session(world, entrance);
      const foreign = new Welcome(
        doorPorts(world.client.ports),
        world.client,
        new SealedSettings(world.client.ports),
        null,
        "known",
      );
      foreign.foreign.value = true;
      entrance.welcome.value = foreign;
      await until(() => document.querySelector("[role=alert]") !== null);
    },
    "log-trouble": async (world, entrance) => {
      await session(world, entrance);
      const standing = entrance.standing.peek();
      if (standing.kind !== "in") throw new Error("nobody is in");
      standing.desk.log.trouble.value = "changed";
      await until(() => document.querySelector(".note.warn") !== null);
    },
  };
}
