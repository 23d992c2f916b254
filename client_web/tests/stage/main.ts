import { render } from "preact";
import { prepare } from "../../src/crypto/sodium.ts";
import { Entrance } from "../../src/state/entrance.ts";
import type { EntrancePorts, Standing } from "../../src/state/entrance.ts";
import type { Page } from "../../src/state/page.ts";
import type { Place } from "../../src/state/place.ts";
import { mount } from "../../src/ui/mount.ts";
import "../../src/ui/styles/index.css";
import { doorPorts } from "../door.ts";
import { stretchOnce } from "../stretched.ts";
import { appointmentScenes } from "./appointments.ts";
import { asideScenes } from "./asides.ts";
import { beforehandScenes } from "./beforehand.ts";
import { careScenes } from "./care.ts";
import { kept } from "./kept.ts";
import { LOBBY_PLACES, lobbyScenes, stageLobby } from "./lobby.ts";
import { matchingScenes } from "./matching.ts";
import { letterScenes } from "./letters.ts";
import { meScenes } from "./me.ts";
import { consoleScenes } from "./console.ts";
import { dropCurtain, hangCurtain } from "./curtain.ts";
import { custodyScenes } from "./custody.ts";
import { legalScenes } from "./legal.ts";
import { DOOR_SCENES, pressWords, setDoor, welcomeOf } from "./door_scenes.ts";
import { cast, until } from "./people.ts";
import type { Cast, Player } from "./people.ts";
import { noteScenes } from "./notes.ts";
import { noticeScenes } from "./notices.ts";
import { placeScenes } from "./places.ts";
import { recordScenes } from "./record.ts";
import { releaseScenes } from "./release.ts";
import { myRequestScenes } from "./my_requests.ts";
import { retentionScenes } from "./retention.ts";
import { quietScenes } from "./quiet.ts";
import { searchScenes } from "./search.ts";
import { LINES } from "./script.ts";
import { trustScenes } from "./trust.ts";

/**
 * Sets the scene that the address asks for (`?scene=…`), and says on the document when it is set. `stage(…)` sets another one on the same
 * page, where nothing has to be read and compiled again.
 */

declare global {
  var stage: (scene: string) => Promise<void>;
}

const out = (more: Partial<Extract<Standing, { kind: "out" }>>): Standing => ({
  kind: "out",
  reason: null,
  work: null,
  mistake: null,
  asked: null,
  ...more,
});

const DOOR: Readonly<Record<string, Standing>> = {
  "sign-in": out({}),
  "sign-in-working": out({ work: "stretching" }),
  "sign-in-wrong": out({ mistake: { kind: "refused", code: "wrong_credentials", retryAfter: 0 } }),
  "sign-in-again": out({ reason: "ended" }),
  activate: out({}),
  "activate-weak": out({ mistake: { kind: "password", weakness: "short" } }),
  safety: out({}),
  "nothing-outside": out({}),
  looking: { kind: "looking" },
};

type Scene = (world: Cast, entrance: Entrance) => Promise<void>;

async function sit(entrance: Entrance, player: Player): Promise<Awaited<ReturnType<Player["sit"]>>> {
  const seated = await player.sit();
  entrance.standing.value = { kind: "in", desk: seated.desk };
  return seated;
}

async function talk(world: Cast, lines: typeof LINES): Promise<{ client: Seat; therapist: Seat }> {
  const therapist = await world.therapist.sit();
  const client = await world.client.sit();
  await therapist.room.sessions.start();
  await until(() => client.room.conversation.live.peek() !== null && therapist.room.conversation.live.peek() !== null);
  for (const [who, text] of lines) {
    const count = client.room.conversation.entries.peek().length;
    await (who === "client" ? client : therapist).room.posting.send(text);
    await until(() => client.room.conversation.entries.peek().length > count);
  }
  therapist.room.receipts.seen(world.service.entries.length);
  await until(() => client.room.conversation.otherCursors.peek().read >= world.service.entries.length - 1);
  return { client, therapist };
}

type Seat = Awaited<ReturnType<Player["sit"]>>;

