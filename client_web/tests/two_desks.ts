import { effect } from "@preact/signals-core";
import type { Conversation } from "../src/state/conversation.ts";
import { Desk } from "../src/state/desk.ts";
import type { DeskPorts } from "../src/state/desk.ts";
import type { Answered, Http, OutboxStore, StoredEnvelope } from "../src/state/ports.ts";
import type { Room } from "../src/state/room.ts";
import type { CryptoPort } from "../src/worker/port.ts";
import { identityOf } from "./identity.ts";
import { emptyMail } from "./mail.ts";
import { noNotices } from "./no_notices.ts";
import { noWatch } from "./no_watch.ts";
import { MemoryService } from "./service.ts";
import { KeptAccount } from "./unit/worker/kept_account.ts";
import { join, random, TestPractice, value } from "./world.ts";

/** Two desks with real workers and one service in memory: everything but the browser and the network. */

const away = (): never => {
  throw new Error("not asked in these tests");
};

const unreachable = (): Promise<Answered<never>> => Promise.resolve({ ok: false, refusal: { kind: "unreachable" } });

const desks: Desk[] = [];

/** Ends what a test began. */
export function endDesks(): void {
  for (const desk of desks.splice(0)) desk.end();
}

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
export class Sitting {
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
    const people = service.list(account).people;
    const own = people.find((person) => person.account.join() === account.join());
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
export function until<T>(look: () => T | null): Promise<T> {
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

export function texts(conversation: Conversation): readonly string[] {
  return conversation.entries.value.flatMap((entry) => (entry.kind === "message" ? [entry.text] : []));
}

export async function stage(): Promise<{
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

export async function inSession(): Promise<Awaited<ReturnType<typeof stage>> & { ours: Room; theirs: Room }> {
  const world = await stage();
  const theirs = await world.therapist.sit();
  const ours = await world.client.sit();
  await theirs.sessions.start();
  await until(() => ours.conversation.live.value);
  await until(() => theirs.conversation.live.value);
  return { ...world, ours, theirs };
}
