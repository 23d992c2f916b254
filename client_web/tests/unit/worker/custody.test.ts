import { beforeAll, describe, expect, it } from "vitest";
import { toHex } from "../../../src/bytes/hex.ts";
import { encode } from "../../../src/crypto/canonical.ts";
import { readDeposit } from "../../../src/crypto/deposit.ts";
import type { MaterialDocument } from "../../../src/protocol/orders.ts";
import type { MadeOrder } from "../../../src/worker/custody_port.ts";
import {
  approved,
  type CustodyWorld,
  custodyWorld,
  falseDeposit,
  gave,
  materialOf,
  opening,
  ordered,
  shownTo,
  WORDS,
} from "../../custody.ts";
import { join, NOW, placeOf, reason, value } from "../../world.ts";

/** Every custodian's own check, and what a recipient makes of contributions (crypto.md §7.3). The server is not believed. */

const DAY = 86_400_000;
let world: CustodyWorld;
let order: MadeOrder;
let material: MaterialDocument;
beforeAll(async () => {
  world = await custodyWorld();
  order = await ordered(world);
  material = await approved(world, order);
});

function seat(n: number): CustodyWorld["officer"] {
  const custodian = world.custodians[n];
  if (custodian === undefined) throw new Error("a custodian");
  return custodian;
}

/** Why a custodian gives nothing. */
async function refusal(bent: MaterialDocument, now = NOW): Promise<string> {
  return reason(await seat(0).port.giveShares({ material: shownTo(world, bent, seat(0)), now }));
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const bent = bytes.slice();
  bent[at] = (bent[at] ?? 0) ^ 1;
  return bent;
}

describe("an order", () => {
  it("is shown in what a custodian needs to decide, with the officer's words", async () => {
    const shown = materialOf(world, order, material.order.approval, 1);
    const checked = value(await seat(0).port.checkOrder({ material: shown, approved: true, now: NOW }));
    expect(checked).toMatchObject({ basis: "emergency", epochs: 1, k: 2, n: 3, garbage: 0 });
    expect(checked.client).toEqual(world.made.people[0]?.account);
    expect(checked.words).toEqual({ text: "Unconscious.", bound: true });
  });

  it("opens with two custodians and does not with one", async () => {
    const one = value(await opening(world, material, await gave(world, material, seat(0))));
    expect(one).toMatchObject({ opened: 0, of: 1, named: [], messages: [] });
    const two = value(await opening(world, material, await gave(world, material, seat(0), seat(2))));
    expect(two).toMatchObject({ opened: 1, of: 1, named: [] });
    expect(two.messages.map(({ text }) => text)).toEqual([WORDS]);
  });

  it("is not taken before it is approved, nor when it is over", async () => {
    expect(await refusal(materialOf(world, order, null))).toBe("bad_signature");
    expect(await refusal(material, NOW + DAY)).toBe("expired_order");
    const proposed = { material: materialOf(world, order, null, 0), now: NOW + DAY };
    expect(reason(await world.owner.port.approveOrder(proposed))).toBe("expired_order");
  });

  it("is not taken in another scope than was signed", async () => {
    const [epoch] = material.epochs;
    if (epoch === undefined) throw new Error("an epoch");
    expect(await refusal({ ...material, epochs: [] })).toBe("foreign_epoch");
    expect(await refusal({ ...material, epochs: [epoch, epoch] })).toBe("foreign_epoch");
    const at = toHex(order.order.body).indexOf(toHex(world.header)) / 2;
    const bent = { ...material.order.order, body: flipped(order.order.body, at) };
    expect(await refusal({ ...material, order: { ...material.order, order: bent } })).toBe("bad_signature");
  });

  it("is not taken on a basis that is not the signed one", async () => {
    const basis = { ...material.order.basis, body: encode("webtherapy/v1/emergency", "another") };
    expect(await refusal({ ...material, order: { ...material.order, basis } })).not.toBe("ok");
  });

  it("is not taken under custodians whom the root never named", async () => {
    const other = await custodyWorld();
    const foreign = await approved(other, await ordered(other));
    expect(await refusal({ ...foreign, people: [...foreign.people, ...material.people] })).not.toBe("ok");
    const stranger = await join(other.made.practice, "custodian");
    expect(reason(await stranger.port.giveShares({ material: foreign, now: NOW }))).toBe("unknown_member");
  });

  it("is approved by the one whom it names, and by nobody else", async () => {
    const proposed = materialOf(world, order, null);
    expect(reason(await world.officer.port.approveOrder({ material: proposed, now: NOW }))).toBe("unknown_member");
  });
});

