import { beforeAll, describe, expect, it } from "vitest";
import { equal } from "../../../src/bytes/equal.ts";
import { accountKeys } from "../../../src/crypto/account.ts";
import { verifyBundle } from "../../../src/crypto/bundle.ts";
import { readHanding } from "../../../src/crypto/handing.ts";
import { cosignManifest, makeNextManifest, readManifest } from "../../../src/crypto/manifest.ts";
import { openReload } from "../../../src/crypto/vault.ts";
import type { GivenDocument, MaterialDocument } from "../../../src/protocol/orders.ts";
import type { MadeHanding } from "../../../src/worker/succession_port.ts";
import { approved, type CustodyWorld, custodyWorld, opening, ordered, shownTo, WORDS } from "../../custody.ts";
import { NOW, reason, value } from "../../world.ts";

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

let next: { readonly body: Uint8Array; readonly signature: Uint8Array };

/** The same three are named anew, with the consent of two; everyone is shown it. The hash of the manifest before. */
async function changeCustodians(): Promise<Uint8Array> {
  const { practice } = world.made;
  const { manifest } = practice.document;
  if (manifest === null) throw new Error("custodians");
  const before = readManifest(manifest.body);
  const bundles = await Promise.all(world.custodians.map(({ person }) => verifyBundle(person.bundle)));
  next = makeNextManifest(practice.root, bundles, 2, NOW, before);
  const cosignatures = await Promise.all(
    [seat(0), seat(1)].map(async ({ port, person: { account } }) => {
      const { reloadKey, sealed } = value(await port.sealReload());
      const { signing } = await accountKeys(openReload(reloadKey, sealed, account).secret);
      return cosignManifest(signing, account, next);
    }),
  );
  const { earlier } = practice.document;
  const document = { ...practice.document, manifest: { ...next, cosignatures }, earlier: [manifest, ...earlier] };
  for (const { port } of [...world.custodians, world.officer, world.owner]) value(await port.trustPractice(document));
  return before.hash;
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
    expect(await signed(handings)).toBe(1);
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
