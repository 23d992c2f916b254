import { emptyMail } from "../../mail.ts";
import { effect } from "@preact/signals-core";
import { afterEach, describe, expect, it } from "vitest";
import { verifyBundle } from "../../../src/crypto/bundle.ts";
import type { Conversation } from "../../../src/state/conversation.ts";
import { Desk } from "../../../src/state/desk.ts";
import type { DeskPorts } from "../../../src/state/desk.ts";
import type { Answered, Http, OutboxStore, StoredEnvelope } from "../../../src/state/ports.ts";
import type { Room } from "../../../src/state/room.ts";
import type { PracticeDocument } from "../../../src/protocol/documents.ts";
import type { CryptoPort } from "../../../src/worker/port.ts";
import { identityOf } from "../../identity.ts";
import { MemoryService } from "../../service.ts";
import { join, NOW, random, startWorker, TestPractice, value } from "../../world.ts";
import { KeptAccount, rotate } from "../worker/kept_account.ts";
import { noWatch } from "../../no_watch.ts";
import { noNotices } from "../../no_notices.ts";

/** Two desks with real workers and one service in memory: everything but the browser and the network. */

const away = (): never => {
  throw new Error("not asked in these tests");
};
const unreachable = (): Promise<Answered<never>> => Promise.resolve({ ok: false, refusal: { kind: "unreachable" } });
const desks: Desk[] = [];

afterEach(() => {
  for (const desk of desks.splice(0)) desk.end();
});

/** The device's store: outlives desks. */
class MemoryStore implements OutboxStore {
  readonly items = new Map<string, StoredEnvelope>();
  put(item: StoredEnvelope): Promise<void> {
    this.items.set(item.message, item);
    return Promise.resolve();
  }
  remove(message: string): Promise<void> {
    this.items.delete(message);
    return Promise.resolve();
  }
  load(): Promise<readonly StoredEnvelope[]> {
    return Promise.resolve([...this.items.values()].sort((a, b) => a.order - b.order));
  }
}

/** One person: their worker's port, their device's store, and the desk that they sit at. */
class Sitting {
  desk: Desk | null = null;
  readonly store = new MemoryStore();
  signedOut = false;
  readonly kept: { version: number; sealed: Uint8Array | null } = { version: 0, sealed: null };
  asked = 0;
  port: CryptoPort;
  readonly account: Uint8Array;
  readonly role: string;
  readonly service: MemoryService;

  constructor(service: MemoryService, port: CryptoPort, account: Uint8Array, role: string) {
    this.service = service;
    this.port = port;
    this.account = account;
    this.role = role;
  }

  async sit(): Promise<Room> {
    const desk = await this.begin();
    const roster = await until(() => (desk.roster.value.kind === "ready" ? desk.roster.value : null));
    const room = desk.enter(roster.items[0]?.key ?? ("" as never));
    if (room === null) throw new Error("no room");
    await until(() => room.conversation.phase.value.kind !== "opening" || null);
    return room;
  }

  async begin(): Promise<Desk> {
    const instance = value(await this.port.instance());
    const desk = new Desk(this.#ports(), { account: this.account, role: this.role }, instance, {
      signedOut: () => {
        this.signedOut = true;
      },
    });
    this.desk = desk;
    desks.push(desk);
    desk.start();
    return desk;
  }

  #ports(): DeskPorts {
    const { service, account } = this;
    const own = service.list(account).people.find((person) => person.account.join() === account.join());
    const http: Http = {
      ...noNotices,
      ...noWatch,
      activation: away,
      completeActivation: away,
      session: unreachable, // asked when this machine was slow, which looks like sleep
      swapReloadKey: away,
      activity: away,
      signOut: away,
      publishBundle: away,
      practice: () => Promise.resolve({ ok: true, value: service.practice }),
      ownBundle: () => Promise.resolve({ ok: true, value: own ?? away() }),
      conversations: () => Promise.resolve({ ok: true, value: service.list(account) }),
    };
    return {
      crypto: this.port,
      http,
      identity: identityOf({
        settings: () => Promise.resolve({ ok: true, value: { ...this.kept } }),
        saveSettings: (version, sealed) => {
          Object.assign(this.kept, { version, sealed });
          return Promise.resolve({ ok: true, value: null });
        },
        owedDeposits: () => {
          this.asked++;
          return Promise.resolve({ ok: true, value: [] });
        },
      }),
      open: service.opener(account),
      store: this.store,
      drafts: { put: () => Promise.resolve(), load: () => Promise.resolve([]) },
      clock: { now: () => Date.now(), steady: () => performance.now(), after: wait },
      random,
      jitter: () => 0.01,
      alive: () => () => undefined,
      mail: emptyMail,
    };
  }
}

/** Waits for a line that fell silent: none does here. */
const SILENCE_MS = 20_000;

/** Long waits are not waited for in full: no test depends on how long they are. */
function wait(delay: number, call: () => void): () => void {
  if (delay >= SILENCE_MS) return () => undefined;
  const timer = setTimeout(call, Math.min(delay, 20));
  return () => {
    clearTimeout(timer);
  };
}

/** Waits on state, not on time. */
function until<T>(look: () => T | null): Promise<T> {
  return new Promise((resolve) => {
    let done = false;
    let stop: (() => void) | null = null;
    stop = effect(() => {
      const found = done ? null : look();
      if (found === null) return;
      done = true;
      queueMicrotask(() => stop?.());
      resolve(found);
    });
  });
}

function texts(conversation: Conversation): readonly string[] {
  return conversation.entries.value.flatMap((entry) => (entry.kind === "message" ? [entry.text] : []));
}

async function stage(): Promise<{
  service: MemoryService;
  client: Sitting;
  therapist: Sitting;
  practice: TestPractice;
  kept: KeptAccount;
}> {
  const practice = await TestPractice.found();
  const [one, two] = [await join(practice, "client"), await join(practice, "therapist")];
  const people = [one.person, two.person];
  const document = await practice.match(people);
  const service = new MemoryService(document, practice.document, people);
  const client = new Sitting(service, one.port, one.person.account, "client");
  const therapist = new Sitting(service, two.port, two.person.account, "therapist");
  const kept = new KeptAccount(one.person.account, "client", one.wrap);
  return { service, client, therapist, practice, kept };
}

async function inSession(): Promise<Awaited<ReturnType<typeof stage>> & { ours: Room; theirs: Room }> {
  const world = await stage();
  const theirs = await world.therapist.sit();
  const ours = await world.client.sit();
  await theirs.sessions.start();
  await until(() => ours.conversation.live.value);
  await until(() => theirs.conversation.live.value);
  return { ...world, ours, theirs };
}

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