describe("what custodians gave", () => {
  it("names whose contribution was bent, and opens with the others", async () => {
    const given = await gave(world, material, seat(0), seat(1), seat(2));
    const [first, ...rest] = given;
    if (first === undefined) throw new Error("given");
    const bent = { ...first, sealed: flipped(first.sealed, first.sealed.length - 1) };
    const opened = value(await opening(world, material, [bent, ...rest]));
    expect(opened).toMatchObject({ opened: 1, named: [{ custodian: seat(0).person.account }] });
  });

  it("does not mix two deposits", async () => {
    const [one] = await gave(world, material, seat(0));
    const [, other] = await gave(world, material, seat(1));
    if (one === undefined || other === undefined) throw new Error("given");
    expect(value(await opening(world, material, [one, other]))).toMatchObject({ opened: 0 });
  });

  it("names a garbage deposit, and opens the other one", async () => {
    const [first, ...rest] = material.deposits;
    if (first === undefined) throw new Error("a deposit");
    const garbage = { ...first, deposit: { ...first.deposit, signature: flipped(first.deposit.signature, 0) } };
    const shown = { ...material, deposits: [garbage, ...rest] };
    const given = await gave(world, shown, seat(0), seat(1));
    const { depositId } = readDeposit(first.deposit.body);
    const opened = value(await opening(world, shown, given));
    expect(opened).toMatchObject({ opened: 1, named: [{ deposit: depositId, custodian: null }] });
  });

  it("names a depositor who shared something else than the secret, and opens the other deposit", async () => {
    const [, honest] = world.deposits;
    if (honest === undefined) throw new Error("a deposit");
    const cheat = await falseDeposit(world);
    const cheated = { ...world, deposits: [cheat, honest] };
    const shown = materialOf(cheated, order, material.order.approval);
    const given = await gave(cheated, shown, seat(0), seat(1));
    const { depositId } = readDeposit(cheat.deposit);
    const opened = value(await opening(cheated, shown, given));
    expect(opened).toMatchObject({ opened: 1, named: [{ deposit: depositId, custodian: null }] });
    const alone = { ...world, deposits: [cheat] };
    const lost = materialOf(alone, order, material.order.approval);
    const nothing = value(await opening(alone, lost, await gave(alone, lost, seat(0), seat(1), seat(2))));
    expect(nothing).toMatchObject({ opened: 0, named: [{ deposit: depositId, custodian: null }] });
  });

  it("is nothing when the server shows a custodian the share of another", async () => {
    const given = await seat(0).port.giveShares({ material: shownTo(world, material, seat(1)), now: NOW });
    expect(value(given)).toEqual({ contributions: [], faults: 2 });
  });
});

describe("a drill", () => {
  it("asks for nobody's words, and opens", async () => {
    const { officer, owner } = world;
    const drill = value(await officer.port.orderDrill({ own: officer.person, approver: owner.person, now: NOW }));
    const { drill: made } = drill;
    if (made === null) throw new Error("a drill");
    const base = { ...materialOf(world, drill, null), match: null, epochs: [made.header] };
    const proposed = { ...base, deposits: [{ deposit: made.deposit, sealed: null }] };
    const approval = value(await owner.port.approveOrder({ material: proposed, now: NOW }));
    const shown = { ...proposed, order: { ...proposed.order, approval } };
    const given = [];
    for (const custodian of world.custodians.slice(0, 2)) {
      const rows = readDeposit(made.deposit.body).rows.map((row) => toHex(row.custodian));
      const sealed = made.sealedShares[rows.indexOf(toHex(custodian.person.account))] ?? null;
      const own = { ...shown, deposits: [{ deposit: made.deposit, sealed }] };
      given.push(...value(await custodian.port.giveShares({ material: own, now: NOW })).contributions);
    }
    const opened = value(await officer.port.openOrder({ material: shown, given, entries: [], now: NOW }));
    expect(opened).toMatchObject({ opened: 1, of: 1, named: [], messages: [] });
    expect(await refusal({ ...shown, epochs: material.epochs })).not.toBe("ok");
  });
});

describe("after a change of custodians", () => {
  it("a member deposits anew for the epochs of before, to those whom the root names now", async () => {
    const { made } = world;
    const [client] = made.people;
    if (client === undefined) throw new Error("a client");
    const place = placeOf(client.account, made.people);
    const { header, signature, wrap } = made.transcript.epochFrame(1, place);
    const owed = [{ body: header, signature, wrap }];
    const [deposit] = value(await made.client.depositAnew({ owed, own: client, now: NOW }));
    if (deposit === undefined) throw new Error("a deposit");
    const { rows, headerHash } = readDeposit(deposit.deposit.body);
    expect(headerHash).toEqual(world.header);
    expect(rows).toHaveLength(3);
    const foreign = [{ body: header, signature, wrap: flipped(wrap, 3) }];
    expect(reason(await made.client.depositAnew({ owed: foreign, own: client, now: NOW }))).toBe("wrong_wrap_hash");
  });
});
