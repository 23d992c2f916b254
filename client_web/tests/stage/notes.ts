import type { Entrance } from "../../src/state/entrance.ts";
import { conversationKey } from "../../src/state/id.ts";
import { Me } from "../../src/state/me/me.ts";
import type { NotesForm, NotesHandingState } from "../../src/state/notes/handing.ts";
import type { Notebook } from "../../src/state/notes/notebook.ts";
import type { Place } from "../../src/state/place.ts";
import type { PrivateNotesHttp, StoredPlace } from "../../src/state/private_notes_http.ts";
import { doorPorts } from "../door.ts";
import { noteStoreOf } from "../no_notes.ts";
import { NotesService } from "../notes_service.ts";
import { until } from "./people.ts";
import type { Cast } from "./people.ts";

/** A therapist's own notes: about whom there are any, those about one client, and beside the conversation. */

type Go = (place: Place) => void;
type Scene = (world: Cast, entrance: Entrance) => Promise<void>;

const DAY = 86_400_000;
const NOW = Date.now();
const WORDS = [
  "She came in with the coat still on, and kept it on. I wonder whether she was half gone already.",
  "Again the house without doors. My own tiredness came before hers.\n\nAsk in supervision: am I in a hurry for her?",
  "I said too much today. What did I want her to see, and whose wish was that?",
  "Averylongwordwithoutanyplacetobreakitbecausesomebodywasnotlookingatthekeyboardwhiletheyweretypingallofthisinonego.",
];

/** What a scene begins with. `away`: from which moment on the service is not reached. */
interface Begun {
  readonly me: Me;
  readonly book: Notebook;
  readonly line: { network: boolean; lost: boolean };
  readonly key: ReturnType<typeof conversationKey>;
}

async function begin(
  world: Cast,
  entrance: Entrance,
  notes: readonly string[],
  places: readonly StoredPlace[] = [],
): Promise<Begun> {
  const { desk, room } = await world.therapist.sit();
  const [service, line] = [new NotesService(), { network: true, lost: false }];
  service.places = places;
  const time = { now: NOW - 90 * DAY };
  const clock = { ...world.therapist.ports.clock, now: () => time.now };
  const http: PrivateNotesHttp = service.http(line);
  const ports = doorPorts({ ...world.therapist.ports, clock }, { notes: http, noteStore: noteStoreOf() });
  const me = new Me(ports, "therapist", () => Promise.resolve());
  await me.notes.start(desk.me);
  entrance.me.value = me;
  entrance.standing.value = { kind: "in", desk };
  const { key, other } = room.conversation;
  const book = me.notes.of(key, other.account);
  for (const words of notes) {
    time.now += 7 * DAY + 1_234_567;
    book.begin();
    book.editing.peek()?.write(words);
    await book.done();
  }
  time.now = NOW;
  return { me, book, line, key };
}

function placesOf(count: number): readonly StoredPlace[] {
  return Array.from({ length: count }, (_, n) => {
    const id = new Uint8Array(16).fill(n + 1).map((byte, at) => (byte * 37 + at * n) % 256);
    const [notes, openedAt] = [(n * 7) % 23, NOW - n * 20 * DAY];
    return { conversation: id, client: id, openedAt, notes, lastAt: notes === 0 ? null : openedAt + 9 * DAY };
  });
}

function formOf(world: Cast, key: Begun["key"], open: boolean): NotesForm {
  const [person] = world.service.list(world.therapist.account).people;
  if (person === undefined) throw new Error("nobody is there");
  const id = new Uint8Array(16);
  const values = { recipient: "Dr. Noor Example, at a clinic with a long name", purpose: "To go on with my treatment" };
  const span = { from: NOW - 90 * DAY, until: NOW, signedAt: NOW, expiresAt: NOW + 90 * DAY };
  const said = {
    consentId: id,
    hash: new Uint8Array(32),
    salt: new Uint8Array(32),
    form: "notes",
    client: id,
    conversation: id,
  } as const;
  const kept = {
    consent: { body: new Uint8Array(), signature: new Uint8Array(64) },
    paper: null,
    part2: "cleared",
    keptAt: NOW,
    due: NOW,
    revokedAt: open ? null : NOW,
    denied: false,
    extended: false,
    handedOut: open ? 0 : 2,
  } as const;
  const shown = { ...said, ...span, kinds: ["notes"], maker: "practice", values } as const;
  return { key: (open ? "0a" : "0b").repeat(16), conversation: key, kept, client: person, shown, open };
}

