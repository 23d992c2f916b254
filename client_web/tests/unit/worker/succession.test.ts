import { beforeAll, describe, expect, it } from "vitest";
import { toHex } from "../../../src/bytes/hex.ts";
import { accountKeys } from "../../../src/crypto/account.ts";
import { type Bundle, makeAnew, makeSuccessor, readBundle, verifyBundle } from "../../../src/crypto/bundle.ts";
import { encodeArray } from "../../../src/crypto/canonical.ts";
import { openEpoch as sealEpoch } from "../../../src/crypto/epoch.ts";
import type { SignedBody } from "../../../src/crypto/signing.ts";
import type { Succession } from "../../../src/crypto/succession.ts";
import type { Person } from "../../../src/protocol/documents.ts";
import { Epochs } from "../../../src/worker/epochs.ts";
import type { MadeBundle } from "../../../src/worker/key_life.ts";
import { Members } from "../../../src/worker/members.ts";
import type { CryptoPort } from "../../../src/worker/port.ts";
import { Practice } from "../../../src/worker/practice.ts";
import { openEpoch, type Pair, read, write, writeLetter } from "../../conversation.ts";
import {
  join,
  NOW,
  NUMBERS,
  PASSWORD,
  person,
  placeOf,
  random,
  reason,
  startWorker,
  TestPractice,
  TestTranscript,
  value,
} from "../../world.ts";
import { confirmCode, type KeptAccount, register, rotate, signIn } from "./kept_account.ts";

const text = (words: string): { kind: "text"; text: string } => ({ kind: "text", text: words });

/** A live session with a line of each; the client is somebody who can take new keys. */
interface World extends Pair {
  readonly kept: KeptAccount;
}

let practice: TestPractice;
beforeAll(async () => {
  practice = await TestPractice.found();
});

async function world(): Promise<World> {
  const client = await register(practice);
  value(await client.port.trustPractice(practice.document));
  const other = await join(practice, "therapist");
  const people = [await vouched(client.bundle), other.person];
  const document = await practice.match(people);
  for (const port of [client.port, other.port]) value(await port.openConversation(document, people));
  const ports = { client: client.port, therapist: other.port, clientWrap: other.wrap };
  const transcript = new TestTranscript(document);
  const made = { practice, document, people, ...ports, transcript, session: random(16), kept: client.kept };
  await openEpoch(made, made.session);
  await say(made, "client", "hers, one");
  await say(made, "therapist", "his, one");
  return made;
}

/** One writes, both read. */
async function say(made: Pair, from: "client" | "therapist", words: string): Promise<void> {
  const entry = await write(made, from, text(words));
  for (const who of ["client", "therapist"] as const) {
    expect(await read(made, who, [entry])).toMatchObject([{ kind: "text", text: words }]);
  }
}

async function vouched(bundle: SignedBody & { readonly predecessorSignature?: Uint8Array | null }): Promise<Person> {
  return practice.certified(bundle, await verifyBundle(bundle), "client");
}

/** A person after their bundle. */
async function after(before: Person, bundle: MadeBundle): Promise<Person> {
  const { predecessorSignature } = bundle;
  return { ...(await vouched(bundle)), predecessorSignature, earlier: [before, ...before.earlier] };
}

/** The client takes new keys; what the server shows of everyone once intake has certified them. */
async function succeeded(made: World, port = made.client): Promise<readonly [Person, Person]> {
  const [before, other] = made.people;
  if (before === undefined || other === undefined) throw new Error("two people");
  await rotate(port, made.kept);
  const [bundle] = value(await port.unpublishedBundles(before.bundle, NOW));
  if (bundle === undefined) throw new Error("no new bundle");
  return [await after(before, bundle), other];
}

async function renew(made: Pair, people: readonly Person[]): Promise<void> {
  for (const port of [made.client, made.therapist]) {
    value(await port.renewMembers(made.document.conversation, people));
  }
}

/** Keys that the client never made, after their first bundle, with whatever word of the old ones. */
async function forged(made: World, sign: (body: Uint8Array, bundle: Bundle) => Uint8Array | null): Promise<Person> {
  const [before] = made.people;
  if (before === undefined) throw new Error("nobody");
  const thief = await accountKeys(random(32));
  const first = await readBundle(before.bundle.body);
  const { signed } = makeSuccessor(thief, NOW, first, thief);
  return { ...(await vouched(signed)), predecessorSignature: sign(signed.body, first), earlier: [before] };
}

/** All words of the record, as a browser reads them that knows nothing of it yet. */
async function everything(made: World, fresh: CryptoPort, people: readonly Person[]): Promise<readonly string[]> {
  const { conversation, head } = made.document;
  const place = placeOf(people[0]?.account ?? new Uint8Array(), people);
  for (const epoch of [1, 2]) value(await fresh.learnEpoch(made.transcript.epochFrame(epoch, place)));
  const opened = value(await fresh.openEntries(conversation, head, made.transcript.entries));
  if (opened.kind === "needs") throw new Error("needs epochs");
  return opened.entries.flatMap((entry) => (entry.kind === "text" ? [entry.text] : []));
}

