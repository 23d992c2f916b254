import { beforeAll, describe, expect, it } from "vitest";
import { equal } from "../../../src/bytes/equal.ts";
import { verifyBundle } from "../../../src/crypto/bundle.ts";
import { readEpochHeader } from "../../../src/crypto/epoch.ts";
import { readHanding } from "../../../src/crypto/handing.ts";
import { sha256 } from "../../../src/crypto/hashing.ts";
import { type Cosignature, makeNextManifest, readManifest } from "../../../src/crypto/manifest.ts";
import type { PracticeDocument, SignedBody } from "../../../src/protocol/documents.ts";
import type { GivenDocument, MaterialDocument } from "../../../src/protocol/orders.ts";
import type { MadeHanding } from "../../../src/worker/succession_port.ts";
import {
  approved,
  type CustodyWorld,
  custodyWorld,
  materialOf,
  opening,
  ordered,
  shownTo,
  WORDS,
} from "../../custody.ts";
import { NOW, placeOf, reason, value } from "../../world.ts";

/** Old custodians hand on to new ones what nobody deposits anew (crypto.md §7.5). The server is not believed. */

type Seat = CustodyWorld["officer"];

let world: CustodyWorld;
let succession: MaterialDocument;
let emergency: MaterialDocument;
const handed: MadeHanding[] = [];

beforeAll(async () => {
  world = await custodyWorld();
  const before = await changeCustodians();
  const { made, officer, owner } = world;
  const { manifest } = made.practice.document;
  if (manifest === null) throw new Error("custodians");
  const frame = made.transcript.epochFrame(1, 0);
  const record = {
    match: made.document.match,
    manifestHash: before,
    epochs: [{ body: frame.header, signature: frame.signature }],
  };
  const asked = { own: officer.person, approver: owner.person, record, manifest: next, now: NOW };
  succession = await approved(world, value(await officer.port.orderSuccession(asked)));
  for (const n of [0, 2]) {
    const shown = shownTo(world, succession, seat(n));
    handed.push(...value(await seat(n).port.handOn({ material: shown, now: NOW })).handings);
  }
  emergency = await approved(world, await ordered(world));
});

let next: SignedBody;
/** The practice after the change. */
let document: PracticeDocument;

/** The same three are named anew, with the consent of two; everyone is shown it. The hash of the manifest before. */
async function changeCustodians(): Promise<Uint8Array> {
  const { practice } = world.made;
  const { manifest } = practice.document;
  if (manifest === null) throw new Error("custodians");
  const before = readManifest(manifest.body);
  const bundles = await Promise.all(world.custodians.map(({ person }) => verifyBundle(person.bundle)));
  next = makeNextManifest(practice.root, bundles, 2, NOW, before);
  const cosignatures = await Promise.all([seat(0), seat(1)].map(async ({ port }) => agreed(port, next)));
  const { earlier } = practice.document;
  document = { ...practice.document, manifest: { ...next, cosignatures }, earlier: [manifest, ...earlier] };
  for (const { port } of [...world.custodians, world.officer, world.owner]) value(await port.trustPractice(document));
  return before.hash;
}

async function agreed(port: Seat["port"], signed: SignedBody): Promise<Cosignature> {
  return value(await port.agreeToSuccessors({ ...signed, cosignatures: [] }));
}

function seat(n: number): Seat {
  const custodian = world.custodians[n];
  if (custodian === undefined) throw new Error("a custodian");
  return custodian;
}

/** The next order, with what was handed on; as a new custodian is shown it, or without any share. */
function withHanded(material: MaterialDocument, to: Seat | null): MaterialDocument {
  const handings = handed.map(({ handing, sealedShares }) => {
    const place = readHanding(handing.body).rows.findIndex(({ custodian }) =>
      equal(custodian, to?.person.account ?? new Uint8Array()),
    );
    return { handing, sealed: sealedShares[place] ?? null };
  });
  return { ...material, handings };
}

async function given(...seats: readonly Seat[]): Promise<readonly GivenDocument[]> {
  const all: GivenDocument[] = [];
  for (const each of seats) {
    const material = withHanded(emergency, each);
    all.push(...value(await each.port.giveShares({ material, now: NOW })).contributions);
  }
  return all;
}