const settled = (): Promise<void> => until(() => document.querySelector("main h1") !== null);

async function press(selector: string): Promise<void> {
  await until(() => document.querySelector(selector) !== null);
  document.querySelector<HTMLElement>(selector)?.click();
}

export const noteScenes = (go: Go): Readonly<Record<string, Scene>> => {
  const places =
    (count: number): Scene =>
    async (world, entrance) => {
      await begin(world, entrance, [], placesOf(count));
      go({ name: "private-notes" });
      await until(
        () => document.querySelector("main h1") !== null && !document.body.textContent.includes("One moment"),
      );
    };
  const notes =
    (words: readonly string[], then: (begun: Begun) => Promise<void> = () => Promise.resolve()): Scene =>
    async (world, entrance) => {
      const begun = await begin(world, entrance, words);
      go({ name: "private-notes", of: begun.key });
      await settled();
      await until(() => begun.book.read.peek().kind !== "loading");
      await then(begun);
    };
  const formed =
    (state: NotesHandingState): Scene =>
    async (world, entrance) => {
      const { me, key } = await begin(world, entrance, WORDS.slice(0, 2));
      const { handing } = me.notes;
      handing.read = () => Promise.resolve();
      handing.forms.value = { kind: "ready", value: [formOf(world, key, true), formOf(world, key, false)] };
      go({ name: "private-notes", of: key });
      await until(() => document.querySelector(".lines") !== null);
      handing.state.value = state;
    };
  const writing = async ({ book }: Begun, words: string): Promise<void> => {
    book.begin();
    await until(() => document.querySelector(".note-editor") !== null);
    book.editing.peek()?.write(words);
    await book.flush();
  };
  return {
    "notes-places": places(6),
    "notes-places-empty": places(0),
    "notes-places-many": places(90),
    notes: notes(WORDS),
    "notes-empty": notes([]),
    "notes-loading": async (world, entrance) => {
      const { book, key } = await begin(world, entrance, []);
      book.load = () => new Promise(() => undefined);
      go({ name: "private-notes", of: key });
      await settled();
    },
    "notes-failed": async (world, entrance) => {
      const { line, book, key } = await begin(world, entrance, []);
      line.network = false;
      go({ name: "private-notes", of: key });
      await until(() => book.read.peek().kind === "failed");
    },
    "notes-writing": notes(WORDS, (begun) => writing(begun, "What did she not say today?")),
    "notes-away": notes(WORDS.slice(0, 1), async (begun) => {
      begun.line.network = false;
      await writing(begun, "What did she not say today?");
    }),
    "notes-parted": notes(WORDS.slice(0, 1), async (begun) => {
      await writing(begun, "What did she not say today? I shall ask her about the coat.");
      begun.book.parted.value = true;
    }),
    "notes-delete": notes(WORDS, () => press(".note-acts .button:last-child")),
    "notes-form": formed({ kind: "none" }),
    "notes-form-ready": formed({
      kind: "ready",
      form: "0a".repeat(16),
      locked: new Uint8Array(),
      passphrase: "abcde-fghjk-mnpqr-stuvw-xyz23-45678",
      count: 3,
      at: 0,
    }),
    "notes-form-barred": formed({ kind: "failed", mistake: { kind: "refused", code: "not_allowed", retryAfter: 0 } }),
    "notes-many": notes(
      Array.from({ length: 48 }, (_, n) => `${WORDS[n % 4] ?? ""}\n\n${"And more. ".repeat((n * 13) % 90)}`),
    ),
    "notes-beside": async (world, entrance) => {
      const { key } = await begin(world, entrance, WORDS);
      go({ name: "conversation", key });
      await until(() => document.querySelector(".conversation-head") !== null);
      // It opens where there is room for it, however wide the window is at first.
      const open = (): void => {
        if (matchMedia("(min-width: 68rem)").matches)
          document.querySelector<HTMLElement>(".without-notes .noting")?.click();
      };
      addEventListener("resize", open);
      open();
    },
  };
};
