import { describe, expect, it } from "vitest";
import { encodeArray } from "../../../src/crypto/canonical.ts";
import { parseEnvelope } from "../../../src/crypto/envelope.ts";
import type { Entry } from "../../../src/crypto/transcript.ts";
import { Ledger } from "../../../src/worker/ledger.ts";
import type { Content } from "../../../src/worker/port.ts";
import { Standings } from "../../../src/worker/standings.ts";
import { Threads } from "../../../src/worker/threads.ts";
import { letterOf, openEpoch, pair, type Pair, read, write, writeLetter } from "../../conversation.ts";
import { join, NOW, placeOf, random, reason, TestPractice, value } from "../../world.ts";

/** A server that commits what honest members signed in places where it may not stand (crypto.md §6.5). */

const text = (words: string): Content => ({ kind: "text", text: words });

/** What the client says to `entries`, which both have not read yet. */
async function verdict(made: Pair, entries: readonly Entry[]): Promise<string> {
  const anchor = made.transcript.head((entries[0]?.sequence ?? 1) - 1);
  return reason(await made.client.openEntries(made.document.conversation, anchor, entries));
}

async function both(made: Pair, content: Content): Promise<void> {
  const entry = await write(made, "client", content);
  await read(made, "client", [entry]);
  await read(made, "therapist", [entry]);
}

/** The client after a reload, with all epochs learnt and nothing read. */
async function fresh(made: Pair): Promise<void> {
  value(await made.client.openConversation(made.document, made.people));
  const place = placeOf(made.people[0]?.account ?? new Uint8Array(), made.people);
  const epochs = made.transcript.entries.filter((entry) => entry.kind === 1).length;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    value(await made.client.learnEpoch(made.transcript.epochFrame(epoch, place)));
  }
}

/** The whole record in two pieces, the later one first. */
async function backwards(made: Pair, at: number): Promise<string> {
  await fresh(made);
  const { entries } = made.transcript;
  const later = await verdict(made, entries.slice(at));
  return later === "ok" ? verdict(made, entries.slice(0, at)) : later;
}

/** Two words of one instance with the same counter, both signed: the first attempt was refused, the server says. */
async function twins(made: Pair): Promise<readonly Uint8Array[]> {
  const { conversation } = made.document;
  const seal = async (words: string): Promise<Uint8Array> => {
    const draft = { messageId: random(16), clientTime: NOW, content: text(words) };
    return value(await made.therapist.seal(conversation, draft)).envelope;
  };
  const first = await seal("first");
  const second = value(await made.therapist.reseal(conversation, await seal("second"), 0)).envelope;
  return [first, second];
}

describe("a counter", () => {
  it("that stands twice is an alarm, also in separate deliveries", async () => {
    const made = await pair();
    const [first, second] = (await twins(made)).map((envelope) => made.transcript.commit(2, envelope));
    await read(made, "client", first === undefined ? [] : [first]);
    expect(await verdict(made, second === undefined ? [] : [second])).toBe("wrong_counter");
  });

  it("that stands twice is an alarm, also across pages read backwards", async () => {
    const made = await pair();
    for (const envelope of await twins(made)) made.transcript.commit(2, envelope);
    expect(await backwards(made, 2)).toBe("wrong_counter");
  });

  it("must begin at 1 for every instance, also for one that the first page does not show", async () => {
    const made = await pair();
    await write(made, "therapist", text("shown"));
    const { conversation } = made.document;
    const draft = { messageId: random(16), clientTime: NOW, content: text("left out") };
    value(await made.client.seal(conversation, draft));
    await write(made, "client", text("second of the client's"));
    expect(await backwards(made, 2)).toBe("wrong_counter");
  });
});

describe("a message", () => {
  it("replayed in a later delivery is an alarm", async () => {
    const made = await pair();
    const entry = await write(made, "therapist", text("once"));
    await read(made, "client", [entry]);
    expect(await verdict(made, [made.transcript.commit(2, entry.payload)])).toBe("duplicate_message");
  });

  it("replayed before the pages already read is an alarm", async () => {
    const made = await pair();
    const entry = await write(made, "therapist", text("once"));
    made.transcript.commit(2, entry.payload);
    expect(await backwards(made, 2)).toBe("duplicate_message");
  });
});

