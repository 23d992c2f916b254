import { afterEach, describe, expect, it } from "vitest";
import { verifyBundle } from "../../../src/crypto/bundle.ts";
import type { Desk } from "../../../src/state/desk.ts";
import type { Room } from "../../../src/state/room.ts";
import type { PracticeDocument } from "../../../src/protocol/documents.ts";
import type { MemoryService } from "../../service.ts";
import { endDesks, inSession, stage, texts, until } from "../../two_desks.ts";
import type { Sitting } from "../../two_desks.ts";
import { NOW, random, startWorker, value } from "../../world.ts";
import type { TestPractice } from "../../world.ts";
import { rotate } from "../worker/kept_account.ts";
import type { KeptAccount } from "../worker/kept_account.ts";

afterEach(endDesks);

/** The client takes new keys, and the practice certifies them. */
async function certifyNewKeys(
  service: MemoryService,
  practice: TestPractice,
  client: Sitting,
  kept: KeptAccount,
): Promise<void> {
  const before = service.list(client.account).people.find(({ role }) => role === "client");
  await rotate(client.port, kept);
  const [bundle] = value(await client.port.unpublishedBundles(before?.bundle ?? null, NOW));
  if (before === undefined || bundle === undefined) throw new Error("no new keys");
  const certified = practice.certified(bundle, await verifyBundle(bundle), "client");
  const { predecessorSignature } = bundle;
  service.certify({ ...certified, predecessorSignature, earlier: [before] });
}

describe("a service that shows custodians who were replaced", () => {
  it("is believed by nobody who saw the later ones in another browser: nothing opens, nothing is entrusted", async () => {
    const { service, client, practice, kept } = await stage();
    const reload = value(await client.port.sealReload());
    const signIn = async (document: PracticeDocument): Promise<Desk> => {
      client.desk?.end();
      client.port = startWorker();
      value(await client.port.openReload(kept.holder, reload.reloadKey, reload.sealed));
      service.practice = document;
      return client.begin();
    };
    const ready = (desk: Desk): Promise<unknown> => until(() => desk.roster.value.kind === "ready" || null);
    const desk = await signIn(practice.successor().document);
    await ready(desk);
    expect(await desk.settings.change(() => null)).toBe(true);
    const [{ version }, { asked }] = [client.kept, client];
    expect([version, desk.settings.content.manifestGeneration]).toEqual([1, 1]);
    const { roster } = await signIn(practice.document);
    await until(() => roster.value.kind !== "loading" || null);
    expect(roster.value).toEqual({ kind: "untrusted", reason: "stale_manifest" });
    expect([client.kept.version, client.asked]).toEqual([version, asked]);
    await ready(await signIn(practice.successor().document));
    expect(client.asked).toBe(asked + 1);
  });
});

