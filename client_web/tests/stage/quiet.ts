import type { Draft } from "../../src/state/draft.ts";
import type { Desk } from "../../src/state/desk.ts";
import type { Entrance } from "../../src/state/entrance.ts";
import { presses } from "../../src/ui/leave.ts";
import type { Cast } from "./people.ts";

/** The minute before a sign-in ends, drafts, and the way out by Shift. Each goes on from a scene that stands. */

type Scene = (world: Cast, entrance: Entrance) => Promise<void>;

const HALF = "I wanted to say something about last Tuesday, when it rained and";

function deskOf(entrance: Entrance): Desk {
  const standing = entrance.standing.peek();
  if (standing.kind !== "in") throw new Error("nobody is in");
  return standing.desk;
}

function draftOf(entrance: Entrance): Draft {
  const desk = deskOf(entrance);
  const roster = desk.roster.peek();
  const [item] = roster.kind === "ready" ? roster.items : [];
  if (item === undefined) throw new Error("no conversation");
  return desk.drafts.of(item.key);
}

export function quietScenes(session: Scene, ended: Scene): Readonly<Record<string, Scene>> {
  const after =
    (before: Scene, change: (entrance: Entrance) => void): Scene =>
    async (world, entrance) => {
      await before(world, entrance);
      change(entrance);
    };
  return {
    "idle-warning": after(session, (entrance) => {
      const { idle } = deskOf(entrance);
      idle.end();
      idle.warning.value = 47;
    }),
    "cap-near": after(session, (entrance) => {
      const { idle } = deskOf(entrance);
      idle.end();
      idle.capNear.value = 5;
    }),
    draft: after(session, (entrance) => {
      const draft = draftOf(entrance);
      draft.text.value = HALF;
      draft.keeping.value = "saved";
    }),
    "draft-kept": after(session, (entrance) => {
      const draft = draftOf(entrance);
      draft.text.value = HALF;
      draft.keeping.value = "kept";
    }),
    "draft-waits": after(ended, (entrance) => {
      draftOf(entrance).text.value = HALF;
    }),
    shift: after(session, () => {
      presses.value = 2;
    }),
  };
}
