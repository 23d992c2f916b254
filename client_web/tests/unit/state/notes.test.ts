import { describe, expect, it } from "vitest";
import { accountKey, conversationKey } from "../../../src/state/id.ts";
import type { Notebook } from "../../../src/state/notes/notebook.ts";
import { Notes } from "../../../src/state/notes/notes.ts";
import type { MePorts } from "../../../src/state/me/step_up.ts";
import { TestClock } from "../../clock.ts";
import { NotesService } from "../../notes_service.ts";
import { noteStoreOf } from "../../no_notes.ts";
import { join, random, TestPractice } from "../../world.ts";

const [CONVERSATION, CLIENT] = [random(16), random(16)];
const practice = await TestPractice.found();
const { port } = await join(practice, "therapist");
/** Nothing else is asked of here. */
const PORTS = { crypto: port, random } as unknown as MePorts;

/** A page of the therapist's. `lost`: the service keeps what it is sent, and its answer does not arrive. */
class Page {
  network = true;
  lost = false;
  readonly notes: Notes;
  readonly book: Notebook;
  readonly clock = new TestClock();

  constructor(service: NotesService, store: ReturnType<typeof noteStoreOf>, client = CLIENT) {
    this.notes = new Notes({ ...PORTS, notes: service.http(this), noteStore: store, clock: this.clock });
    this.book = this.notes.of(conversationKey(CONVERSATION), accountKey(client));
  }

  /** Writes a new note and leaves it. */
  async write(words: string): Promise<void> {
    this.book.begin();
    this.book.editing.peek()?.write(words);
    await this.book.done();
  }

  get texts(): readonly string[] {
    return this.book.notes.peek().map((note) => note.text.peek());
  }
}

function world(): { readonly service: NotesService; readonly open: (store?: ReturnType<typeof noteStoreOf>) => Page } {
  const service = new NotesService();
  return { service, open: (store = noteStoreOf()) => new Page(service, store) };
}

