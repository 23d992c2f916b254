import { signal } from "@preact/signals-core";
import type { Entrance } from "../../src/state/entrance.ts";
import { Me } from "../../src/state/me/me.ts";
import type { Entry } from "../../src/state/entry.ts";
import type { MessageKey } from "../../src/state/id.ts";
import type { MePart, Place } from "../../src/state/place.ts";
import type { Room } from "../../src/state/room.ts";
import type { RosterItem } from "../../src/state/roster.ts";
import type { Desk } from "../../src/state/desk.ts";
import type { ClosingReason } from "../../src/worker/port.ts";
import { doorPorts } from "../door.ts";
import { until } from "./people.ts";
import type { Cast } from "./people.ts";

/** Care over time: what is closed, another therapist, the end of care, closing an account. Each goes on from an ended session. */

type Scene = (world: Cast, entrance: Entrance) => Promise<void>;

interface Seat {
  readonly desk: Desk;
  readonly room: Room;
}

const CLOSED_AT = Date.UTC(2026, 9, 12, 9);

async function seatOf(entrance: Entrance): Promise<Seat> {
  const standing = entrance.standing.peek();
  if (standing.kind !== "in") throw new Error("nobody is in");
  const { desk } = standing;
  await until(() => desk.roster.peek().kind === "ready");
  const roster = desk.roster.peek();
  const room = roster.kind === "ready" && roster.items[0] !== undefined ? desk.enter(roster.items[0].key) : null;
  if (room === null) throw new Error("no room");
  return { desk, room };
}

function close({ room }: Seat, reason: ClosingReason): void {
  room.conversation.closing.value = { reason, account: new Uint8Array(16), closedAt: CLOSED_AT };
}

/** The letter with which care ended. */
function referral({ verified, other }: Room["conversation"]): Entry {
  const message = "e".repeat(32) as MessageKey;
  const text =
    "I refer you to Dr Ada Example, who knows of you.\n\nUntil then you can reach me through the practice.\n".repeat(3);
  const letter = { kind: "letter", thread: new Uint8Array(16), subject: "To Dr Ada Example", text } as const;
  return {
    kind: "letter",
    sequence: verified.peek().to + 1,
    time: CLOSED_AT,
    message,
    thread: message,
    sender: other.account,
    mine: false,
    letter: { ...letter, purpose: "referral", attachments: [] },
  };
}

/** Somebody of a caseload: every third is in care no more. */
function someone({ conversation }: Room, n: number): RosterItem {
  const key = n.toString(16).padStart(8, "0").repeat(4) as typeof conversation.key;
  const account = ((n * 7919) % 65_536).toString(16).padStart(4, "0").repeat(8) as typeof conversation.other.account;
  const theirs = Object.assign(Object.create(conversation) as typeof conversation, {
    key,
    other: { account, role: "client" },
  });
  const lastAt = CLOSED_AT - n * 3_600_000;
  return { key, conversation: theirs, live: n === 0, unread: n === 1, lastAt, empty: false, over: n % 3 === 2 };
}

