import type { Desk } from "../../src/state/desk.ts";
import type { Entrance } from "../../src/state/entrance.ts";
import { idBytes } from "../../src/state/id.ts";
import type { LetterPlace } from "../../src/state/mail_http.ts";
import type { Room } from "../../src/state/room.ts";
import type { MailPart, Place } from "../../src/state/place.ts";
import { emptyMail } from "../mail.ts";
import { until } from "./people.ts";
import type { Cast, Player } from "./people.ts";

/** The message center: letters that came and went, one that is read, one that is written. */

type Scene = (world: Cast, entrance: Entrance) => Promise<void>;
type Seat = Awaited<ReturnType<Player["sit"]>>;

const FIRST =
  "Dear client,\n\nthank you for yesterday. You said that the mornings are the worst part, and I have thought about what might make them a little easier.\n\nIf you like, try the two lines on paper again, before you look at the clock.";
const ANSWER = "Thank you. I tried it twice. The second time I fell asleep again.";
const SECOND = "A word about next week: I am away on Thursday. Would Friday at the same hour suit you?";
const FILE = {
  attachment: new Uint8Array(16).fill(7),
  name: "two-lines-before-the-clock-a-page-to-print-and-keep-beside-the-bed.pdf",
  mediaType: "application/pdf",
  size: 734_003,
  key: new Uint8Array(32),
  digest: new Uint8Array(32),
};

async function letters(seats: readonly Seat[], count: number): Promise<void> {
  await until(() =>
    seats.every(
      ({ room }) => room.conversation.entries.peek().filter(({ kind }) => kind === "letter").length === count,
    ),
  );
}

/** An hour that was agreed on and cancelled, and another one that waits for an answer; the reader has seen none of it. */
async function proposed(world: Cast): Promise<Desk> {
  let read = false;
  const places = (): readonly LetterPlace[] =>
    client.room.conversation.entries.peek().map(({ sequence }) => {
      return { conversation: idBytes(client.room.conversation.key), sequence, sender: world.therapist.account, read };
    });
  Object.assign(world.client.ports, {
    mail: {
      ...emptyMail,
      mail: () => Promise.resolve({ ok: true, value: { letters: places(), archived: [] } }),
      readLetters: () => {
        read = true;
        return Promise.resolve({ ok: true, value: null });
      },
    },
  });
  const [therapist, client] = [await world.therapist.sit(), await world.client.sit()];
  const said = ({ conversation }: Room): number =>
    conversation.entries.peek().filter(({ kind }) => kind === "appointment").length;
  const came = async (count: number): Promise<void> => {
    await until(() => [therapist, client].every(({ room }) => said(room) === count));
  };
  const at = { minutes: 50, zone: "America/New_York" };
  const start = Math.ceil(Date.now() / 3_600_000) * 3_600_000;
  await therapist.room.appointments.propose({ ...at, start: start + 72_000_000, note: "" });
  await came(1);
  const [first] = therapist.room.appointments.agenda.peek().values();
  if (first !== undefined) await therapist.room.appointments.answer(first, "cancel");
  await came(2);
  await therapist.room.appointments.propose({
    ...at,
    start: start + 360_000_000,
    note: "I am ill today. Would this do?",
  });
  await came(3);
  await client.desk.mailbox.load();
  return client.desk;
}

export function letterScenes(go: (place: Place) => void): Readonly<Record<string, Scene>> {
  const wrote = async (world: Cast): Promise<Seat> => {
    const [therapist, client] = [await world.therapist.sit(), await world.client.sit()];
    const { key } = client.room.conversation;
    const sent = therapist.desk.mailbox.send(key, {
      thread: null,
      subject: "The mornings",
      text: FIRST,
      attachments: [FILE],
    });
    await letters([therapist, client], 1);
    client.desk.mailbox.send(key, { thread: sent?.thread ?? null, subject: "", text: ANSWER, attachments: [] });
    await letters([therapist, client], 2);
    therapist.desk.mailbox.send(key, { thread: null, subject: "Next Thursday", text: SECOND, attachments: [] });
    await letters([therapist, client], 3);
    await client.desk.mailbox.load();
    return client;
  };
  const at =
    (part: MailPart): Scene =>
    async (world, entrance) => {
      const { desk } = await wrote(world);
      entrance.standing.value = { kind: "in", desk };
      go({ name: "mail", part });
      await until(() => document.querySelector(".mail h1, .page h1") !== null);
    };
  return {
    "letters-inbox": at("inbox"),
    "letters-meetings": async (world, entrance) => {
      const desk = await proposed(world);
      entrance.standing.value = { kind: "in", desk };
      go({ name: "mail", part: "inbox" });
      await until(() => document.querySelector(".appointment") !== null);
    },
    "letters-sent": at("sent"),
    "letters-compose": at("compose"),
    "letters-thread": async (world, entrance) => {
      const { desk } = await wrote(world);
      entrance.standing.value = { kind: "in", desk };
      const thread = desk.mailbox.threads.peek().find(({ letters: all }) => all.length === 2);
      if (thread !== undefined) go({ name: "mail", part: "thread", of: thread.key });
      await until(() => document.querySelector("h1") !== null);
    },
    "letters-empty": async (world, entrance) => {
      const { desk } = await world.client.sit();
      await desk.mailbox.load();
      entrance.standing.value = { kind: "in", desk };
      go({ name: "mail", part: "inbox" });
    },
  };
}
