import type { Desk } from "../../src/state/desk.ts";
import type { Entrance } from "../../src/state/entrance.ts";
import { until } from "./people.ts";
import type { Cast } from "./people.ts";

/** Whose keys these are: numbers to compare, and newer keys than before. Each goes on from a live session. */

type Scene = (world: Cast, entrance: Entrance) => Promise<void>;

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
      const button = (): HTMLElement | null => document.querySelector(".conversation-head .compare");
      await until(() => button() !== null);
      button()?.click();
      await until(groupsStand);
    },
    "keys-changed": async (world, entrance) => {
      await session(world, entrance);
      const standing = entrance.standing.peek();
      const roster = standing.kind === "in" ? standing.desk.roster.peek() : null;
      const [item] = roster?.kind === "ready" ? roster.items : [];
      if (standing.kind !== "in" || item === undefined) throw new Error("nobody is in");
      const room = standing.desk.enter(item.key);
      if (room !== null) room.conversation.changed.value = true;
      await until(groupsStand);
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
