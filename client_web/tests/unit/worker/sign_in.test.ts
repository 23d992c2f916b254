import { describe, expect, it } from "vitest";
import { writeActivation } from "../../../src/crypto/activation.ts";
import type { Holder } from "../../../src/worker/key_life.ts";
import { join, NOW, NUMBERS, PASSWORD, random, reason, startWorker, TestPractice, value } from "../../world.ts";

/** A client whose keys were never rotated. */
function holder(account: Uint8Array): Holder {
  return { account, role: "client", generation: 0, predecessors: [] };
}

describe("an activation", () => {
  it("gives away its secret and keeps the root's prefix for itself", async () => {
    const { fingerprint } = await TestPractice.found();
    const secret = random(16);
    const { activation } = value(await startWorker().readActivation(writeActivation(secret, fingerprint)));
    expect(activation).toEqual(secret);
  });

  it("refuses a practice whose root is not the one on the sheet", async () => {
    const [ours, theirs] = [await TestPractice.found(), await TestPractice.found()];
    const port = startWorker();
    value(await port.readActivation(writeActivation(random(16), ours.fingerprint)));
    const root = theirs.root.public;
    const request = { number: NUMBERS.client, password: PASSWORD, account: random(16), role: "client", root, now: NOW };
    expect(reason(await port.activate(request))).toBe("not_the_pinned_root");
    expect(reason(await port.trustPractice(theirs.document))).toBe("locked");
  });

  it("says what is wrong with a text or a number", async () => {
    const port = startWorker();
    expect(reason(await port.readActivation("what is this?"))).toBe("malformed");
    expect(reason(await port.prepareSignIn("1234567890", PASSWORD))).toBe("bad_number");
  });
});

describe("signing in", () => {
  it("opens the vault with the password, and with no other", async () => {
    const practice = await TestPractice.found();
    const { person, wrap } = await join(practice, "client");
    const port = startWorker();
    const opening = { ...holder(person.account), kind: "password" as const, version: 1, wrap };
    value(await port.prepareSignIn(NUMBERS.client, `${PASSWORD} `));
    expect(reason(await port.unlock(opening, null))).toBe("wrong_key");
    value(await port.prepareSignIn(NUMBERS.client, PASSWORD));
    expect(reason(await port.unlock({ ...opening, version: 2 }, null))).toBe("wrong_key");
    const opened = value(await port.unlock(opening, null));
    expect(opened).toEqual({ rootFingerprint: practice.fingerprint, generation: 0 });
  });

  it("sends the same authentication key each time, and another for another number", async () => {
    const port = startWorker();
    const keyFor = async (number: string): Promise<Uint8Array> =>
      value(await port.prepareSignIn(number, PASSWORD)).authenticationKey;
    expect(await keyFor(NUMBERS.client)).toEqual(await keyFor(NUMBERS.client));
    expect(await keyFor(NUMBERS.client)).not.toEqual(await keyFor(NUMBERS.therapist));
  });

  it("comes back after a reload from both halves, and from no other's", async () => {
    const practice = await TestPractice.found();
    const { port, person } = await join(practice, "client");
    const { reloadKey, sealed } = value(await port.sealReload());
    const next = startWorker();
    expect(reason(await next.openReload(holder(person.account), random(32), sealed))).toBe("wrong_key");
    expect(reason(await next.openReload(holder(random(16)), reloadKey, sealed))).toBe("wrong_key");
    const { rootFingerprint } = value(await next.openReload(holder(person.account), reloadKey, sealed));
    expect(rootFingerprint).toEqual(practice.fingerprint);
  });

  it("is undone by wiping", async () => {
    const practice = await TestPractice.found();
    const { port } = await join(practice, "client");
    value(await port.wipe());
    expect(reason(await port.sealReload())).toBe("locked");
    expect(reason(await port.trustPractice(practice.document))).toBe("locked");
  });
});

describe("a practice", () => {
  it("is refused when its root, a delegation or its manifest is another's", async () => {
    const [ours, theirs] = [await TestPractice.found(), await TestPractice.found()];
    const { port } = await join(ours, "client");
    const { root, delegations, manifest, custodians, certifiers } = theirs.document;
    const mixed = [
      { ...ours.document, root },
      { ...ours.document, delegations, certifiers },
      { ...ours.document, manifest },
      { ...ours.document, custodians },
    ];
    const reasons = [];
    for (const document of mixed) reasons.push(reason(await port.trustPractice(document)));
    expect(reasons).toEqual(["not_the_pinned_root", "bad_signature", "bad_signature", "wrong_delegation"]);
    expect(value(await port.trustPractice(ours.document)).manifestGeneration).toBe(0);
  });

  it("cannot put another person in a conversation, nor a person of another practice", async () => {
    const practice = await TestPractice.found();
    const [client, therapist] = [await join(practice, "client"), await join(practice, "therapist")];
    const stranger = await join(practice, "therapist");
    const document = await practice.match([client.person, therapist.person]);
    const swapped = { ...stranger.person, account: therapist.person.account };
    expect(reason(await client.port.openConversation(document, [client.person, swapped]))).toBe("unknown_member");
    expect(reason(await client.port.openConversation(document, [client.person]))).toBe("unknown_member");
    expect(reason(await stranger.port.openConversation(document, [client.person, therapist.person]))).toBe(
      "unknown_member",
    );
  });

  it("must have shown a conversation before anything is asked of it", async () => {
    const { port } = await join(await TestPractice.found(), "client");
    expect(reason(await port.safetyNumber(random(16)))).toBe("unknown_conversation");
  });
});
