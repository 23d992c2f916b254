import { beforeAll, describe, expect, it } from "vitest";
import type { SignedBody } from "../../../src/crypto/signing.ts";
import type { Matched } from "../../../src/worker/retention_port.ts";
import { type CustodyWorld, custodyWorld } from "../../custody.ts";
import { join, NOW, person, random, reason, value } from "../../world.ts";

/** Neither of the two signs the service's list as it is: each conversation is the client's by a certifier's word (crypto.md §15.3). */

let world: CustodyWorld;
let matched: Matched;
let foreign: { readonly conversation: Uint8Array; readonly matched: Matched };
beforeAll(async () => {
  world = await custodyWorld();
  const { practice, document, people } = world.made;
  matched = { matches: [document.match], people };
  const [other, [, therapist]] = [await join(practice, "client"), people];
  if (therapist === undefined) throw new Error("a therapist");
  const both = [other.person, therapist];
  const theirs = await practice.match(both);
  foreign = { conversation: theirs.conversation, matched: { matches: [theirs.match], people: both } };
});

function asked(conversation: Uint8Array): Parameters<CustodyWorld["officer"]["port"]["signDestruction"]>[0] {
  const { officer, owner, made } = world;
  const [client] = made.people;
  if (client === undefined) throw new Error("a client");
  return {
    own: officer.person,
    approver: owner.person,
    client: client.account,
    conversations: [{ conversation, sequence: 1, head: random(32) }],
    matched,
    retention: { body: random(8), signature: random(64) },
    retainUntil: NOW - 1,
    now: NOW,
  };
}

const ours = (): Uint8Array => world.made.document.conversation;

describe("who proposes a destruction", () => {
  const proposed = async (conversation: Uint8Array, shown: Matched): Promise<string> =>
    reason(await world.officer.port.signDestruction({ ...asked(conversation), matched: shown }));

  it("signs what a match shows to be the client's", async () => {
    expect(await proposed(ours(), matched)).toBe("ok");
  });

  it("signs nothing of anybody else's, and nothing that nobody was matched for", async () => {
    const { matches, people } = foreign.matched;
    const all = { matches: [...matched.matches, ...matches], people: [...matched.people, ...people.slice(0, 1)] };
    expect(await proposed(foreign.conversation, all)).toBe("foreign_conversation");
    expect(await proposed(random(16), matched)).toBe("foreign_conversation");
    expect(await proposed(ours(), { matches: [], people: [] })).toBe("foreign_conversation");
  });

  it("takes no match that no certifier signed", async () => {
    const { body } = world.made.document.match;
    const forged = { body, signature: (await person()).keys.signing.sign(body) };
    expect(await proposed(ours(), { ...matched, matches: [forged] })).toBe("foreign_conversation");
  });
});

describe("who approves a destruction", () => {
  const approved = async (destruction: SignedBody, shown: Matched): Promise<string> => {
    const people = [world.officer.person, world.owner.person];
    return reason(await world.owner.port.approveDestruction({ destruction, people, matched: shown }));
  };

  it("signs what a match shows to be the client's, and nothing else", async () => {
    const proposed = value(await world.officer.port.signDestruction(asked(ours())));
    expect(await approved(proposed, matched)).toBe("ok");
    expect(await approved(proposed, foreign.matched)).toBe("foreign_conversation");
    expect(await approved(proposed, { matches: [], people: [] })).toBe("foreign_conversation");
  });
});