function show(entrance: Entrance, seat: Seat): void {
  entrance.standing.value = { kind: "in", desk: seat.desk };
  go({ name: "conversation", key: seat.room.conversation.key });
}

const SCENES = {
  home: async (world, entrance) => {
    const { client } = await talk(world, LINES);
    await client.desk.refresh();
    entrance.standing.value = { kind: "in", desk: client.desk };
  },
  "home-quiet": async (world, entrance) => {
    const { client } = await talk(world, LINES.slice(0, 4));
    await client.room.sessions.end();
    await until(() => client.room.conversation.live.peek() === null);
    await client.desk.refresh();
    entrance.standing.value = { kind: "in", desk: client.desk };
  },
  "home-loading": async (world, entrance) => {
    const { desk } = await sit(entrance, world.client);
    desk.roster.value = { kind: "loading" };
  },
  "home-empty": async (world, entrance) => {
    const { desk } = await sit(entrance, world.client);
    desk.roster.value = { kind: "ready", items: [], stale: false };
  },
  "home-waiting": async (world, entrance) => {
    const { desk } = await sit(entrance, world.client);
    desk.roster.value = { kind: "waiting" };
  },
  "home-offline": async (world, entrance) => {
    const { desk } = await sit(entrance, world.client);
    desk.roster.value = { kind: "failed", offline: true };
  },
  "home-untrusted": async (world, entrance) => {
    const { desk } = await sit(entrance, world.client);
    desk.roster.value = { kind: "untrusted", reason: "not_the_pinned_root" };
  },
  settings: async (world, entrance) => {
    await sit(entrance, world.client);
    go({ name: "settings" });
  },
  empty: async (world, entrance) => {
    const seat = await sit(entrance, world.client);
    show(entrance, seat);
  },
  session: async (world, entrance) => {
    const { client, therapist } = await talk(world, LINES);
    show(entrance, client);
    therapist.room.typing.wrote();
  },
  therapist: async (world, entrance) => {
    const { therapist } = await talk(world, LINES);
    show(entrance, therapist);
  },
  ended: async (world, entrance) => {
    const { client, therapist } = await talk(world, LINES);
    await therapist.room.sessions.end();
    await until(() => client.room.conversation.live.peek() === null);
    show(entrance, client);
  },
  cut: async (world, entrance) => {
    const { client } = await talk(world, LINES.slice(0, 8));
    show(entrance, client);
    world.service.cut(world.client.account);
    await until(() => client.desk.connection.line.peek().kind === "trying");
    await client.room.posting.send("I am in the underground now, the train keeps losing the network.");
  },
  held: async (world, entrance) => {
    const { client, therapist } = await talk(world, LINES.slice(0, 8));
    world.service.cut(world.client.account);
    await until(() => client.desk.connection.line.peek().kind === "trying");
    await client.room.posting.send("One more thing, before we stop for today.");
    await therapist.room.sessions.end();
    await until(() => therapist.room.conversation.live.peek() === null);
    world.service.heal(world.client.account);
    await until(() => client.room.conversation.waiting.peek()[0]?.progress === "held");
    show(entrance, client);
  },
  "end-dialog": async (world, entrance) => {
    const { client } = await talk(world, LINES.slice(0, 3));
    show(entrance, client);
    await press(".conversation-head .button:not(.back, .compare)");
  },
  shortcuts: async (world, entrance) => {
    await sit(entrance, world.client);
    go({ name: "settings" });
    await until(() => document.querySelector(".choices") !== null);
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "?", bubbles: true }));
  },
  reading: async (world, entrance) => {
    const { client, therapist } = await talk(world, LINES);
    show(entrance, client);
    await until(() => document.querySelector(".message") !== null);
    const log = document.querySelector(".log");
    for (let n = 0; n < 3; n++) {
      log?.scrollTo(0, 200);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const before = client.room.conversation.entries.peek().length;
    for (const text of ["Take your time.", "I am here.", "No hurry."]) await therapist.room.posting.send(text);
    await until(() => client.room.conversation.entries.peek().length === before + 3);
  },
  stopped: async (world, entrance) => {
    const { client } = await talk(world, LINES.slice(0, 2));
    client.room.conversation.stop("record_lost");
    show(entrance, client);
  },
  long: async (world, entrance) => {
    const count = Number(new URLSearchParams(location.search).get("count") ?? "600");
    const { therapist } = await talk(world, LINES);
    for (let n = 0; n < count; n++) void therapist.room.posting.send(`Line ${n + 1} of a long record.`);
    await until(() => world.service.entries.length >= count + LINES.length);
    therapist.desk.end();
    const fresh = await world.client.sit();
    show(entrance, fresh);
    await until(() => fresh.room.conversation.verified.peek().from === 1);
  },
} satisfies Readonly<Record<string, Scene>>;

