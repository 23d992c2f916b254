import { describe, expect, it } from "vitest";
import { encodeArray } from "../../../src/crypto/canonical.ts";
import type { Entry } from "../../../src/crypto/transcript.ts";
import { openEpoch, pair, type Pair, read, write, writeLetter } from "../../conversation.ts";
import { NOW, placeOf, random, reason, value } from "../../world.ts";

const text = (words: string): { kind: "text"; text: string } => ({ kind: "text", text: words });

/** Both write in turn, each having read the other: eight entries, the first of them the opening. */
async function dialogue(): Promise<Pair> {
  const made = await pair();
  for (let n = 0; n < 7; n++) {
    const entry = await write(made, n % 2 === 0 ? "client" : "therapist", text(`line ${n}`));
    await read(made, "client", [entry]);
    await read(made, "therapist", [entry]);
  }
  return made;
}

/** Someone who has read nothing yet: the client after a reload, with the epoch learnt. */
async function fresh(made: Pair): Promise<void> {
  value(await made.client.openConversation(made.document, made.people));
  const place = placeOf(made.people[0]?.account ?? new Uint8Array(), made.people);
  value(await made.client.learnEpoch(made.transcript.epochFrame(1, place)));
}

describe("a conversation", () => {
  it("is read by both as it was written, and by who wrote it", async () => {
    const made = await pair();
    const entry = await write(made, "client", text("Grüße 🌱"));
    const [mine] = await read(made, "client", [entry]);
    const [theirs] = await read(made, "therapist", [entry]);
    expect(mine).toMatchObject({ kind: "text", text: "Grüße 🌱", self: true, sequence: 2 });
    expect(theirs).toMatchObject({ kind: "text", text: "Grüße 🌱", self: false, sequence: 2 });
  });

  it("carries words, the end and both seals upon it, and letters in a thread", async () => {
    const made = await pair();
    const { session } = made;
    for (const content of [text("words"), { kind: "end" }, { kind: "seal", session }] as const) {
      const entry = await write(made, "client", content);
      await read(made, "client", [entry]);
      await read(made, "therapist", [entry]);
    }
    const seal = await write(made, "therapist", { kind: "seal", session });
    const [opened] = await read(made, "client", [seal]);
    await read(made, "therapist", [seal]);
    expect(opened).toMatchObject({ kind: "seal", sequence: 5, lastSequence: 3, session });
    await openEpoch(made, null);
    const [letter] = await read(made, "client", [await writeLetter(made, "client", "Dear")]);
    expect(letter).toMatchObject({ kind: "letter", text: "Dear", epoch: 2 });
  });

  it("says the same safety number to both", async () => {
    const { client, therapist, document } = await pair();
    const mine = value(await client.safetyNumber(document.conversation));
    expect(mine).toEqual(value(await therapist.safetyNumber(document.conversation)));
    expect(mine.join(" ")).toMatch(/^(\d{5} ){11}\d{5}$/);
  });

  it("makes a deposit for an epoch it holds", async () => {
    const { client, document } = await pair();
    const made = value(await client.makeDeposit(document.conversation, 1, NOW));
    expect(made.sealedShares.map((share) => share.length)).toEqual([1315, 1315, 1315]);
  });

  it("asks for the epochs it needs before it does anything", async () => {
    const made = await dialogue();
    value(await made.client.openConversation(made.document, made.people));
    const answer = value(
      await made.client.openEntries(made.document.conversation, made.transcript.head(0), made.transcript.entries),
    );
    expect(answer).toEqual({ kind: "needs", epochs: [1] });
  });

  it("is read from the end backwards as well as from the beginning", async () => {
    const made = await dialogue();
    await fresh(made);
    const { entries } = made.transcript;
    for (const [from, to] of [
      [6, 8],
      [3, 6],
      [0, 3],
    ] as const) {
      expect(await read(made, "client", entries.slice(from, to))).toHaveLength(to - from);
    }
  });

  it("may be read again where it was read before", async () => {
    const made = await dialogue();
    await fresh(made);
    await read(made, "client", made.transcript.entries.slice(0, 5));
    expect(await read(made, "client", made.transcript.entries)).toHaveLength(8);
  });

  it("seals anew with the same id and the content as it was", async () => {
    const made = await pair();
    const { conversation } = made.document;
    const messageId = random(16);
    const first = value(await made.client.seal(conversation, { messageId, clientTime: NOW, content: text("again") }));
    const second = value(await made.client.reseal(conversation, first.envelope, null));
    expect(second).toMatchObject({ messageId, counter: 2, content: text("again") });
    expect(second.envelope).not.toEqual(first.envelope);
    const third = value(await made.client.reseal(conversation, second.envelope, 0));
    expect(third.counter).toBe(1);
    expect(value(await made.client.openOwn(conversation, third.envelope))).toMatchObject({ messageId, counter: 1 });
  });

  it("keeps the secret of its own opening only when the transcript shows that it won", async () => {
    const made = await pair();
    const { conversation } = made.document;
    const request = { conversation, kind: "session" as const, session: made.session, now: NOW };
    const [lost, won] = [value(await made.client.startEpoch(request)), value(await made.therapist.startEpoch(request))];
    expect(lost.epoch).toBe(won.epoch);
    const entry = made.transcript.open(won, encodeArray([won.header, won.signature]));
    await read(made, "client", [entry]);
    await read(made, "therapist", [entry]);
    const draft = { messageId: random(16), clientTime: NOW, content: text("x") };
    expect(reason(await made.client.seal(conversation, draft))).toBe("no_epoch");
    expect(value(await made.therapist.seal(conversation, draft)).epoch).toBe(2);
  });
});