export function careScenes(
  go: (place: Place) => void,
  ended: Scene,
  therapist: Scene,
): Readonly<Record<string, Scene>> {
  const closed =
    (reason: ClosingReason): Scene =>
    async (world, entrance) => {
      await ended(world, entrance);
      close(await seatOf(entrance), reason);
    };
  const me =
    (part: MePart, set: (seat: Seat) => void = () => undefined): Scene =>
    async (world, entrance) => {
      await ended(world, entrance);
      entrance.me.value = new Me(doorPorts(world.client.ports), "client", () => Promise.resolve());
      set(await seatOf(entrance));
      go({ name: "me", part });
      await until(() => document.querySelector(".me h1") !== null);
    };
  const over: Scene = async (world, entrance) => {
    await therapist(world, entrance);
    const { room } = await seatOf(entrance);
    await room.sessions.end();
    await until(() => room.conversation.live.peek() === null);
  };
  const caseload = async (world: Cast, entrance: Entrance, count: number): Promise<Seat> => {
    await over(world, entrance);
    const { desk, room } = await seatOf(entrance);
    desk.roster.value = {
      kind: "ready",
      items: Array.from({ length: count }, (_, n) => someone(room, n)),
      stale: false,
    };
    return { desk, room };
  };
  return {
    "care-ended": closed("ended"),
    "care-changed": closed("changed"),
    "care-ended-therapist": async (world, entrance) => {
      await over(world, entrance);
      close(await seatOf(entrance), "ended");
    },
    "therapist-acts": async (world, entrance) => {
      await over(world, entrance);
      const button = (): HTMLElement | null => document.querySelector(".acts-button");
      await until(() => button() !== null);
      button()?.click();
    },
    "end-care": async (world, entrance) => {
      await over(world, entrance);
      const button = (): HTMLElement | null => document.querySelector(".conversation-head .end-care");
      await until(() => button() !== null);
      button()?.click();
    },
    "care-changed-share": async (world, entrance) => {
      await ended(world, entrance);
      const seat = await seatOf(entrance);
      seat.desk.care.canShare = () => true;
      close(seat, "changed");
    },
    "share-history": async (world, entrance) => {
      await ended(world, entrance);
      const seat = await seatOf(entrance);
      seat.desk.care.canShare = () => true;
      close(seat, "changed");
      const button = (): HTMLElement | null => document.querySelector(".closed .button");
      await until(() => button() !== null);
      button()?.click();
    },
    "end-care-letter": async (world, entrance) => {
      await over(world, entrance);
      const { desk, room } = await seatOf(entrance);
      desk.drafts.letter(room.conversation.key, null).write("To Dr Ada Example\nShe knows of you, and expects you.");
      const press = async (what: string): Promise<void> => {
        await until(() => document.querySelector(what) !== null);
        document.querySelector<HTMLElement>(what)?.click();
      };
      await press(".conversation-head .end-care");
      await press(".dialog input[type=checkbox]");
    },
    "care-ended-referral": async (world, entrance) => {
      await ended(world, entrance);
      const seat = await seatOf(entrance);
      const { conversation } = seat.room;
      conversation.append([referral(conversation)]);
      close(seat, "ended");
    },
    "before-you": async (world, entrance) => {
      await over(world, entrance);
      const { desk, room } = await seatOf(entrance);
      const roster = desk.roster.peek();
      if (roster.kind !== "ready" || roster.items[0] === undefined) throw new Error("no roster");
      const { conversation } = room;
      const old = Object.assign(Object.create(conversation) as typeof conversation, { reading: true });
      const item = {
        ...roster.items[0],
        key: "0".repeat(32) as typeof conversation.key,
        conversation: old,
        over: true,
      };
      desk.roster.value = { ...roster, items: [...roster.items, item] };
      await until(() => document.querySelector(".before-you") !== null);
    },
    "read-before": async (world, entrance) => {
      await over(world, entrance);
      const { conversation } = (await seatOf(entrance)).room;
      go({ name: "home" });
      await until(() => document.querySelector(".cards") !== null);
      Object.assign(conversation, { reading: true });
      conversation.entries.value = conversation.entries
        .peek()
        .map((entry) => ("mine" in entry ? { ...entry, mine: false } : entry));
      go({ name: "conversation", key: conversation.key });
      await until(() => document.querySelector(".speaker") !== null);
    },
    "conversation-gone": async (world, entrance) => {
      await over(world, entrance);
      (await seatOf(entrance)).desk.roster.value = { kind: "ready", items: [], stale: false };
    },
    "home-closed": async (world, entrance) => {
      await ended(world, entrance);
      const { desk } = await seatOf(entrance);
      const roster = desk.roster.peek();
      if (roster.kind === "ready")
        desk.roster.value = { ...roster, items: roster.items.map((item) => ({ ...item, live: false, over: true })) };
      go({ name: "home" });
    },
    today: async (world, entrance) => {
      const { desk, room } = await caseload(world, entrance, 4);
      desk.mail.unread.value = { letters: 2, notices: 0 };
      const start = new Date().setHours(23, 30, 0, 0);
      const proposal = { appointment: "a".repeat(32), revision: 1, proposer: desk.me, standing: "proposed" } as const;
      const said = { ...proposal, start, minutes: 50, zone: "Europe/London", note: "" };
      const agenda = signal(new Map([[said.appointment, said]])) as unknown as typeof room.appointments.agenda;
      Object.defineProperty(room.appointments, "agenda", { value: agenda });
      go({ name: "home" });
    },
    "today-many": async (world, entrance) => {
      await caseload(world, entrance, 300);
      go({ name: "home" });
    },
    "today-quiet": async (world, entrance) => {
      await over(world, entrance);
      const { desk } = await seatOf(entrance);
      const roster = desk.roster.peek();
      if (roster.kind === "ready")
        desk.roster.value = { ...roster, items: roster.items.map((item) => ({ ...item, live: false, unread: false })) };
      go({ name: "home" });
    },
    clients: async (world, entrance) => {
      await caseload(world, entrance, 3);
      go({ name: "clients" });
    },
    "clients-many": async (world, entrance) => {
      await caseload(world, entrance, 300);
      go({ name: "clients" });
    },
    "clients-empty": async (world, entrance) => {
      await caseload(world, entrance, 0);
      go({ name: "clients" });
    },
    "change-therapist": me("therapist"),
    "change-asked": me("therapist", ({ desk, room }) => {
      desk.care.change.value = { kind: "asked", from: room.conversation.key, history: "share" };
    }),
    "change-moving": me("therapist", ({ desk }) => {
      desk.care.change.value = { kind: "moving", done: 64, all: 212 };
    }),
    "change-stuck": me("therapist", ({ desk }) => {
      desk.care.change.value = { kind: "stuck" };
    }),
    "close-account": me("close"),
  };
}
