import type { DeskPorts } from "../src/state/desk.ts";
import type { EntrancePorts } from "../src/state/entrance.ts";
import type { PasskeyOutcome } from "../src/state/ports.ts";
import { lobbyOf } from "./lobby.ts";
import { noLog } from "./no_log.ts";
import { matchingOf } from "./matching.ts";
import { noNotes } from "./no_notes.ts";
import { releaseOf } from "./release.ts";

/** The door of a browser without passkeys, whose tab remembers until it is thrown away. */
export function doorPorts(ports: DeskPorts, more: Partial<EntrancePorts> = {}): EntrancePorts {
  let stored: unknown = null;
  const nobody = (): Promise<PasskeyOutcome> => Promise.resolve({ ok: false, reason: "unavailable" });
  return {
    ...ports,
    matching: matchingOf(),
    lobby: lobbyOf(),
    release: releaseOf(),
    record: noLog,
    ...noNotes(),
    passkeys: { available: () => false, show: nobody, create: nobody },
    progress: {
      read: () => stored,
      write: (progress) => {
        stored = structuredClone(progress);
      },
      forget: () => {
        stored = null;
      },
    },
    device: { browser: "chrome", system: "linux" },
    ...more,
  };
}
