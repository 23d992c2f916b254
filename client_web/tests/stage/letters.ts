import type { Entrance } from "../../src/state/entrance.ts";
import type { MailPart, Place } from "../../src/state/place.ts";
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
