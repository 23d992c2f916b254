import { afterEach, describe, expect, it } from "vitest";
import { Discretion, hide } from "../../../src/state/discretion.ts";
import { KeptSettings } from "../../kept_settings.ts";
import { endDesks, inSession, texts, until } from "../../two_desks.ts";
import type { Sitting } from "../../two_desks.ts";

afterEach(endDesks);

const hides = (sitting: Sitting, what: "presence" | "reading", hidden: boolean): Promise<boolean> => {
  if (sitting.desk === null) throw new Error("nobody sits there");
  return hide(sitting.desk, what, hidden);
};

describe("what somebody lets others see", () => {
  it("is everything at first; each choice is kept for all browsers, and can be taken back", async () => {
    const kept = new KeptSettings();
    const here = new Discretion(kept.browser());
    expect(here.hidden.value).toEqual({ presence: false, reading: false });
    expect(await here.hide("presence", true)).toBe(true);
    expect(await here.hide("presence", true)).toBe(true);
    expect(here.hidden.value).toEqual({ presence: true, reading: false });
    const settings = kept.browser();
    const there = new Discretion(settings);
    await settings.load();
    expect(there.hidden.value).toEqual({ presence: true, reading: false });
    expect(await there.hide("presence", false)).toBe(true);
    expect(kept.versions.at(-1)?.choices).toEqual([]);
    expect(kept.versions).toHaveLength(2);
  });

  it("changes nothing while it cannot be kept", async () => {
    const kept = new KeptSettings();
    kept.reachable = false;
    const here = new Discretion(kept.browser());
    expect(await here.hide("reading", true)).toBe(false);
    expect(here.hidden.value.reading).toBe(false);
  });
});

describe("two people, one of whom hides", () => {
  it("whether they are there: neither sees the other, and words come as ever", async () => {
    const { client, ours, theirs } = await inSession();
    await until(() => theirs.conversation.otherPresent.value || null);
    expect(await hides(client, "presence", true)).toBe(true);
    await until(() => !theirs.conversation.otherPresent.value || null);
    await until(() => !ours.conversation.otherPresent.value || null);
    ours.typing.wrote();
    theirs.typing.wrote();
    await ours.posting.send("from nowhere");
    await theirs.posting.send("heard");
    await until(() => texts(ours.conversation).length === 2 || null);
    await until(() => texts(theirs.conversation).length === 2 || null);
    expect([ours.conversation.otherTyping.value, theirs.conversation.otherTyping.value]).toEqual([false, false]);
    expect(await hides(client, "presence", false)).toBe(true);
    await until(() => theirs.conversation.otherPresent.value || null);
    await until(() => ours.conversation.otherPresent.value || null);
  });

  it("and lose nothing when they do so while words are on their way", async () => {
    const { client, ours, theirs } = await inSession();
    for (let n = 0; n < 30; n++) {
      void theirs.posting.send(`line ${n}`);
      if (n % 10 === 5) void hides(client, "presence", n !== 15);
    }
    await until(() => texts(ours.conversation).length === 30 || null);
    expect(texts(ours.conversation)).toEqual(texts(theirs.conversation));
    expect(ours.conversation.phase.value.kind).toBe("open");
  });

  it("what they have read: the other sees it received, their own pages know, and they see no more of the other", async () => {
    const { service, client, therapist, ours, theirs } = await inSession();
    await hides(client, "reading", true);
    await theirs.posting.send("have you read this?");
    await ours.posting.send("and you?");
    await until(() => texts(ours.conversation).length === 2 || null);
    const { to } = ours.conversation.verified.value;
    ours.receipts.seen(to);
    theirs.receipts.seen(to);
    await until(() => theirs.conversation.otherCursors.value.delivered === to || null);
    await expect.poll(() => service.list(client.account).conversations[0]?.read).toBe(to);
    expect(theirs.conversation.otherCursors.value.read).toBeLessThan(to);
    expect(ours.conversation.otherCursors.value.read).toBe(0);
    await expect.poll(() => service.list(therapist.account).conversations[0]?.read).toBe(to);
    await hides(client, "reading", false);
    await until(() => theirs.conversation.otherCursors.value.read === to || null);
    await until(() => ours.conversation.otherCursors.value.read === to || null);
  });

  it("both: what reaches them is told to nobody either", async () => {
    const { service, client, ours, theirs } = await inSession();
    await hides(client, "presence", true);
    await hides(client, "reading", true);
    await theirs.posting.send("anyone?");
    await until(() => texts(ours.conversation).length === 1 || null);
    const { to } = ours.conversation.verified.value;
    ours.receipts.seen(to);
    await expect.poll(() => service.list(client.account).conversations[0]?.read).toBe(to);
    const { delivered, read } = theirs.conversation.otherCursors.value;
    expect([delivered < to, read < to]).toEqual([true, true]);
  });
});
