import { afterwards } from "./curtain.ts";
import { emptyMail } from "../mail.ts";
import type { Answered, Http, OutboxStore } from "../../src/state/ports.ts";
import type { DeskPorts } from "../../src/state/desk.ts";
import { Desk } from "../../src/state/desk.ts";
import type { Room } from "../../src/state/room.ts";
import type { CryptoPort } from "../../src/worker/port.ts";
import { identityOf } from "../identity.ts";
import { MemoryService } from "../service.ts";
import { join, random, TestPractice, value } from "../world.ts";
import { noWatch } from "../no_watch.ts";
import { noNotices } from "../no_notices.ts";

/** One of the two people of the stage. */
export interface Player {
  readonly account: Uint8Array;
  readonly role: string;
  readonly ports: DeskPorts;
  sit(): Promise<{ readonly desk: Desk; readonly room: Room }>;
}

export interface Cast {
  readonly service: MemoryService;
  readonly client: Player;
  readonly therapist: Player;
}

const store: OutboxStore = {
  put: () => Promise.resolve(),
  remove: () => Promise.resolve(),
  load: () => Promise.resolve([]),
};

export async function cast(): Promise<Cast> {
  const practice = await TestPractice.found();
  const [one, two] = [await join(practice, "client"), await join(practice, "therapist")];
  const people = [one.person, two.person];
  const service = new MemoryService(await practice.match(people), practice.document, people);
  return {
    service,
    client: player(service, one.port, one.person.account, "client"),
    therapist: player(service, two.port, two.person.account, "therapist"),
  };
}

function player(service: MemoryService, crypto: CryptoPort, account: Uint8Array, role: string): Player {
  const ports = portsOf(service, crypto, account);
  return {
    account,
    role,
    ports,
    sit: async () => {
      const instance = value(await crypto.instance());
      const desk = new Desk(ports, { account, role }, instance, { signedOut: () => undefined });
      desk.start();
      await until(() => desk.roster.peek().kind === "ready");
      const roster = desk.roster.peek();
      const [item] = roster.kind === "ready" ? roster.items : [];
      const room = item === undefined ? null : desk.enter(item.key);
      if (room === null) throw new Error("no room");
      await until(() => room.conversation.phase.peek().kind !== "opening");
      return { desk, room };
    },
  };
}

function portsOf(service: MemoryService, crypto: CryptoPort, account: Uint8Array): DeskPorts {
  const own = service.list(account).people.find((person) => person.account.join() === account.join());
  const yes = <T>(value: T): Promise<Answered<T>> => Promise.resolve({ ok: true, value });
  const away = (): Promise<Answered<never>> => Promise.resolve({ ok: false, refusal: { kind: "unreachable" } });
  const http: Http = {
    ...noNotices,
    ...noWatch,
    activation: away,
    completeActivation: away,
    session: away,
    swapReloadKey: away,
    activity: away,
    signOut: () => yes(null),
    publishBundle: away,
    practice: () => yes(service.practice),
    ownBundle: () => (own === undefined ? away() : yes(own)),
    conversations: () => yes(service.list(account)),
  };
  return {
    crypto,
    http,
    identity: identityOf(),
    open: service.opener(account),
    store,
    drafts: { put: () => Promise.resolve(), load: () => Promise.resolve([]) },
    clock: {
      now: () => Date.now(),
      steady: () => performance.now(),
      after: afterwards,
    },
    random,
    jitter: () => 0.5,
    alive: () => () => undefined,
    mail: emptyMail,
  };
}

export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