describe("what was handed on", () => {
  it("opens with two of the new custodians and does not with one", async () => {
    const material = withHanded(emergency, null);
    const one = value(await opening(world, material, await given(seat(1))));
    expect(one).toMatchObject({ opened: 0, of: 1 });
    const two = value(await opening(world, material, await given(seat(1), seat(2))));
    expect(two).toMatchObject({ opened: 1, of: 1, named: [] });
    expect(two.messages.map(({ text }) => text)).toEqual([WORDS]);
  });

  it("is named in its officer's word once enough have done so, and not before", async () => {
    const signed = async (handings: MaterialDocument["handings"]): Promise<number> =>
      value(await world.officer.port.signHandedOn({ material: { ...succession, handings }, now: NOW })).handed;
    const { handings } = withHanded(succession, null);
    expect(await signed(handings.slice(0, 2))).toBe(0);
    expect(await signed([...handings.slice(0, 2), ...handings.slice(0, 2)])).toBe(0);
    expect(await signed(handings)).toBe(1);
  });

  it("is not signed again by who is asked again: their first word stands", async () => {
    const material = { ...shownTo(world, succession, seat(0)), handings: withHanded(succession, null).handings };
    expect(value(await seat(0).port.handOn({ material, now: NOW }))).toMatchObject({ handings: [], faults: 0 });
    const left = async (n: number, handings: MaterialDocument["handings"]): Promise<number> =>
      value(await seat(n).port.checkOrder({ material: { ...material, handings }, approved: true, now: NOW })).left;
    expect(await left(0, material.handings)).toBe(0);
    expect(await left(0, material.handings.slice(1))).toBe(1);
    expect(await left(1, material.handings)).toBe(2);
  });
});

describe("under an order of succession", () => {
  it("nobody contributes anything to anybody", async () => {
    const material = shownTo(world, succession, seat(0));
    expect(reason(await seat(0).port.giveShares({ material, now: NOW }))).toBe("wrong_basis");
  });

  it("nothing is handed on under another basis", async () => {
    const material = withHanded(emergency, seat(0));
    expect(reason(await seat(0).port.handOn({ material, now: NOW }))).toBe("wrong_basis");
  });

  it("nothing goes to custodians whom the root did not name last", async () => {
    const { basis } = succession.order;
    const bent = { ...succession, order: { ...succession.order, basis: { ...basis, body: basis.body.slice(1) } } };
    const material = shownTo(world, bent, seat(0));
    expect(reason(await seat(0).port.handOn({ material, now: NOW }))).toBe("wrong_basis");
  });
});

it("entrusts nothing to custodians who come before those that an epoch names", async () => {
  const { made, officer } = world;
  const { header } = made.transcript.epochFrame(1, 0);
  const { manifestHash } = readEpochHeader(header);
  const at = header.findIndex((_, n) => equal(header.subarray(n, n + 32), manifestHash));
  const later = header.slice();
  later.fill(7, at, at + 32);
  const asked = {
    owed: [{ body: later, signature: new Uint8Array(64), wrap: new Uint8Array() }],
    own: officer.person,
    now: NOW,
  };
  expect(reason(await officer.port.depositAnew(asked))).toBe("stale_manifest");
});

it("shows what stands with earlier custodians only", async () => {
  const { made, officer } = world;
  const frame = made.transcript.epochFrame(1, 0);
  const record = {
    match: made.document.match,
    manifestHash: new Uint8Array(32),
    epochs: [{ body: frame.header, signature: frame.signature }],
  };
  const document = { records: [record], epochs: 1, conversations: 1, manifest: next, people: world.people };
  const [read] = value(await officer.port.readStanding(document));
  expect(read).toMatchObject({ client: made.people[0]?.account, epochs: 1 });
});

