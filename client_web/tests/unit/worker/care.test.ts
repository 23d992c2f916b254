import { beforeAll, describe, expect, it } from "vitest";
import { makeClosing } from "../../../src/crypto/closing.ts";
import type { ConversationDocument, OwnWrap, Person, SignedBody } from "../../../src/protocol/documents.ts";
import type { EpochFrame } from "../../../src/protocol/frames.ts";
import type { CryptoPort, MadeHistory } from "../../../src/worker/port.ts";
import { openEpoch, pair, type Pair, read, write } from "../../conversation.ts";
import { join, NOW, person, placeOf, random, reason, value } from "../../world.ts";

/** Closing, and letting the next therapist read, between workers (crypto.md §5.3, §12.4). */

interface Changed {
  readonly old: Pair;
  readonly next: ConversationDocument;
  readonly newcomer: { readonly port: CryptoPort; readonly person: Person };
  readonly people: readonly Person[];
  readonly history: MadeHistory;
}

let made: Changed;
beforeAll(async () => {
  const old = await pair();
  const said = await write(old, "client", { kind: "text", text: "before you came" });
  for (const who of ["client", "therapist"] as const) await read(old, who, [said]);
  await openEpoch(old, old.session);
  await write(old, "therapist", { kind: "text", text: "and goodbye" });
  const newcomer = await join(old.practice, "therapist");
  const [client] = old.people;
  if (client === undefined) throw new Error("a client");
  const next = await old.practice.match([client, newcomer.person]);
  value(await old.client.openConversation(next, [client, newcomer.person]));
  const wraps = [1, 2].map((epoch) => wrapOf(old, epoch));
  const share = { conversation: old.document.conversation, next: next.conversation, wraps, now: NOW };
  const history = value(await old.client.shareHistory(share));
  if (history === null) throw new Error("nothing is lost");
  made = { old, next, newcomer, people: [...old.people, newcomer.person], history };
});

function wrapOf(old: Pair, epoch: number): OwnWrap {
  const place = placeOf(old.people[0]?.account ?? new Uint8Array(), old.people);
  const { header, signature, wrap } = old.transcript.epochFrame(epoch, place);
  return { epoch, body: header, signature, wrap };
}

function granted(grants: readonly SignedBody[]): ConversationDocument {
  return { ...made.old.document, reading: true, grants };
}

function frame(epoch: number, wrap = made.history.wraps[epoch - 1]): EpochFrame {
  return { ...made.old.transcript.epochFrame(epoch, 0), wrap: wrap ?? new Uint8Array() };
}

describe("the next therapist", () => {
  it("verifies the whole record and opens it, taking part in nothing", async () => {
    const { port } = made.newcomer;
    const opened = value(await port.openConversation(granted([made.history.grant]), made.people));
    expect(opened.members.map(({ self }) => self)).toEqual([false, false]);
    const { conversation } = made.old.document;
    const ask = (): ReturnType<CryptoPort["openEntries"]> =>
      port.openEntries(conversation, made.old.document.head, made.old.transcript.entries);
    expect(value(await ask())).toEqual({ kind: "needs", epochs: [1, 2] });
    for (const epoch of [1, 2]) value(await port.learnEpoch(frame(epoch)));
    const whole = value(await ask());
    expect(whole.kind === "opened" && whole.entries.flatMap((one) => ("text" in one ? [one.text] : []))).toEqual([
      "before you came",
      "and goodbye",
    ]);
    const draft = { messageId: random(16), clientTime: NOW, content: { kind: "text", text: "no" } as const };
    expect(reason(await port.seal(conversation, draft))).toBe("unknown_member");
  });

  it("believes no grant but the client's own", async () => {
    const { port } = made.newcomer;
    const { therapist, document } = made.old;
    const wraps = [wrapOf(made.old, 1)];
    const share = { conversation: document.conversation, next: made.next.conversation, wraps, now: NOW };
    expect(reason(await therapist.shareHistory(share))).toBe("unknown_conversation");
    const flipped = made.history.grant.signature.map((byte, n) => (n === 5 ? byte ^ 1 : byte));
    const forged = { ...made.history.grant, signature: flipped };
    expect(reason(await port.openConversation(granted([forged]), made.people))).toBe("bad_signature");
  });

  it("takes no wrap that the client did not vouch for", async () => {
    const { port } = made.newcomer;
    value(await port.openConversation(granted([made.history.grant]), made.people));
    expect(reason(await port.learnEpoch(frame(1, made.history.wraps[1])))).toBe("wrong_wrap_hash");
    value(await port.openConversation(granted([]), made.people));
    expect(reason(await port.learnEpoch(frame(1)))).toBe("wrong_wrap_hash");
  });
});

describe("somebody else", () => {
  it("cannot use a grant that names another", async () => {
    const other = await join(made.old.practice, "therapist");
    const people = [...made.people, other.person];
    expect(reason(await other.port.openConversation(granted([made.history.grant]), people))).toBe("wrong_bundle");
  });
});

describe("a closing", () => {
  it("is read by both when it was theirs to say", async () => {
    const { client, therapist, document } = await pair();
    const { conversation } = document;
    const ended = value(await therapist.signClosing(conversation, "ended", NOW));
    for (const port of [client, therapist]) {
      expect(value(await port.readClosing(conversation, ended))).toMatchObject({ reason: "ended", closedAt: NOW });
    }
  });

  it("stops the conversation when it was not", async () => {
    const { client, therapist, document } = await pair();
    const { conversation } = document;
    const unlawful = value(await therapist.signClosing(conversation, "changed", NOW));
    expect(reason(await client.readClosing(conversation, unlawful))).toBe("unlawful_role");
    const stranger = await person();
    const body = { conversation, reason: "left", account: stranger.account, closedAt: NOW } as const;
    expect(reason(await therapist.readClosing(conversation, makeClosing(stranger.keys.signing, body)))).toBe(
      "bad_signature",
    );
  });
});
