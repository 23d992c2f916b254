import { Desk } from "../../src/state/desk.ts";
import type { Entrance } from "../../src/state/entrance.ts";
import type { AccountKey } from "../../src/state/id.ts";
import type { Addressees } from "../../src/state/mail/noticeboard.ts";
import type { NoticeItem, NoticeList } from "../../src/state/mail/notices.ts";
import type { Place } from "../../src/state/place.ts";
import { value } from "../world.ts";
import { until } from "./people.ts";
import type { Cast } from "./people.ts";

/** Notices: a few, none, on their way, not to be had, one that does not hold, too many; one that asks, and its answer. */

type Scene = (world: Cast, entrance: Entrance) => Promise<void>;

const DAY = 86_400_000;

function item(n: number, more: Partial<NoticeItem>): NoticeItem {
  return {
    key: n.toString(16).padStart(32, "0"),
    kind: "update",
    sender: new Uint8Array(16).fill(7),
    senderRole: "intake",
    senderName: null,
    subject: new Uint8Array(),
    answers: [],
    madeAt: Date.now() - n * DAY,
    postedAt: Date.now() - n * DAY,
    title: "Opening hours in December",
    text: "From the first of December on we open at nine.\n\nThe crisis numbers on this page are there at any hour.",
    values: [],
    answered: null,
    read: true,
    ...more,
  };
}

const MATCH = item(0, {
  kind: "match",
  title: "A therapist for you",
  text: "We think that Noëlle Example could be right for you. She works with worry and with sleep, in English and French.",
  answers: ["accept", "decline"],
  read: false,
});

const FEW: readonly NoticeItem[] = [
  MATCH,
  item(1, { kind: "security", senderRole: "system", title: "Your password was changed", read: false }),
  item(3, { answers: ["accept", "decline"], answered: "accept", kind: "match", title: "A therapist for you" }),
  item(12, {
    kind: "appointment",
    senderRole: "service",
    senderName: "Appointment desk",
    title: "Your appointment is confirmed",
  }),
  item(40, { kind: "policy", senderRole: "owner", title: "A policy has changed" }),
];

const REQUEST = item(0, {
  kind: "request",
  senderRole: "client",
  title: "A client asks for another therapist",
  text: "We do not fit. I would like somebody who asks more,\nand with whom I can speak French.",
  values: [
    { name: "history", value: "share" },
    { name: "therapist", value: "Noëlle Example" },
  ],
  read: false,
});

const ready = (
  items: readonly NoticeItem[],
  more: Partial<Extract<NoticeList, { kind: "ready" }>> = {},
): NoticeList => ({
  kind: "ready",
  items,
  broken: [],
  more: false,
  stale: false,
  ...more,
});

export const noticeScenes = (go: (place: Place) => void): Readonly<Record<string, Scene>> => {
  const shown =
    (list: NoticeList, of?: string, role = "client"): Scene =>
    async (world, entrance) => {
      const { account, ports } = world.client;
      const instance = value(await ports.crypto.instance());
      const desk = new Desk(ports, { account, role }, instance, { signedOut: () => undefined });
      desk.roster.value = { kind: "ready", items: [], stale: false };
      desk.mail.notices.list.value = list;
      entrance.standing.value = { kind: "in", desk };
      go({ name: "mail", part: "notices", ...(of === undefined ? {} : { of }) });
    };
  const seated = async (world: Cast, entrance: Entrance, addressees: Addressees): Promise<void> => {
    const { account, ports } = world.client;
    const instance = value(await ports.crypto.instance());
    const desk = new Desk(ports, { account, role: "intake" }, instance, { signedOut: () => undefined });
    entrance.standing.value = { kind: "in", desk };
    go({ name: "post" });
    await until(() => desk.mail.noticeboard.addressees.peek().kind !== "loading");
    desk.mail.noticeboard.addressees.value = addressees;
  };
  const many = Array.from({ length: 50 }, (_, n) =>
    item(n, { title: `${"A long title that goes on ".repeat(6)}${n.toString()}` }),
  );
  return {
    notices: shown(ready(FEW)),
    "notices-empty": shown(ready([])),
    "notices-loading": shown({ kind: "loading" }),
    "notices-failed": shown({ kind: "failed", offline: false }),
    "notices-many": shown(ready(many, { more: true, stale: true })),
    "notices-broken": shown(ready(FEW, { broken: [{ key: "x", postedAt: 0, reason: "bad_signature" }] })),
    notice: shown(ready(FEW), FEW[1]?.key),
    "notice-request": shown(ready([REQUEST]), REQUEST.key, "intake"),
    "notice-asks": shown(ready(FEW), MATCH.key),
    "notice-answered": shown(ready(FEW), FEW[2]?.key),
    "notice-gone": shown(ready(FEW), "f".repeat(32)),
    "notice-confirm": async (world, entrance) => {
      await shown(ready(FEW), MATCH.key)(world, entrance);
      await until(() => document.querySelector(".actions button") !== null);
      document.querySelector<HTMLElement>(".actions button")?.click();
    },
    "post-notice": async (world, entrance) => {
      await seated(world, entrance, {
        kind: "ready",
        people: [{ account: "0".repeat(32) as AccountKey, name: "Quiet Harbour", role: "client" }],
      });
    },
    "post-notice-nobody": (world, entrance) => seated(world, entrance, { kind: "ready", people: [] }),
    "post-notice-failed": (world, entrance) => seated(world, entrance, { kind: "failed" }),
    "home-asked": async (world, entrance) => {
      await shown(ready(FEW))(world, entrance);
      go({ name: "home" });
    },
  };
};