describe("a live session", () => {
  it("has no words behind its end", async () => {
    const made = await pair();
    await both(made, { kind: "end" });
    expect(await verdict(made, [await write(made, "therapist", text("late"))])).toBe("wrong_session");
  });

  it("has no words behind its end, read backwards", async () => {
    const made = await pair();
    await both(made, { kind: "end" });
    await write(made, "therapist", text("late"));
    expect(await backwards(made, 2)).toBe("wrong_session");
  });

  it("ends once", async () => {
    const made = await pair();
    await both(made, { kind: "end" });
    expect(await verdict(made, [await write(made, "therapist", { kind: "end" })])).toBe("wrong_session");
  });

  it("is not sealed while the next is live", async () => {
    const made = await pair();
    await both(made, { kind: "end" });
    await openEpoch(made, random(16));
    const seal = await write(made, "therapist", { kind: "seal", session: made.session });
    expect(await verdict(made, [seal])).toBe("wrong_session");
  });

  it("takes letters; and a thread takes no words", async () => {
    const made = await pair();
    expect(await verdict(made, [await writeLetter(made, "therapist", "Dear")])).toBe("ok");
    const other = await pair();
    await both(other, { kind: "end" });
    await openEpoch(other, null);
    expect(await verdict(other, [await write(other, "therapist", text("words"))])).toBe("wrong_session");
  });

  it("takes no letters after its end", async () => {
    const made = await pair();
    await both(made, { kind: "end" });
    expect(await verdict(made, [await writeLetter(made, "therapist", "Dear")])).toBe("wrong_session");
  });

  it("does not begin again after its end", async () => {
    const made = await pair();
    await both(made, { kind: "end" });
    expect(await opened(made, made.session)).toBe("wrong_session");
  });

  it("goes on under another epoch, and no other begins in it", async () => {
    const made = await pair();
    expect(await opened(made, made.session)).toBe("ok");
    const other = await pair();
    expect(await opened(other, random(16))).toBe("wrong_session");
    const third = await pair();
    expect(await opened(third, null)).toBe("wrong_session");
  });
});

/** What the client says to the therapist's next opening. */
async function opened(made: Pair, session: Uint8Array | null): Promise<string> {
  const { conversation } = made.document;
  const kind = session === null ? ("thread" as const) : ("session" as const);
  const opening = value(await made.therapist.startEpoch({ conversation, kind, session, now: NOW }));
  return verdict(made, [made.transcript.open(opening, encodeArray([opening.header, opening.signature]))]);
}

describe("the custodians that an opening names", () => {
  it("must be proved: until the practice shows them, nothing is read and nothing is stopped", async () => {
    const made = await pair();
    const after = made.practice.successor();
    value(await made.therapist.trustPractice(after.document));
    expect(await opened(made, made.session)).toBe("untrusted");
    const [entry] = made.transcript.entries.slice(-1);
    value(await made.client.trustPractice(after.document));
    expect(await verdict(made, entry === undefined ? [] : [entry])).toBe("ok");
  });

  it("must be shown by the practice, also for one who signs in when they are history", async () => {
    const made = await pair();
    const after = made.practice.successor();
    value(await made.client.trustPractice(after.document));
    await fresh(made);
    expect(await verdict(made, made.transcript.entries)).toBe("ok");
  });

  it("are not others than those whom the newest name as their predecessors", async () => {
    const [ours, theirs] = [await TestPractice.found(), await TestPractice.found()];
    const { port } = await join(ours, "client");
    const { document } = ours.successor();
    const forged = { ...document, earlier: theirs.document.manifest === null ? [] : [theirs.document.manifest] };
    expect(reason(await port.trustPractice(forged))).toBe("bad_signature");
    const twice = { ...document, earlier: [...document.earlier, ...document.earlier] };
    expect(reason(await port.trustPractice(twice))).toBe("wrong_previous");
    expect(value(await port.trustPractice(document)).manifestGeneration).toBe(1);
    expect(reason(await port.trustPractice(ours.document))).toBe("stale_manifest");
  });

  it("are those in force when the match was made, or a conversation does not open", async () => {
    const before = await TestPractice.found();
    const after = before.successor();
    const [client, therapist] = [await join(before, "client"), await join(before, "therapist")];
    const people = [client.person, therapist.person];
    const document = await after.match(people);
    expect(reason(await client.port.openConversation(document, people))).toBe("untrusted");
    value(await client.port.trustPractice(after.document));
    expect(value(await client.port.openConversation(document, people)).members).toHaveLength(2);
  });
});

