import type { Person } from "../src/protocol/documents.ts";
import type { EntryDocument, GivenDocument, MaterialDocument, ShownDeposit } from "../src/protocol/orders.ts";
import { equal } from "../src/bytes/equal.ts";
import { accountKeys } from "../src/crypto/account.ts";
import { verifyBundle } from "../src/crypto/bundle.ts";
import { sha256 } from "../src/crypto/hashing.ts";
import { makeDeposit, readDeposit } from "../src/crypto/deposit.ts";
import { outsideOf, parseEnvelope } from "../src/crypto/envelope.ts";
import { readManifest } from "../src/crypto/manifest.ts";
import { covers, type ReleaseScope } from "../src/crypto/release_scope.ts";
import { openReload } from "../src/crypto/vault.ts";
import type { MadeOrder } from "../src/worker/custody_port.ts";
import type { CryptoPort, MadeDeposit } from "../src/worker/port.ts";
import { pair, type Pair, write } from "./conversation.ts";
import { join, NOW, random, TestPractice, value } from "./world.ts";

/** A practice whose custodians, officer and owner each sit behind a worker, and a pair that has talked. */

type Seat = Awaited<ReturnType<typeof join>>;

export interface CustodyWorld {
  readonly made: Pair;
  readonly officer: Seat;
  readonly owner: Seat;
  readonly custodians: readonly Seat[];
  readonly deposits: readonly MadeDeposit[];
  readonly header: Uint8Array;
  readonly people: readonly Person[];
}

export const WORDS = "I did not want to say it aloud.";

export async function custodyWorld(): Promise<CustodyWorld> {
  const before = await TestPractice.found();
  const custodians = [
    await join(before, "custodian"),
    await join(before, "custodian"),
    await join(before, "custodian"),
  ];
  const practice = await before.keptBy(custodians.map(({ person }) => person).toSorted(byAccount));
  const [officer, owner] = [await join(practice, "officer"), await join(practice, "owner")];
  for (const { port } of custodians) value(await port.trustPractice(practice.document));
  const made = await pair(practice);
  await write(made, "client", { kind: "text", text: WORDS });
  const { conversation } = made.document;
  const deposits = [
    value(await made.client.makeDeposit(conversation, 1, NOW)),
    value(await made.therapist.makeDeposit(conversation, 1, NOW)),
  ];
  const header = sha256(made.transcript.epochFrame(1, 0).header);
  const people = [...made.people, officer.person, owner.person, ...custodians.map(({ person }) => person)];
  return { made, officer, owner, custodians, deposits, header, people };
}

/** A deposit of the client's that shares something else than the epoch's secret: they cheat, in form as it should be. */
export async function falseDeposit({ made, custodians, header }: CustodyWorld): Promise<MadeDeposit> {
  const [client] = made.people;
  const { manifest } = made.practice.document;
  if (client === undefined || manifest === null) throw new Error("a client, and custodians");
  const { reloadKey, sealed } = value(await made.client.sealReload());
  const { signing } = await accountKeys(openReload(reloadKey, sealed, client.account).secret);
  const bundles = await Promise.all(custodians.map(({ person }) => verifyBundle(person.bundle)));
  const { conversation } = made.document;
  const keys = { conversation, epoch: 1, headerHash: header, secret: random(32), messageKey: random(32) };
  const { signed, sealedShares } = await makeDeposit(
    signing,
    client.account,
    keys,
    readManifest(manifest.body),
    bundles,
    NOW,
    random,
  );
  return { deposit: signed.body, signature: signed.signature, sealedShares };
}

/** The officer asks for the pair's epoch because of an emergency. */
export async function ordered(world: CustodyWorld): Promise<MadeOrder> {
  const { made, officer, owner, custodians, header } = world;
  const [client] = made.people;
  if (client === undefined) throw new Error("a client");
  return value(
    await officer.port.orderEmergency({
      own: officer.person,
      approver: owner.person,
      custodians: custodians.map(({ person }) => person),
      client: client.account,
      conversation: made.document.conversation,
      headers: [header],
      title: "Why",
      words: "Unconscious.",
      now: NOW,
    }),
  );
}

/** An order as the service would show it; `to`: whose words come with it. */
export function materialOf(
  world: CustodyWorld,
  order: MadeOrder,
  approval: Uint8Array | null,
  to = -1,
): MaterialDocument {
  const frame = world.made.transcript.epochFrame(1, 0);
  return {
    order: {
      order: order.order,
      basis: order.basis,
      approval,
      state: approval === null ? "proposed" : "open",
      madeAt: NOW,
      approvedAt: null,
      answers: [],
      outcome: null,
      contributed: [],
    },
    match: world.made.document.match,
    epochs: [{ body: frame.header, signature: frame.signature }],
    deposits: world.deposits.map(({ deposit, signature }) => ({ deposit: { body: deposit, signature }, sealed: null })),
    handings: [],
    words: order.notices[to] ?? null,
    people: world.people,
  };
}

/** The order, approved by the owner. */
export async function approved(world: CustodyWorld, order: MadeOrder): Promise<MaterialDocument> {
  const approval = value(
    await world.owner.port.approveOrder({ material: materialOf(world, order, null, 0), now: NOW }),
  );
  return materialOf(world, order, approval);
}

/** The same with a custodian's own sealed shares. */
export function shownTo({ deposits }: CustodyWorld, material: MaterialDocument, { person }: Seat): MaterialDocument {
  const own = deposits.map(({ deposit, sealedShares }): Uint8Array | null => {
    const place = readDeposit(deposit).rows.findIndex(({ custodian }) => equal(custodian, person.account));
    return sealedShares[place] ?? null;
  });
  const shown = material.deposits.map((each, n): ShownDeposit => ({ ...each, sealed: own[n] ?? null }));
  return { ...material, deposits: shown };
}

/** What custodians give, each after their own check. */
export async function gave(
  world: CustodyWorld,
  material: MaterialDocument,
  ...custodians: readonly Seat[]
): Promise<readonly GivenDocument[]> {
  const given: GivenDocument[] = [];
  for (const custodian of custodians) {
    const shown = shownTo(world, material, custodian);
    given.push(...value(await custodian.port.giveShares({ material: shown, now: NOW })).contributions);
  }
  return given;
}

/** What the officer makes of contributions. */
export function opening(
  { officer, made }: CustodyWorld,
  material: MaterialDocument,
  given: readonly GivenDocument[],
): ReturnType<CryptoPort["openOrder"]> {
  return officer.port.openOrder({ material, given, entries: entriesOf(made), now: NOW });
}

/** All entries as the service shows them to an order's recipient. */
export function entriesOf({ transcript }: Pair): readonly EntryDocument[] {
  return transcript.entries.map((entry) => ({ ...entry, outside: null, anchor: transcript.head(entry.sequence - 1) }));
}

/** The same with what a scope does not cover from outside only. */
export function scopedEntriesOf(made: Pair, scope: ReleaseScope): readonly EntryDocument[] {
  return entriesOf(made).map((entry) => {
    if (entry.kind === 1 || entry.payload === null) return entry;
    const outside = outsideOf(parseEnvelope(entry.payload));
    return covers(scope, entry.time, outside.header.kind) ? entry : { ...entry, payload: null, outside };
  });
}

function byAccount(one: Person, other: Person): number {
  return Buffer.compare(one.account, other.account);
}
