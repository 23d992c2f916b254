import { afterEach, describe, expect, it } from "vitest";
import type { CodeWord } from "../../../src/crypto/aside.ts";
import { beforeWords, lastCheckIn, liveEntries, wordSet } from "../../../src/state/before_words.ts";
import type { BeforeWords, Said } from "../../../src/state/before_words.ts";
import type { Entry } from "../../../src/state/entry.ts";
import type { Room } from "../../../src/state/room.ts";
import { endDesks, inSession, texts, until } from "../../two_desks.ts";

afterEach(endDesks);

const SAID = { safe: "yes", place: "12 Harbour Street", telephone: "", contact: "Kim, 555 0101" } as const;

/** As soon as what stands before the first words is so. */
function once<T>({ conversation }: Room, look: (before: BeforeWords) => T | null): Promise<T> {
  return until(() => {
    const before = beforeWords(conversation);
    return before === null ? null : look(before);
  });
}

const wordOf = (room: Room, mine: boolean): Promise<Said<CodeWord>> => until(() => wordSet(room.conversation, mine));

describe("what is asked before the first words", () => {
  it("reaches the therapist, is no message, and is what the next session begins with", async () => {
    const { ours, theirs } = await inSession();
    expect(await once(ours, (before) => before)).toMatchObject({ checkIn: null, asked: null, spoke: false });
    expect(await ours.asides.checkIn(SAID)).toBe(true);
    const { aside } = await once(theirs, ({ checkIn }) => checkIn);
    expect(aside).toEqual({ kind: "check-in", ...SAID });
    expect([texts(ours.conversation), texts(theirs.conversation)]).toEqual([[], []]);
    expect(ours.conversation.waiting.value).toEqual([]);
    await theirs.sessions.end();
    await until(() => (ours.conversation.live.value === null ? true : null));
    expect(beforeWords(ours.conversation)).toBeNull();
    await theirs.sessions.start();
    await until(() => ours.conversation.live.value);
    expect(await once(ours, (before) => before)).toMatchObject({ checkIn: null });
    expect(lastCheckIn(ours.conversation)).toEqual(aside);
    expect(lastCheckIn(theirs.conversation)).toBeNull();
  });

  it("is asked again by the therapist, until it is answered again", async () => {
    const { ours, theirs } = await inSession();
    await ours.asides.checkIn(SAID);
    await once(theirs, ({ checkIn }) => checkIn);
    expect(await theirs.asides.ask("check-in")).toBe(true);
    await once(ours, ({ asked }) => asked);
    await ours.asides.checkIn({ ...SAID, safe: "no", place: "", contact: "" });
    await once(theirs, ({ checkIn }) => (checkIn?.aside.safe === "no" ? checkIn : null));
    expect(beforeWords(theirs.conversation)?.asked).toBeNull();
    // Only a client is asked, and only they answer.
    await theirs.asides.checkIn(SAID);
    await until(() =>
      ours.conversation.entries.value.filter(({ kind }) => kind === "aside").length === 4 ? true : null,
    );
    expect(beforeWords(ours.conversation)?.checkIn?.aside.safe).toBe("no");
  });

  it("is known to be skipped by the first words, and by who said so", async () => {
    const { ours } = await inSession();
    await once(ours, (before) => before);
    ours.asides.skip();
    expect(ours.asides.skipped.value?.session).toBe(ours.conversation.live.value);
    await ours.posting.send("hello");
    await once(ours, ({ spoke }) => spoke || null);
  });

  it("never goes out in another session than its own", async () => {
    const { service, client, ours, theirs } = await inSession();
    service.cut(client.account);
    await until(() => client.desk?.connection.line.value.kind === "trying" || null);
    const kept = ours.asides.checkIn(SAID);
    await theirs.sessions.end();
    await until(() => (theirs.conversation.live.value === null ? true : null));
    await theirs.sessions.start();
    const live = await until(() => theirs.conversation.live.value);
    service.heal(client.account);
    await until(() => (ours.conversation.live.value === live ? true : null));
    expect(await kept).toBe(false);
    expect(ours.asides.work.value).toBe("failed");
    await ours.posting.send("still here");
    await until(() => (texts(theirs.conversation).length === 1 ? true : null));
    expect(beforeWords(theirs.conversation)?.checkIn).toBeNull();
    expect(client.store.items.size).toBe(0);
  });

  it("asks nobody before it is known where the session began", () => {
    const text = { kind: "message", sequence: 9, time: 1, mine: true } as Entry;
    const ended = { kind: "ended", sequence: 8, time: 1, mine: true } as Entry;
    const at = (from: number) => ({ from, to: 9, caughtUp: true });
    expect(liveEntries([text], true, at(9))).toBeNull();
    expect(liveEntries([text], true, at(1))).toEqual([text]);
    expect(liveEntries([ended, text], true, at(8))).toEqual([text]);
    expect(liveEntries([ended, text], false, at(8))).toBeNull();
  });
});

describe("code words", () => {
  it("are read by the other side alone, who sees whether an answer is the word that was chosen", async () => {
    const { ours, theirs } = await inSession();
    expect(await ours.asides.codeWord("set", "  harbour ")).toBe(true);
    const chosen = await wordOf(theirs, false);
    expect(await theirs.asides.open(chosen)).toBe("harbour");
    expect(await ours.asides.open(await wordOf(ours, true))).toBeNull();
    expect(await theirs.asides.ask("code-word")).toBe(true);
    await once(ours, ({ wordAsked }) => wordAsked);
    expect(beforeWords(theirs.conversation)?.wordWanted?.answer).toBeNull();
    await ours.asides.codeWord("answer", "Harbour");
    const answer = await once(theirs, ({ wordWanted }) => wordWanted?.answer ?? null);
    expect(await theirs.asides.open(answer)).toBe("Harbour");
    expect(beforeWords(ours.conversation)?.wordAsked).toBeNull();
    // Neither stands in anything that is shown as words.
    expect(JSON.stringify(ours.conversation.entries.value)).not.toContain("arbour");
    expect(texts(theirs.conversation)).toEqual([]);
  });

  it("that were chosen answer nothing when they are sent again", async () => {
    const { ours, theirs } = await inSession();
    await ours.asides.codeWord("set", "harbour");
    const chosen = await wordOf(theirs, false);
    const copied = { ...chosen, aside: { ...chosen.aside, use: "answer" } as const };
    expect(await theirs.asides.open(copied)).toBeNull();
    expect(theirs.conversation.phase.value.kind).toBe("open");
  });

  it("have to be there", async () => {
    const { ours } = await inSession();
    expect(await ours.asides.codeWord("set", "   ")).toBe(false);
    expect(ours.asides.work.value).toBe("failed");
  });
});