describe("a seal", () => {
  const seal = (lastSequence: number, lastHead: Uint8Array) => ({
    kind: "seal" as const,
    session: new Uint8Array(16),
    lastSequence,
    lastHead,
  });

  it("is not made of a session whose end was not read", async () => {
    const made = await pair();
    const content = { kind: "seal" as const, session: made.session };
    const draft = { messageId: random(16), clientTime: NOW, content };
    expect(reason(await made.client.seal(made.document.conversation, draft))).toBe("wrong_session");
  });

  it("upon another record than ours is an alarm", () => {
    const ledger = new Ledger(new Uint8Array(32));
    expect(() => {
      ledger.placeSeal(1, seal(0, random(32)));
    }).toThrow("wrong_seen");
    expect(() => {
      ledger.placeSeal(1, seal(1, random(32)));
    }).toThrow("wrong_seen");
  });

  it("upon no session, or upon two ends of one, is an alarm", () => {
    const standings = new Standings();
    standings.seal(new Uint8Array(16), 3);
    expect(() => {
      standings.whole();
    }).toThrow("wrong_session");
    expect(() => {
      standings.seal(new Uint8Array(16), 4);
    }).toThrow("wrong_session");
  });
});

describe("an acknowledgement", () => {
  it("must be so when its entry is read", async () => {
    for (const lie of ["nothing", "head", "message"] as const) {
      const made = await pair();
      const { conversation } = made.document;
      const entry = await write(made, "client", text("kept?"));
      const { header } = parseEnvelope(entry.payload);
      const head = lie === "head" ? random(32) : made.transcript.head(entry.sequence);
      const messageId = lie === "message" ? random(16) : header.messageId;
      value(await made.client.acknowledge(conversation, entry.sequence, { messageId, head }));
      expect(await verdict(made, [entry])).toBe(lie === "nothing" ? "ok" : "wrong_head");
    }
  });

  it("must be so when its entry was read already", async () => {
    const made = await pair();
    const { conversation } = made.document;
    const entry = await write(made, "client", text("kept?"));
    await read(made, "client", [entry]);
    const { messageId } = parseEnvelope(entry.payload).header;
    const head = made.transcript.head(entry.sequence);
    value(await made.client.acknowledge(conversation, entry.sequence, { messageId, head }));
    const wrong = { messageId: random(16), head };
    expect(reason(await made.client.acknowledge(conversation, entry.sequence, wrong))).toBe("wrong_head");
  });
});

describe("a thread", () => {
  async function thread(made: Pair): Promise<Uint8Array> {
    const first = await writeLetter(made, "client", "Dear");
    await read(made, "client", [first]);
    await read(made, "therapist", [first]);
    return parseEnvelope(first.payload).header.messageId;
  }

  it("goes on under the name of its first letter", async () => {
    const made = await pair();
    const name = await thread(made);
    const answer = await writeLetter(made, "therapist", "Yes", name);
    expect(await verdict(made, [answer])).toBe("ok");
    for (const at of [1, 2]) expect(await backwards(made, at)).toBe("ok");
  });

  it("that begins nowhere is told once the record is read to its beginning", async () => {
    const made = await pair();
    const answer = await writeLetter(made, "therapist", "Yes", random(16));
    expect(await verdict(made, [answer])).toBe("wrong_thread");
  });

  it("begins before its answers, from whichever end it is read", () => {
    const threads = new Threads();
    const [first, other] = [random(16), random(16)];
    threads.letter(5, other, first);
    expect(() => {
      threads.letter(6, first, first);
    }).toThrow("wrong_thread");
    expect(() => {
      threads.whole();
    }).not.toThrow();
  });

  it("holds no referral by a client", async () => {
    for (const [from, expected] of [
      ["therapist", "ok"],
      ["client", "unlawful_role"],
    ] as const) {
      const made = await pair();
      const messageId = random(16);
      const content: Content = { ...letterOf("Go", messageId, true), purpose: "referral" };
      const draft = { messageId, clientTime: NOW, content };
      const sealed = value(await made[from].seal(made.document.conversation, draft));
      expect(await verdict(made, [made.transcript.commit(2, sealed.envelope)])).toBe(expected);
    }
  });
});
