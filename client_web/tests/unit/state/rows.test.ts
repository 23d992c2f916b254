import { describe, expect, it } from "vitest";
import type { Entry, Waiting } from "../../../src/state/entry.ts";
import type { AccountKey, MessageKey, SessionKey } from "../../../src/state/id.ts";
import { rowsOf } from "../../../src/state/rows.ts";
import type { MessageRow, Row, RowsOf } from "../../../src/state/rows.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const session = "s1" as SessionKey;

function message(sequence: number, time: number, mine: boolean, text = `text ${sequence}`): Entry {
  const sender = (mine ? "me" : "other") as AccountKey;
  return { kind: "message", sequence, time, message: `m${sequence}` as MessageKey, sender, mine, text };
}

function rows(entries: readonly Entry[], more: Partial<RowsOf> = {}): readonly Row[] {
  return rowsOf({
    entries,
    waiting: [],
    cursors: { delivered: 0, read: 0 },
    fromBeginning: true,
    sessionBefore: null,
    unreadAfter: null,
    isFormer: () => false,
    dayOf: (time) => String(Math.floor(time / DAY)),
    ...more,
  });
}

function messages(all: readonly Row[]): readonly MessageRow[] {
  return all.filter((row): row is MessageRow => row.kind === "message");
}

describe("the rows of the transcript", () => {
  it("mark days, chapters and ends, and show a session's later epochs as the same chapter", () => {
    const entries: Entry[] = [
      { kind: "opening", sequence: 1, time: 0, session, mine: true },
      message(2, MINUTE, true),
      { kind: "opening", sequence: 3, time: 2 * MINUTE, session, mine: false },
      message(4, DAY, false),
      { kind: "ended", sequence: 5, time: DAY, sender: "other" as AccountKey, mine: false },
      { kind: "unseen", sequence: 6, time: DAY, seals: session, mine: true },
    ];
    expect(rows(entries).map((row) => row.kind)).toEqual([
      "beginning", "day", "chapter", "message", "day", "message", "ended",
    ]); // prettier-ignore
  });

  it("count what is sealed to lost keys in one line, and say nothing of seals", () => {
    const locked = (sequence: number, was: "text" | "letter" | "seal"): Entry => {
      const [sender, key] = ["other" as AccountKey, `m${sequence}` as MessageKey];
      return { kind: "locked", sequence, time: 0, message: key, sender, mine: false, was };
    };
    const entries = [locked(1, "text"), locked(2, "letter"), locked(3, "seal"), message(4, 1, true), locked(5, "text")];
    const found = rows(entries).flatMap((row) => (row.kind === "locked" ? [[row.key, row.count]] : []));
    expect(found).toEqual([
      ["1", 2],
      ["5", 1],
    ]);
  });

  it("group what was written in one go", () => {
    const three = messages(rows([message(1, 0, true), message(2, MINUTE, true), message(3, 20 * MINUTE, true)]));
    expect(three.map(({ first, last }) => [first, last])).toEqual([
      [true, false],
      [false, true],
      [true, true],
    ]);
  });

  it("tell the therapist before the reader from the client, and group them apart", () => {
    const by = (name: string, sequence: number): Entry => {
      const [sender, text, key] = [name as AccountKey, "", `m${sequence}` as MessageKey];
      return { kind: "message", sequence, time: 0, message: key, sender, mine: false, text };
    };
    const isFormer = (sender: AccountKey): boolean => sender !== ("client" as AccountKey);
    const all = messages(rows([by("client", 1), by("before", 2), by("before", 3)], { isFormer }));
    expect(all.map(({ former, first }) => [former, first])).toEqual([
      [false, true],
      [true, true],
      [true, false],
    ]);
  });

  it("say how far own words have come, in words for the newest only", () => {
    const entries = [message(1, 0, true), message(2, 1, true), message(3, 2, true), message(4, 3, false)];
    const all = messages(rows(entries, { cursors: { delivered: 2, read: 1 } }));
    expect(all.map((row) => row.progress)).toEqual(["read", "delivered", "kept", null]);
    expect(all.map((row) => row.spoken)).toEqual([false, false, true, false]);
  });

  it("show what waits behind the record, and once only", () => {
    const waiting: Waiting[] = [
      { message: "m1" as MessageKey, text: "text 1", writtenAt: 0, progress: "kept" },
      { message: "m9" as MessageKey, text: "later", writtenAt: 5, progress: "sending" },
    ];
    const all = messages(rows([message(1, 0, true)], { waiting }));
    expect(all.map((row) => [row.key, row.progress])).toEqual([
      ["m1", "kept"],
      ["m9", "sending"],
    ]);
  });

  it("mark where the new words of the other side begin", () => {
    const entries = [message(1, 0, false), message(2, 1, true), message(3, 2, false), message(4, 3, false)];
    expect(rows(entries, { unreadAfter: 1 }).map((row) => row.key)).toEqual([
      "beginning", "day 0", "m1", "m2", "unread", "m3", "m4",
    ]); // prettier-ignore
  });
});
