import { effect } from "@preact/signals-core";
import { describe, expect, it } from "vitest";
import { Conversation } from "../../../src/state/conversation.ts";
import type { Entry } from "../../../src/state/entry.ts";
import type { AccountKey, ConversationKey, MessageKey, SessionKey } from "../../../src/state/id.ts";
import { Search } from "../../../src/state/search/search.ts";
import { TestClock } from "../../clock.ts";

const DAY = 86_400_000;
const THEM = "them" as AccountKey;
const dateOf = (time: number): string => `${1 + Math.floor(time / DAY)} May 2026`;

function message(sequence: number, text: string): Entry {
  return {
    kind: "message",
    sequence,
    time: sequence,
    message: `m${sequence}` as MessageKey,
    sender: THEM,
    mine: false,
    text,
  };
}

function opening(sequence: number, session: string): Entry {
  return { kind: "opening", sequence, time: 2 * DAY, session: session as SessionKey, mine: false };
}

/** Of a record of so many messages every tenth says where it stands: "calm 10", "calm 20". */
function lines(from: number, to: number): readonly Entry[] {
  return Array.from({ length: to - from + 1 }, (_, n) =>
    message(from + n, (from + n) % 10 === 0 ? `Calm ${from + n}` : "…"),
  );
}

interface World {
  readonly conversation: Conversation;
  readonly clock: TestClock;
  readonly search: Search;
  readonly look: (words: string) => Promise<void>;
  readonly keys: () => readonly string[];
}

/** A conversation of which the entries are read here, up to its end. */
function world(entries: readonly Entry[]): World {
  const conversation = new Conversation("c" as ConversationKey, { account: THEM, role: "client" });
  const clock = new TestClock();
  conversation.phase.value = { kind: "open" };
  conversation.append(entries);
  conversation.verified.value = {
    from: entries[0]?.sequence ?? 1,
    to: entries.at(-1)?.sequence ?? 0,
    caughtUp: true,
  };
  const search = new Search(conversation, clock);
  search.open.value = true;
  const look = async (words: string): Promise<void> => {
    search.write(words, dateOf);
    await clock.run(1_000);
  };
  return { conversation, clock, search, look, keys: () => search.found.value.map(({ key }) => key) };
}

function earlier({ conversation }: World, from: number): void {
  const before = conversation.verified.peek();
  conversation.prepend(lines(from, before.from - 1));
  conversation.verified.value = { ...before, from };
}