describe("a conversation in which somebody began anew", () => {
  it("tells the other side that the practice's word alone stands behind the new keys, and says no such thing of a rotation", async () => {
    const [rotated, lost] = [await world(), await world()];
    const [before, other] = lost.people;
    if (before === undefined || other === undefined) throw new Error("two people");
    const signed = makeAnew(await accountKeys(random(32)), NOW, await readBundle(before.bundle.body));
    const anew = practice.begunAnew(before, signed, await verifyBundle(signed), "client");
    expect(await anewFor(rotated, await succeeded(rotated))).toEqual([false, false]);
    expect(await anewFor(lost, [anew, other])).toEqual([true, false]);
  });
});

/** The client after every key was lost: new ones from a sheet, for which a certifier vouches in their place. */
async function begun(made: World): Promise<Pair> {
  const [before, other] = made.people;
  if (before === undefined || other === undefined) throw new Error("two people");
  const port = startWorker();
  await confirmCode(port);
  const { account } = before;
  const request = { number: NUMBERS.client, password: PASSWORD, account, root: practice.root.public, now: NOW };
  value(await port.register(request));
  const [bundle] = value(await port.unpublishedBundles(before.bundle, NOW, null));
  if (bundle === undefined) throw new Error("no new bundle");
  value(await port.trustPractice(practice.document));
  const people = [practice.begunAnew(before, bundle, await verifyBundle(bundle), "client"), other];
  value(await made.therapist.renewMembers(made.document.conversation, people));
  value(await port.openConversation(made.document, people));
  return { ...made, client: port, people };
}

describe("who began anew", () => {
  it("finds what was before in its place, proved and locked, and goes on behind it, also in a thread of then", async () => {
    const made = await world();
    const letter = await writeLetter(made, "therapist", "On Thursday?");
    const [opened] = await read(made, "therapist", [letter]);
    if (opened?.kind !== "letter") throw new Error("a letter");
    const anew = await begun(made);
    const { conversation, head } = anew.document;
    const ask = (): ReturnType<CryptoPort["openEntries"]> =>
      anew.client.openEntries(conversation, head, anew.transcript.entries);
    expect(value(await ask())).toEqual({ kind: "needs", epochs: [1] });
    const frame = anew.transcript.epochFrame(1, placeOf(anew.people[0]?.account ?? new Uint8Array(), anew.people));
    expect(value(await anew.client.learnEpoch(frame))).toMatchObject({ epoch: 1, lost: true });
    expect(value(await ask())).toMatchObject({
      kind: "opened",
      entries: [
        { kind: "epoch" },
        { kind: "locked", was: "text", self: true },
        { kind: "locked", was: "text", self: false },
        { kind: "locked", was: "letter" },
      ],
    });
    await openEpoch(anew, anew.session);
    const answer = await writeLetter(anew, "client", "Gladly.", opened.messageId);
    for (const who of ["client", "therapist"] as const)
      expect(await read(anew, who, [answer])).toMatchObject([{ kind: "letter", text: "Gladly." }]);
    value(await anew.client.makeDeposit(conversation, 2, NOW));
  });

  it("is let write nothing in an epoch that is locked, and finds a bent word of then", async () => {
    const anew = await begun(await world());
    const { conversation, head } = anew.document;
    const frame = anew.transcript.epochFrame(1, placeOf(anew.people[0]?.account ?? new Uint8Array(), anew.people));
    value(await anew.client.learnEpoch(frame));
    const draft = { messageId: random(16), clientTime: NOW, content: text("too early") };
    expect(reason(await anew.client.seal(conversation, draft))).toBe("no_epoch");
    const bent = anew.transcript.entries.map((entry) => ({ ...entry, payload: entry.payload.slice() }));
    const [, said] = bent;
    if (said === undefined) throw new Error("a word");
    said.payload[said.payload.length - 1] = (said.payload.at(-1) ?? 0) ^ 1;
    expect(reason(await anew.client.openEntries(conversation, head, bent))).toBe("bad_signature");
    expect(reason(await anew.client.openEntries(conversation, head, anew.transcript.entries))).toBe("broken");
  });
});

/** Whether the therapist hears of the client, and of themselves, that they began anew. */
async function anewFor(made: World, people: readonly Person[]): Promise<readonly boolean[]> {
  const members = value(await made.therapist.renewMembers(made.document.conversation, people));
  return members.toSorted((one, two) => Number(one.self) - Number(two.self)).map(({ begunAnew }) => begunAnew);
}