describe("a therapist's notes", () => {
  it("are saved as they are written, and are there in another browser", async () => {
    const { service, open } = world();
    const [here, there] = [open(), open()];
    here.book.begin();
    const note = here.book.editing.peek();
    note?.write("I was tired before she was.");
    await here.clock.run(1_000);
    await here.notes.flush();
    expect(note?.keeping.peek()).toBe("saved");
    note?.write("I was tired before she was. Ask in supervision.");
    await here.book.done();
    expect([...service.notes.values()].map(({ version }) => version)).toEqual([2]);
    await there.book.load();
    expect(there.texts).toEqual(["I was tired before she was. Ask in supervision."]);
    expect(there.book.read.peek().kind).toBe("ready");
  });

  it("without words were never there", async () => {
    const { service, open } = world();
    const page = open();
    page.book.begin();
    await page.book.done();
    await page.write("   ");
    expect([service.notes.size, page.texts]).toEqual([0, []]);
  });

  it("come page by page", async () => {
    const { open } = world();
    const [here, there] = [open(), open()];
    for (let n = 0; n < 45; n++) await here.write(`note ${String(n)}`);
    await there.book.load();
    expect([there.texts.length, there.book.more.peek()]).toEqual([20, true]);
    await there.book.earlier();
    await there.book.earlier();
    expect([there.texts.length, there.book.more.peek()]).toEqual([45, false]);
    expect([there.texts[0], there.texts[44]]).toEqual(["note 44", "note 0"]);
  });

  it("that were changed in two windows are both there", async () => {
    const { open } = world();
    const [here, there] = [open(), open()];
    await here.write("as it was");
    await there.book.load();
    const [mine, theirs] = [here.book.notes.peek()[0], there.book.notes.peek()[0]];
    if (mine === undefined || theirs === undefined) throw new Error("no note");
    mine.write("changed here");
    await here.notes.flush();
    there.book.edit(theirs);
    theirs.write("changed there");
    await there.notes.flush();
    expect(there.book.parted.peek()).toBe(true);
    expect(there.book.editing.peek()?.text.peek()).toBe("changed there");
    await there.book.done();
    expect([...there.texts].sort()).toEqual(["changed here", "changed there"]);
    await here.book.load();
    expect([...here.texts].sort()).toEqual(["changed here", "changed there"]);
  });

  it("that have to stay as they are do, and what is written on goes on as a note of its own", async () => {
    const { service, open } = world();
    const here = open();
    await here.write("as it was");
    const mine = here.book.notes.peek()[0];
    if (mine === undefined) throw new Error("no note");
    for (const key of service.notes.keys()) service.held.add(key);
    expect(await here.book.delete(mine)).toMatchObject({ kind: "refused", code: "held" });
    here.book.edit(mine);
    mine.write("");
    await here.notes.flush();
    expect([mine.text.peek(), service.notes.size]).toEqual(["as it was", 1]);
    here.book.edit(mine);
    mine.write("as it was, and more");
    await here.notes.flush();
    expect(here.book.parted.peek()).toBe(true);
    here.book.editing.peek()?.write("as it was, and much more");
    await here.book.done();
    expect([...here.texts].sort()).toEqual(["as it was", "as it was, and much more"]);
    const there = open();
    await there.book.load();
    expect([...there.texts].sort()).toEqual(["as it was", "as it was, and much more"]);
  });

  it("that were deleted meanwhile take no words with them", async () => {
    const { open } = world();
    const [here, there] = [open(), open()];
    await here.write("as it was");
    await there.book.load();
    const [mine, theirs] = [here.book.notes.peek()[0], there.book.notes.peek()[0]];
    if (mine === undefined || theirs === undefined) throw new Error("no note");
    expect(await here.book.delete(mine)).toBeNull();
    expect(here.texts).toEqual([]);
    theirs.write("still thinking");
    await there.notes.flush();
    expect(there.texts).toEqual(["still thinking"]);
    await here.book.load();
    expect(here.texts).toEqual(["still thinking"]);
  });

  it("are not deleted over words that were not seen", async () => {
    const { open } = world();
    const [here, there] = [open(), open()];
    await here.write("as it was");
    await there.book.load();
    const [mine, theirs] = [here.book.notes.peek()[0], there.book.notes.peek()[0]];
    if (mine === undefined || theirs === undefined) throw new Error("no note");
    mine.write("and more");
    await here.notes.flush();
    expect(await there.book.delete(theirs)).toBe("changed");
    expect(there.texts).toEqual(["and more"]);
    expect(await there.book.delete(theirs)).toBeNull();
  });

  it("wait for the service, and an answer that was lost doubles nothing", async () => {
    const { service, open } = world();
    const page = open();
    page.lost = true;
    await page.write("first words");
    const [note] = page.book.notes.peek();
    expect([note?.keeping.peek(), note?.trouble.peek()]).toEqual(["kept", "away"]);
    note?.write("first words, and others");
    await page.notes.flush();
    page.lost = false;
    await page.clock.run(6_000);
    await page.notes.flush();
    expect([note?.keeping.peek(), note?.trouble.peek()]).toEqual(["saved", null]);
    expect([...service.notes.values()].map(({ version }) => version)).toEqual([2]);
  });

  it("survive the end of the sign-in, sealed on the device until the service has them", async () => {
    const { service, open } = world();
    const store = noteStoreOf();
    const page = open(store);
    await page.write("was saved");
    const [note] = page.book.notes.peek();
    note?.write("was saved, and this was not");
    page.notes.end();
    await page.notes.flush();
    await page.clock.run(60_000);
    expect(store.kept.size).toBe(1);
    expect([...service.notes.values()].map(({ version }) => version)).toEqual([1]);
    const again = open(store);
    await again.notes.start(accountKey(new Uint8Array(16)));
    expect(again.texts).toEqual([]); // somebody else's words are not theirs to send
    const back = new Page(service, store);
    await back.notes.start("" as ReturnType<typeof accountKey>);
    expect([...service.notes.values()].map(({ version }) => version)).toEqual([2]);
    expect([back.texts, store.kept.size]).toEqual([["was saved, and this was not"], 0]);
  });

  it("that never arrived go on from what did", async () => {
    const { service, open } = world();
    const store = noteStoreOf();
    const page = open(store);
    page.network = false;
    await page.write("one");
    page.book.notes.peek()[0]?.write("one, two");
    page.notes.end();
    await page.notes.flush();
    expect([...store.kept.values()].map(({ version }) => version)).toEqual([2]);
    const back = new Page(service, store);
    await back.notes.start("" as ReturnType<typeof accountKey>);
    expect([...service.notes.values()].map(({ version }) => version)).toEqual([1]);
    expect(back.texts).toEqual(["one, two"]);
  });

  it("about somebody else, or bent, are not shown as these", async () => {
    const { service, open } = world();
    await new Page(service, noteStoreOf(), random(16)).write("about another client");
    const page = open();
    await page.write("about this one");
    const bent = [...service.notes.values()][1];
    if (bent === undefined) throw new Error("no note");
    await page.write("and this");
    bent.sealed?.set([1, 2, 3]);
    const reader = open();
    await reader.book.load();
    expect([reader.texts, reader.book.unreadable.peek()]).toEqual([["and this"], 2]);
  });
});