it("names a deposit for custodians who come later as garbage: those of the order hold nothing of it", async () => {
  const { made } = world;
  const [client] = made.people;
  if (client === undefined) throw new Error("a client");
  value(await made.client.trustPractice(document));
  const { header, signature, wrap } = made.transcript.epochFrame(1, placeOf(client.account, made.people));
  const owed = [{ body: header, signature, wrap }];
  const [later] = value(await made.client.depositAnew({ owed, own: client, now: NOW }));
  if (later === undefined) throw new Error("a deposit");
  const garbage = async (deposits: MaterialDocument["deposits"]): Promise<number> => {
    const material = shownTo(world, { ...succession, deposits: [...succession.deposits] }, seat(0));
    const shown = { ...material, deposits: [...material.deposits, ...deposits] };
    return value(await seat(0).port.checkOrder({ material: shown, approved: true, now: NOW })).garbage;
  };
  expect(await garbage([])).toBe(0);
  expect(await garbage([{ deposit: later.deposit, sealed: null }])).toBe(1);
});

describe("custodians who are to come next", () => {
  let after: SignedBody;
  beforeAll(async () => {
    const bundles = await Promise.all(world.custodians.map(({ person }) => verifyBundle(person.bundle)));
    after = makeNextManifest(world.made.practice.root, bundles, 3, NOW, readManifest(next.body));
  });

  it("are shown with the consents that hold, each once", async () => {
    const consent = await agreed(seat(0).port, after);
    const elsewhere = {
      account: seat(1).person.account,
      signature: (await agreed(seat(1).port, after)).signature.slice(),
    };
    elsewhere.signature[0] = (elsewhere.signature[0] ?? 0) ^ 1;
    const anothers = { account: seat(2).person.account, signature: consent.signature };
    const strangers = { account: world.officer.person.account, signature: consent.signature };
    const cosignatures = [consent, elsewhere, anothers, strangers, consent];
    const read = value(await world.owner.port.readSuccessors({ ...after, cosignatures }));
    expect(read).toMatchObject({ k: 3, needed: 2, inForce: false, agreed: [consent] });
    expect(read.custodians.map(({ stays }) => stays)).toEqual([true, true, true]);
    for (const { fingerprint } of read.custodians) expect(fingerprint).toHaveLength(12);
  });

  it("are agreed to by custodians of now, and by nobody else", async () => {
    const named = { ...after, cosignatures: [] };
    expect(reason(await world.owner.port.agreeToSuccessors(named))).toBe("unknown_member");
  });

  it("are refused when the root did not name them, or others come before them", async () => {
    const { owner, made } = world;
    const altered = { ...after, signature: after.signature.toReversed(), cosignatures: [] };
    expect(reason(await owner.port.readSuccessors(altered))).toBe("bad_signature");
    const bundles = await Promise.all(world.custodians.map(({ person }) => verifyBundle(person.bundle)));
    const root = made.practice.root;
    const late = makeNextManifest(root, bundles, 2, NOW, readManifest(after.body));
    for (const port of [owner.port, seat(0).port]) {
      expect(reason(await port.readSuccessors({ ...late, cosignatures: [] }))).toBe("wrong_previous");
    }
    expect(reason(await seat(0).port.agreeToSuccessors({ ...late, cosignatures: [] }))).toBe("wrong_previous");
    expect(value(await owner.port.readSuccessors({ ...next, cosignatures: [] })).inForce).toBe(true);
  });

  it("get nothing by an order of before, nor those of the order themselves", async () => {
    const { made, officer, owner } = world;
    const frame = made.transcript.epochFrame(1, 0);
    const record = {
      match: made.document.match,
      manifestHash: sha256(next.body),
      epochs: [{ body: frame.header, signature: frame.signature }],
    };
    const asked = { own: officer.person, approver: owner.person, record, manifest: next, now: NOW };
    const round = value(await officer.port.orderSuccession(asked));
    const proposed = { material: materialOf(world, round, null), now: NOW };
    expect(reason(await owner.port.approveOrder(proposed))).toBe("wrong_manifest");

    const cosignatures = [await agreed(seat(0).port, after), await agreed(seat(1).port, after)];
    const newer = { ...document, manifest: { ...after, cosignatures }, earlier: [next, ...document.earlier] };
    value(await seat(2).port.trustPractice(newer));
    const material = shownTo(world, succession, seat(2));
    expect(reason(await seat(2).port.handOn({ material, now: NOW }))).toBe("wrong_basis");
  });
});