async function press(selector: string): Promise<void> {
  await until(() => document.querySelector(selector) !== null);
  document.querySelector<HTMLElement>(selector)?.click();
}

const memory = { read: () => null, write: () => undefined };
const half = {
  read: () => null,
  write: () => undefined,
  forget: () => undefined,
  ask: () => Promise.resolve(null),
  asked: () => undefined,
};
const root = document.getElementById("app") ?? document.body;
let shown: { readonly page: Page; readonly entrance: Entrance };

function go(place: Place): void {
  shown.page.go(place);
}

function scenesOf(ports: EntrancePorts): Readonly<Record<string, Scene>> {
  return {
    ...SCENES,
    ...appointmentScenes(go),
    ...asideScenes({ talk: (world) => talk(world, []), show }),
    ...letterScenes(go),
    ...meScenes(go),
    ...recordScenes(go),
    ...releaseScenes(go),
    ...myRequestScenes(go),
    ...retentionScenes(go),
    ...placeScenes(go),
    ...lobbyScenes(go),
    ...noteScenes(go),
    ...noticeScenes(go),
    ...matchingScenes(go),
    ...custodyScenes(go),
    ...legalScenes(go),
    ...beforehandScenes(ports),
    ...quietScenes(SCENES.session, SCENES.ended),
    ...trustScenes(SCENES.session),
    ...searchScenes(SCENES.session, SCENES.ended, SCENES.therapist),
    ...careScenes(go, SCENES.ended, SCENES.therapist),
    ...consoleScenes(go, async (at, { client }) => {
      const seat = await sit(at, client);
      return {
        desk: seat.desk,
        show: () => {
          show(at, seat);
        },
      };
    }),
  };
}

/** On a page that shows nothing. */
async function set(scene: string): Promise<void> {
  const world = await cast();
  const ports = doorPorts(world.client.ports, { lobby: stageLobby(scene) });
  const entrance = new Entrance(ports, half);
  shown = { page: mount(root, entrance, memory), entrance };
  const standing = DOOR[scene] ?? (scene in LOBBY_PLACES || scene in lobbyScenes(go) ? out({}) : undefined);
  if (standing !== undefined) entrance.standing.value = standing;
  const open = LOBBY_PLACES[scene];
  if (open !== undefined) go(open);
  const door = DOOR_SCENES[scene];
  if (door !== undefined) {
    setDoor(door, entrance, go);
    for (const text of door.press ?? []) await pressWords(text);
  }
  const welcome = welcomeOf(scene, ports, world.client);
  if (welcome !== null) {
    await sit(entrance, world.client);
    entrance.welcome.value = welcome;
  }
  await scenesOf(ports)[scene]?.(world, entrance);
  document.documentElement.dataset["stage"] = "set";
}

/** The address of a scene, as if one came by it. */
function arriveAt(scene: string): void {
  const place = scene.startsWith("activate") ? "#activate" : scene === "safety" ? "#safety" : "";
  history.replaceState(null, "", `?scene=${scene}${place}`);
}

/** What is shown goes, and everything that it hung onto the page. */
function clear(): void {
  const standing = shown.entrance.standing.peek();
  if (standing.kind === "in") standing.desk.end();
  render(null, root);
  dropCurtain();
}

await prepare();
stretchOnce(kept(localStorage));
hangCurtain();
globalThis.stage = async (scene) => {
  clear();
  arriveAt(scene);
  await set(scene);
};
const first = new URLSearchParams(location.search).get("scene") ?? "sign-in";
if (first.startsWith("activate") || first === "safety") arriveAt(first);
await set(first);