describe("the search inside a conversation", () => {
  it("finds from the newest backwards, and leads from one to the next", async () => {
    const { search, look, keys } = world(lines(1, 30));
    await look("CALM");
    expect(keys()).toEqual(["m30", "m20", "m10"]);
    expect(search.whole.value).toBe(true);
    expect(search.at.value?.key).toBe("m30");
    search.step(-1);
    expect(search.at.value?.key).toBe("m30");
    for (let n = 0; n < 5; n++) search.step(1);
    expect(search.at.value?.key).toBe("m10");
    search.step(-1);
    expect(search.at.value?.key).toBe("m20");
  });

  it("goes on in earlier pages as they come, and in what is written meanwhile, and stays where the reader is", async () => {
    const made = world(lines(401, 600));
    const { search, look, keys, clock, conversation } = made;
    await look("calm 5");
    expect(keys()[0]).toBe("m590");
    expect(keys()).toHaveLength(10);
    expect([search.whole.value, search.done.value]).toEqual([false, 200]);
    search.step(1);
    earlier(made, 201);
    conversation.append([message(601, "calm 5!")]);
    await clock.run(100);
    expect(keys()[0]).toBe("m601");
    expect(search.at.value?.key).toBe("m580");
    expect(search.done.value).toBe(401);
    earlier(made, 1);
    await clock.run(100);
    expect(keys().at(-1)).toBe("m50");
    expect(search.whole.value).toBe(true);
  });

  it("does a little at a time, so that whoever types has their turn", async () => {
    const { search, look } = world(lines(1, 10_000));
    const steps: number[] = [];
    const stop = effect(() => void steps.push(search.done.value));
    await look("calm");
    stop();
    expect(search.found.value).toHaveLength(1_000);
    expect(Math.max(...steps.map((done, at) => done - (steps[at - 1] ?? 0)))).toBeLessThanOrEqual(250);
  });

  it("gives its turn away after a few milliseconds, however few entries that were", async () => {
    const { search, clock, look } = world(lines(1, 100));
    const steps: number[] = [];
    const stop = effect(() => void steps.push(search.done.value));
    const steady = clock.steady.bind(clock);
    let spent = 0;
    clock.steady = () => steady() + spent++; // a slow device: every look at the clock costs a millisecond
    await look("calm");
    stop();
    expect(search.whole.value).toBe(true);
    expect(Math.max(...steps.map((done, at) => done - (steps[at - 1] ?? 0)))).toBeLessThanOrEqual(5);
  });

  it("leaves at once what was looked for before", async () => {
    const made = world(lines(9_001, 10_000));
    const { search, clock, look, keys } = made;
    search.write("calm", dateOf);
    await clock.run(100);
    expect(search.sought.value).toBeNull(); // somebody is typing
    search.write("calm 9", dateOf);
    search.step(1); // in a hurry
    expect(search.sought.value).toEqual({ plain: "calm 9" });
    expect(search.done.value).toBeLessThan(1_000);
    search.write("calm 95", dateOf);
    const before = search.done.value;
    earlier(made, 8_001);
    expect(search.done.value).toBe(before);
    await clock.run(1_000);
    expect(keys()).toHaveLength(10);
    await look("  ");
    expect(search.sought.value).toBeNull();
    expect(keys()).toEqual([]);
  });

  it("finds subjects, words and files of letters, notes about meeting, and sessions by their day", async () => {
    const written = { sender: THEM, mine: false, time: 0 };
    const letter = {
      kind: "letter",
      thread: new Uint8Array(16),
      subject: "Thursday",
      text: "About us",
      purpose: "letter",
    } as const;
    const file = {
      attachment: new Uint8Array(16),
      mediaType: "",
      size: 1,
      key: new Uint8Array(32),
      digest: new Uint8Array(32),
    };
    const step = {
      appointment: new Uint8Array(16),
      revision: 1,
      action: "propose",
      start: 0,
      minutes: 50,
      zone: "",
    } as const;
    const { look, keys, search } = world([
      opening(1, "s"),
      {
        ...written,
        kind: "letter",
        sequence: 2,
        message: "m2" as MessageKey,
        thread: "m2" as MessageKey,
        letter: { ...letter, attachments: [{ ...file, name: "breathing.pdf" }] },
      },
      {
        ...written,
        kind: "appointment",
        sequence: 3,
        message: "m3" as MessageKey,
        appointment: { kind: "appointment", ...step, note: "by telephone" },
      },
      opening(4, "s"),
      message(5, "It may be"),
    ]);
    for (const [words, where] of [
      ["thursday", "letter"],
      ["about us", "letter"],
      ["breathing", "file"],
    ] as const) {
      await look(words);
      expect([keys(), search.at.value?.where]).toEqual([["2"], where]);
    }
    await look("telephone");
    expect([keys(), search.at.value?.where]).toEqual([["3"], "note"]);
    await look("may");
    expect(keys()).toEqual(["m5"]);
    // Opened anew in between, it began but once.
    await look("3 may");
    expect([keys(), search.at.value?.where]).toEqual([["1"], "session"]);
  });

  it("finds what waits to be sent, and once when it is in the record", async () => {
    const { conversation, look, keys, clock } = world(lines(1, 10));
    const item = { message: "m11" as MessageKey, text: "calm at last", writtenAt: 1, progress: "held" as const };
    conversation.waiting.value = [item];
    await look("calm");
    expect(keys()).toEqual(["m11", "m10"]);
    conversation.append([message(11, "calm at last")]);
    await clock.run(100);
    expect(keys()).toEqual(["m11", "m10"]);
  });

  it("says that all is looked through where nothing was written yet", async () => {
    const { search, look, conversation } = world([]);
    await look("calm");
    expect([search.whole.value, search.found.value]).toEqual([true, []]);
    conversation.append([message(1, "calm")]);
    expect(search.found.value).toHaveLength(1);
  });

  it("forgets everything when it is closed, and does no more", async () => {
    const made = world(lines(201, 400));
    const { search, look, clock } = made;
    await look("calm");
    search.write("calm 2", dateOf);
    search.close();
    earlier(made, 1);
    await clock.run(1_000);
    expect([search.open.value, search.words.value, search.sought.value, search.at.value]).toEqual([
      false,
      "",
      null,
      null,
    ]);
    expect([search.found.value, search.done.value]).toEqual([[], 0]);
  });
});
