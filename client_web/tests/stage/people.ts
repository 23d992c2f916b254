import { afterwards } from "./curtain.ts";
import { emptyMail } from "../mail.ts";
import type { Role } from "../../src/crypto/trust.ts";
import type { Person } from "../../src/protocol/documents.ts";
import type { Answered, Http, OutboxStore } from "../../src/state/ports.ts";
import type { DeskPorts } from "../../src/state/desk.ts";
import { Desk } from "../../src/state/desk.ts";
import type { Room } from "../../src/state/room.ts";
import type { CryptoPort } from "../../src/worker/port.ts";
import { accountOf } from "./aliases.ts";
import { identityOf } from "../identity.ts";
import { MemoryService } from "../service.ts";
import { join, NOW, random, startWorker, TestPractice, value } from "../world.ts";
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

/** Somebody of the company, as a reload finds them. */
interface Member {
  readonly person: Person;
  readonly half: { readonly reloadKey: Uint8Array; readonly sealed: Uint8Array };
}

let founded: Promise<{ readonly practice: TestPractice; readonly members: readonly [Member, Member] }> | null = null;

/** The practice and its two people: the same in all scenes of a page, as making their keys takes longer than most scenes do. */
async function found(): Promise<Awaited<NonNullable<typeof founded>>> {
  const practice = await TestPractice.found();
  return { practice, members: [await member(practice, "client", 1), await member(practice, "therapist", 2)] };
}

async function member(practice: TestPractice, role: Role, number: number): Promise<Member> {
  const { port, person } = await join(practice, role, accountOf(number));
  return { person, half: value(await port.sealReload()) };
}

export async function cast(): Promise<Cast> {
  const { practice, members } = await (founded ??= found());
  const people = members.map(({ person }) => person);
  const service = new MemoryService(await practice.match(people), practice.document, people);
  const play = async (each: Member): Promise<Player> =>
    player(service, await reloaded(practice, each), each.person.account, each.person.role);
  return { service, client: await play(members[0]), therapist: await play(members[1]) };
}

/** A worker that holds somebody's keys, and nothing else yet. */
async function reloaded(practice: TestPractice, { person, half }: Member): Promise<CryptoPort> {
  const port = startWorker();
  const holder = { account: person.account, role: person.role, generation: 0, predecessors: [] };
  value(await port.openReload(holder, half.reloadKey, half.sealed));
  value(await port.trustPractice(practice.document));
  value(await port.unpublishedBundles(person.bundle, NOW));
  return port;
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