describe("a conversation in which somebody takes new keys", () => {
  it("goes on in another epoch, and is read from its first entry by who signs in later", async () => {
    const made = await world();
    const numbers = value(await made.client.safetyNumber(made.document.conversation));
    const people = await succeeded(made);
    await renew(made, people);
    await openEpoch(made, made.session);
    await say(made, "client", "hers, two");
    await say(made, "therapist", "his, two");
    value(await made.client.makeDeposit(made.document.conversation, 2, NOW));
    expect(value(await made.client.safetyNumber(made.document.conversation))).not.toEqual(numbers);
    const fresh = await signIn(made.kept);
    value(await fresh.trustPractice(practice.document));
    const { members } = value(await fresh.openConversation(made.document, people));
    expect(members.map(({ self, generation }) => [self, generation])).toContainEqual([true, 1]);
    expect(await everything(made, fresh, people)).toEqual(["hers, one", "his, one", "hers, two", "his, two"]);
  });

  it("goes on for who was on their way: the same words, under the keys of the new epoch", async () => {
    const made = await world();
    const { conversation } = made.document;
    const draft = { messageId: random(16), clientTime: NOW, content: text("on its way") };
    const sealed = value(await made.client.seal(conversation, draft));
    await renew(made, await succeeded(made));
    await openEpoch(made, made.session);
    const again = value(await made.client.reseal(conversation, sealed.envelope, sealed.counter - 1));
    expect(again).toMatchObject({ epoch: 2, counter: sealed.counter, messageId: draft.messageId });
    const entry = made.transcript.commit(2, again.envelope);
    expect(await read(made, "therapist", [entry])).toMatchObject([{ text: "on its way" }]);
  });

  it("waits for keys that were not shown yet, and goes on with them", async () => {
    const made = await world();
    const { conversation } = made.document;
    const people = await succeeded(made);
    value(await made.client.renewMembers(conversation, people));
    const request = { conversation, kind: "session" as const, session: made.session, now: NOW };
    const opening = value(await made.client.startEpoch(request));
    const entry = made.transcript.open(opening, encodeArray([opening.header, opening.signature]));
    const anchor = made.transcript.head(entry.sequence - 1);
    const frame = made.transcript.epochFrame(2, placeOf(people[1].account, people));
    expect(reason(await made.therapist.openEntries(conversation, anchor, [entry]))).toBe("untrusted");
    expect(reason(await made.therapist.learnEpoch(frame))).toBe("untrusted");
    value(await made.therapist.renewMembers(conversation, people));
    value(await made.therapist.openEntries(conversation, anchor, [entry]));
    value(await made.therapist.learnEpoch(frame));
  });

  it("takes nothing back for an older document", async () => {
    const made = await world();
    const { conversation } = made.document;
    await renew(made, await succeeded(made));
    const members = value(await made.therapist.renewMembers(conversation, made.people));
    expect(members.map(({ generation }) => generation).sort()).toEqual([0, 1]);
  });

  it.each([
    ["without the old keys' word", (): null => null, "wrong_previous"],
    ["with another word than theirs", (): Uint8Array => new Uint8Array(64), "bad_signature"],
  ])("stops at new keys %s", async (_, sign, word) => {
    const made = await world();
    const person = await forged(made, sign);
    expect(reason(await made.therapist.renewMembers(made.document.conversation, [person]))).toBe(word);
  });
});

describe("the members of a conversation", () => {
  /** Somebody whose keys are at hand, after each of their rotations. */
  async function chain(held: Awaited<ReturnType<typeof person>>, rotations: number): Promise<Person> {
    let [keys, bundle] = [held.keys, held.bundle];
    let shown = practice.certified(held.signed, bundle, "client");
    for (let n = 0; n < rotations; n++) {
      const next = await accountKeys(random(32));
      const { signed, predecessorSignature } = makeSuccessor(next, NOW, bundle, keys);
      [keys, bundle] = [next, await verifyBundle(signed)];
      const earlier = [shown, ...shown.earlier];
      shown = { ...practice.certified(signed, bundle, "client"), predecessorSignature, earlier };
    }
    return shown;
  }

  async function succession(shown: Person): Promise<Succession> {
    return (await Practice.trust(practice.document, practice.fingerprint, null, { manifestsSeen: 0 })).succession(
      shown,
    );
  }

  it("never have keys of another chain than the one that was shown", async () => {
    const held = await person();
    const named = new Map([[toHex(held.account), held.bundle.hash]]);
    const members = new Members(random(16), named, [await succession(await chain(held, 1))]);
    const rival = await succession(await chain(held, 2));
    expect(() => {
      members.renew([rival]);
    }).toThrow("wrong_bundle");
    expect(members.newest(held.account).generation).toBe(1);
  });

  it("are in no epoch under older keys than in the one before", async () => {
    const [held, opener] = [await person(), await person()];
    const people = [await succession(await chain(held, 1)), await succession(await chain(opener, 0))];
    const named = [held, opener].map(({ account, bundle }) => [toHex(account), bundle.hash] as const);
    const members = new Members(random(16), new Map(named), people);
    const epochs = new Epochs(members, random(32));
    const open = async (bundle: Bundle): Promise<SignedBody> => {
      const purpose = { kind: "thread" as const, session: new Uint8Array(), manifestHash: random(32), openedAt: NOW };
      const place = { conversation: members.conversation, ...epochs.place };
      const bundles = [bundle, opener.bundle];
      return (await sealEpoch(opener.keys.signing, opener.account, place, purpose, bundles, random)).signed;
    };
    expect(epochs.take(await open(members.newest(held.account))).epoch).toBe(1);
    const back = await open(held.bundle);
    expect(() => epochs.take(back)).toThrow("stale_bundle");
  });
});