describe("an alarm", () => {
  async function alarmOf(change: (entries: Entry[], made: Pair) => Promise<void> | void): Promise<string> {
    const made = await dialogue();
    await fresh(made);
    const entries = made.transcript.entries.map((entry) => ({ ...entry, payload: entry.payload.slice() }));
    await change(entries, made);
    const outcome = await made.client.openEntries(made.document.conversation, made.transcript.head(0), entries);
    if (!outcome.ok) {
      const after = await made.client.openEntries(made.document.conversation, made.transcript.head(0), []);
      expect(reason(after)).toBe("broken");
    }
    return reason(outcome);
  }

  it("is not raised by the record as it is", async () => {
    expect(await alarmOf(() => undefined)).toBe("ok");
  });

  it("is raised by a changed byte of an envelope", async () => {
    const changed = await alarmOf((entries) => {
      const { payload } = present(entries[3]);
      payload[payload.length - 1] = (payload.at(-1) ?? 0) ^ 1;
    });
    expect(changed).toBe("bad_signature");
  });

  it("is raised by an entry that is left out", async () => {
    expect(await alarmOf((entries) => void entries.splice(3, 1))).toBe("gap");
  });

  it("is raised by an entry that is left out and the rest renumbered", async () => {
    const dropped = await alarmOf((entries) => {
      entries.splice(3, 1);
      entries.forEach((entry, n) => (entries[n] = { ...entry, sequence: n + 1 }));
    });
    expect(dropped).toBe("wrong_seen");
  });

  it("is raised by two entries that changed places", async () => {
    const swapped = await alarmOf((entries) => {
      const [left, right] = [present(entries[3]), present(entries[4])];
      entries[3] = { ...left, payload: right.payload };
      entries[4] = { ...right, payload: left.payload };
    });
    expect(swapped).toBe("wrong_seen");
  });

  it("is raised by a message that stands twice", async () => {
    const doubled = await alarmOf((entries) => {
      entries.push({ ...present(entries[7]), sequence: 9, time: NOW + 1000 });
    });
    expect(doubled).toBe("duplicate_message");
  });

  it("is raised by the server's clock going back", async () => {
    const back = await alarmOf((entries) => {
      entries[5] = { ...present(entries[5]), time: 1 };
    });
    expect(back).toBe("time_went_back");
  });

  it("is raised by an anchor that is not the head before", async () => {
    const made = await dialogue();
    await fresh(made);
    const { conversation } = made.document;
    const outcome = await made.client.openEntries(conversation, random(32), made.transcript.entries);
    expect(reason(outcome)).toBe("wrong_head");
  });

  it("is raised by a page that does not end in the head that is known", async () => {
    const made = await dialogue();
    await fresh(made);
    const { entries } = made.transcript;
    await read(made, "client", entries.slice(4));
    const page = entries.slice(0, 4).map((entry, n) => (n === 3 ? { ...entry, time: entry.time - 1 } : entry));
    const { conversation } = made.document;
    expect(reason(await made.client.openEntries(conversation, made.transcript.head(0), page))).toMatch(/wrong_head/);
  });

  it("is raised by an epoch frame with another's wrap", async () => {
    const made = await pair();
    value(await made.client.openConversation(made.document, made.people));
    const theirs = placeOf(made.people[1]?.account ?? new Uint8Array(), made.people);
    expect(reason(await made.client.learnEpoch(made.transcript.epochFrame(1, theirs)))).toBe("wrong_wrap_hash");
  });
});

function present<T>(item: T | undefined): T {
  if (item === undefined) throw new Error("absent");
  return item;
}