describe("two desks and a service", () => {
  it("hold a live session: the same words, in the same order, each with its state", async () => {
    const { ours, theirs } = await inSession();
    for (let n = 0; n < 20; n++) void (n % 2 === 0 ? ours : theirs).posting.send(`line ${n}`);
    for (const { conversation } of [ours, theirs]) await until(() => texts(conversation).length === 20 || null);
    expect(texts(ours.conversation)).toEqual(texts(theirs.conversation));
    await until(() => ours.conversation.waiting.value.length === 0 || null);
    theirs.receipts.seen(theirs.conversation.verified.peek().to);
    await until(() => ours.conversation.otherCursors.value.read === ours.conversation.verified.value.to || null);
  });

  it("lose and double nothing when one is cut off while both write", async () => {
    const { service, client, ours, theirs } = await inSession();
    for (let n = 0; n < 5; n++) void ours.posting.send(`before ${n}`);
    service.cut(client.account);
    await until(() => client.desk?.connection.line.value.kind === "trying" || null);
    for (let n = 0; n < 5; n++) void ours.posting.send(`away ${n}`);
    for (let n = 0; n < 5; n++) await theirs.posting.send(`there ${n}`);
    await until(() => texts(theirs.conversation).length >= 5 || null);
    service.heal(client.account);
    for (const { conversation } of [ours, theirs]) await until(() => texts(conversation).length === 15 || null);
    expect(texts(ours.conversation)).toEqual(texts(theirs.conversation));
    expect(texts(ours.conversation).filter((text) => !text.startsWith("there"))).toEqual([
      ...[0, 1, 2, 3, 4].map((n) => `before ${n}`),
      ...[0, 1, 2, 3, 4].map((n) => `away ${n}`),
    ]);
    await until(() => ours.conversation.waiting.value.length === 0 || null);
    expect(client.store.items.size).toBe(0);
  });

  it("go on with the live session in another epoch when one of them takes new keys", async () => {
    const { service, client, kept, practice, ours, theirs } = await inSession();
    await ours.posting.send("under the first keys");
    await until(() => texts(theirs.conversation).length === 1 || null);
    await certifyNewKeys(service, practice, client, kept);
    for (let n = 0; n < 5; n++) void ours.posting.send(`line ${n}`);
    await until(() => texts(theirs.conversation).length === 6 || null);
    const lines = [0, 1, 2, 3, 4].map((n) => `line ${n}`);
    expect(texts(theirs.conversation)).toEqual(["under the first keys", ...lines]);
    expect(service.epoch).toBe(2);
    await until(() => ours.conversation.waiting.value.length === 0 || null);
    expect(theirs.conversation.members.value.map(({ generation }) => generation).sort()).toEqual([0, 1]);
  });

  it("write nothing under keys that were replaced, though the service would take it, and nothing before their person was told", async () => {
    const { service, client, therapist, kept, practice, ours } = await inSession();
    await until(() => ours.conversation.verified.value.caughtUp || null);
    await certifyNewKeys(service, practice, client, kept);
    // A service that has the old keys' help goes on as if nothing had happened.
    service.staleKeys = false;
    client.desk?.end();
    therapist.desk?.end();
    const room = await therapist.sit();
    expect(room.conversation.changed.value).toBe(true);
    const before = service.entries.length;
    await room.posting.send("for the new keys alone");
    await room.sessions.start();
    await until(() => room.conversation.verified.value.caughtUp || null);
    expect(service.entries).toHaveLength(before);
    expect(await therapist.desk?.goOn(room, room.conversation.members.value)).toBe(true);
    await until(() => texts(room.conversation).includes("for the new keys alone") || null);
    expect(service.epoch).toBe(2);
    const [opening] = service.entries.slice(before);
    expect(opening?.kind).toBe(1);
  });

  it("are asked again when yet newer keys came while somebody looked at new ones", async () => {
    const { service, client, therapist, kept, practice } = await inSession();
    await certifyNewKeys(service, practice, client, kept);
    therapist.desk?.end();
    const room = await therapist.sit();
    const shown = room.conversation.members.value;
    const other = room.conversation.members.value.map((member) =>
      member.self ? member : { ...member, generation: 2, bundleHash: random(32) },
    );
    room.conversation.members.value = other;
    expect(await therapist.desk?.goOn(room, shown)).toBe(true);
    expect(room.conversation.changed.value).toBe(true);
  });

  it("stop when the service says that they have read what it has not shown", async () => {
    const { service, ours } = await inSession();
    await until(() => ours.conversation.verified.value.caughtUp || null);
    const { conversation, head } = service.document;
    ours.take({ t: "caught_up", conversation, sequence: ours.conversation.verified.peek().to + 1, head });
    await until(() => ours.conversation.phase.value.kind === "stopped" || null);
    expect(ours.conversation.phase.value).toEqual({ kind: "stopped", reason: "gap" });
  });

  it("take faults of the service before and after committing as what they are", async () => {
    const { service, ours, theirs } = await inSession();
    service.faults = ["before", "after", "before", "after", "after"];
    for (let n = 0; n < 6; n++) void ours.posting.send(`line ${n}`);
    await until(() => texts(theirs.conversation).length === 6 || null);
    expect(texts(theirs.conversation)).toEqual([0, 1, 2, 3, 4, 5].map((n) => `line ${n}`));
  });

  it("hold words that were written when the session ended under them, and send them in the next", async () => {
    const { service, client, ours, theirs } = await inSession();
    service.cut(client.account);
    await until(() => client.desk?.connection.line.value.kind === "trying" || null);
    await ours.posting.send("one last thing");
    await theirs.sessions.end();
    await until(() => theirs.conversation.live.value === null || null);
    service.heal(client.account);
    await until(() => ours.conversation.waiting.value[0]?.progress === "held" || null);
    await theirs.sessions.start();
    await until(() => ours.conversation.live.value);
    const [held] = ours.conversation.waiting.value;
    if (held === undefined) throw new Error("dropped");
    ours.posting.again(held.message);
    await until(() => texts(theirs.conversation).includes("one last thing") || null);
  });

  it("sign the end of a session on both sides, once", async () => {
    const { service, ours, theirs } = await inSession();
    await ours.posting.send("goodbye");
    await until(() => texts(theirs.conversation).length === 1 || null);
    await ours.sessions.end();
    const sealed = (room: Room): number =>
      room.conversation.entries.value.filter((entry) => entry.kind === "unseen" && entry.seals !== null).length;
    await until(() => sealed(ours) === 2 || null);
    await until(() => sealed(theirs) === 2 || null);
    expect(service.session).toBeNull();
  });

  it("bring back after a reload what was written without a connection, and send it once", async () => {
    const { service, client, theirs } = await inSession();
    const room = await client.sit();
    service.cut(client.account);
    await until(() => client.desk?.connection.line.value.kind === "trying" || null);
    await room.posting.send("typed while away");
    await until(() => (client.store.items.size === 1 ? true : null));
    client.desk?.end();
    service.heal(client.account);
    const again = await client.sit();
    await until(() => texts(theirs.conversation).includes("typed while away") || null);
    await until(() => again.conversation.waiting.value.length === 0 || null);
    expect(texts(theirs.conversation).filter((text) => text === "typed while away")).toHaveLength(1);
  });

  it("read a long record back to its beginning, and stop when the service has lost some of it", async () => {
    const { service, client, ours, theirs } = await inSession();
    for (let n = 0; n < 300; n++) void theirs.posting.send(`line ${n}`);
    await until(() => texts(ours.conversation).length === 300 || null);
    const fresh = await client.sit();
    await until(() => fresh.conversation.verified.value.from === 1 || null);
    expect(texts(fresh.conversation)).toHaveLength(300);
    service.cut(client.account);
    await until(() => client.desk?.connection.line.value.kind === "trying" || null);
    service.entries.length = 290;
    service.heal(client.account);
    const phase = await until(() => {
      const now = fresh.conversation.phase.value;
      return now.kind === "stopped" ? now : null;
    });
    expect(phase.reason).toBe("record_lost");
  }, 60_000);

  it("end when the sign-in ends, and forget what was looked for", async () => {
    const { service, client, ours } = await inSession();
    ours.search.write("my sister", String);
    service.signOut(client.account);
    await until(() => client.desk?.connection.line.value.kind === "trying" || null);
    expect(client.signedOut).toBe(true);
    client.desk?.end();
    expect(ours.search.words.value).toBe("");
  });
});
