import { describe, expect, it } from "vitest";
import { signal } from "@preact/signals-core";
import type { Entry } from "../../../src/state/entry.ts";
import type { AccountKey, SessionKey } from "../../../src/state/id.ts";
import { type CopyState, type CopyWish, RecordCopy, type Source } from "../../../src/state/record/copy.ts";
import { logProofs } from "../../../src/state/record/log_proofs.ts";
import { offsetsOf } from "../../../src/state/record/offsets.ts";
import { sessionsOf } from "../../../src/state/record/sessions.ts";
import { conversationKey } from "../../../src/state/id.ts";
import { endOfDay, startOfDay, daysWrong } from "../../../src/ui/record/Days.tsx";
import { emptyMail } from "../../mail.ts";
import { font, told } from "../../copy.ts";
import type { Told } from "../../copy.ts";
import { noLog } from "../../no_log.ts";

const yes = <T>(value: T): Promise<{ readonly ok: true; readonly value: T }> => Promise.resolve({ ok: true, value });

/** A client's copies, over a service that answers pages as protocol.md §2.1 says, until `cut`. */
function copies(story: Told, cut: () => boolean = () => false): { readonly copy: RecordCopy; readonly source: Source } {
  const { transcript, document, people, practice } = story;
  const listed = { ...document, sequence: transcript.entries.length, head: transcript.head(transcript.entries.length) };
  const copy = new RecordCopy({
    crypto: story.client,
    http: { conversations: () => yes({ conversations: [listed], people }), practice: () => yes(practice.document) },
    record: { ...noLog, font: () => yes(font()) },
    mail: { ...emptyMail, getChunk: (_, index) => yes(story.chunks[index] ?? new Uint8Array()) },
    clock: { now: () => 1_764_000_100_000 },
    release: { recordRequests: () => yes({ requests: [], people: [] }) },
  });
  const ask: Source["connection"]["ask"] = (question) => {
    if (question.t !== "read" || cut()) return Promise.resolve({ t: "cut" });
    const first = Math.max(0, question.before - 1 - 5);
    const entries = transcript.entries.slice(first, question.before - 1);
    return Promise.resolve({
      t: "page",
      ref: 0,
      conversation: document.conversation,
      anchor: transcript.head(first),
      entries,
    });
  };
  return { copy, source: { connection: { ask }, learn: () => Promise.resolve(true), read: () => 0 } };
}

const wishOf = (story: Told, changed: Partial<CopyWish> = {}): CopyWish => ({
  conversation: conversationKey(story.document.conversation),
  from: null,
  until: null,
  what: "all",
  session: null,
  names: [],
  ...changed,
});

describe("a copy of the record, step by step", () => {
  it("is ready in the end, and tells how far it is until then", async () => {
    const story = await told();
    const { copy, source } = copies(story);
    const steps = new Set<string>();
    copy.state.subscribe((state) => {
      if (state.kind === "making") steps.add(state.step);
    });
    await copy.make(wishOf(story), source);
    expect(copy.state.value).toMatchObject({ kind: "ready", entries: 12 });
    expect([...steps]).toEqual(["reading", "files", "proofs", "drawing", "packing"]);
  });

  it("is dropped at any step, and nothing of it comes later", async () => {
    const story = await told();
    const { copy, source } = copies(story);
    const dropped = new Promise<void>((resolve) => {
      const end = copy.state.subscribe((state) => {
        if (state.kind !== "making" || state.step !== "drawing") return;
        queueMicrotask(() => {
          end();
          copy.drop();
          resolve();
        });
      });
    });
    const making = copy.make(wishOf(story), source);
    await dropped;
    await making;
    expect(copy.state.value).toEqual({ kind: "none" });
  });

  it("says why there is none: nothing was said, or the line was cut", async () => {
    const story = await told();
    const quiet = copies(story);
    await quiet.copy.make(wishOf(story, { from: 1, until: 2 }), quiet.source);
    expect(quiet.copy.state.value).toEqual({ kind: "failed", fault: "empty" } satisfies CopyState);
    const cut = copies(story, () => true);
    await cut.copy.make(wishOf(story), cut.source);
    expect(cut.copy.state.value).toEqual({ kind: "failed", fault: "lost" } satisfies CopyState);
  });
});

describe("what a copy is asked for", () => {
  it("has days that begin and end where the reader is", () => {
    expect(endOfDay("2026-03-14") - startOfDay("2026-03-14")).toBe(86_400_000 - 1);
    expect(daysWrong({ from: "", until: "2026-03-14", what: "all" })).not.toBeNull();
    expect(daysWrong({ from: "2026-03-15", until: "2026-03-14", what: "all" })).not.toBeNull();
    expect(daysWrong({ from: "2026-03-14", until: "2026-03-14", what: "all" })).toBeNull();
  });

  it("finds to the minute when the clocks change", () => {
    const change = 1_774_746_000_000;
    const ahead = (time: number): number => (time < change ? 60 : 120);
    expect(offsetsOf(change - 10 ** 10, change + 10 ** 10, ahead)).toEqual([
      [0, 60],
      [change, 120],
    ]);
    expect(offsetsOf(change, change, ahead)).toEqual([[0, 120]]);
  });

  it("shows which sessions are signed by whom", () => {
    const [one, two] = ["11" as SessionKey, "22" as SessionKey];
    const entries: readonly Entry[] = [
      { kind: "opening", sequence: 1, time: 1, session: one, mine: true },
      { kind: "ended", sequence: 2, time: 5, mine: false, sender: "33" as AccountKey },
      { kind: "unseen", sequence: 3, time: 6, seals: one, mine: true },
      { kind: "opening", sequence: 4, time: 7, session: two, mine: true },
      { kind: "opening", sequence: 5, time: 8, session: two, mine: false },
      { kind: "unseen", sequence: 6, time: 9, seals: one, mine: false },
    ];
    expect(sessionsOf(signal(entries).value)).toEqual([
      { session: two, began: 7, ended: null, mine: false, theirs: false, locked: false },
      { session: one, began: 1, ended: 5, mine: true, theirs: true, locked: false },
    ]);
  });

  it("asks the log for what speaks of the copy alone, as far as its head reaches", async () => {
    const leaf = (place: number) => ({ place, record: Uint8Array.of(place), salt: new Uint8Array(32), proof: [] });
    const asked: unknown[] = [];
    const proofs = await logProofs(
      {
        ...noLog,
        checkpoint: () => yes("origin\n3\nroot\n\n"),
        ownLeaves: (after, size) => {
          asked.push([after, size]);
          return yes(after === null ? [leaf(0), leaf(2)] : after < 3 ? [leaf(3)] : []);
        },
      },
      [Uint8Array.of(2), Uint8Array.of(3)],
      () => undefined,
    );
    expect(asked).toEqual([
      [null, 3],
      [2, 3],
      [3, 3],
    ]);
    expect(proofs).toMatchObject({ ok: true, value: { leaves: [{ place: 2 }] } });
  });
});
