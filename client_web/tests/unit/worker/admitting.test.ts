import { beforeAll, describe, expect, it } from "vitest";
import { equal } from "../../../src/bytes/equal.ts";
import { checkWraps, readAdmission } from "../../../src/crypto/admission.ts";
import type { Person } from "../../../src/protocol/documents.ts";
import type { MadeAdmission, OwnPaper, WithPaper } from "../../../src/worker/release_port.ts";
import { type CustodyWorld, custodyWorld } from "../../custody.ts";
import { join, NOW, reason, value } from "../../world.ts";

/** Papers go on to officers who came later, in the browser of one who reads them (crypto.md §13.1). */

let world: CustodyWorld;
let later: CustodyWorld["officer"];
let held: WithPaper;
const VALUES = { reason: "A suit was announced", matter: "26-1" };

beforeAll(async () => {
  world = await custodyWorld();
  later = await join(world.made.practice, "officer");
  const readers = { own: world.officer.person, officers: [world.owner.person] };
  held = value(await world.officer.port.signHold({ readers, client: client().account, values: VALUES, now: NOW }));
});

function client(): Person {
  const [first] = world.made.people;
  if (first === undefined) throw new Error("a client");
  return first;
}

function own(account: Uint8Array): OwnPaper {
  const { sealed, wraps } = held.paper;
  const row = wraps.find((each) => equal(each.account, account));
  if (row === undefined) throw new Error("no reader");
  return { sealed, bundleHash: row.bundleHash, wrap: row.wrap };
}

function admit(
  reader: Person,
  papers = [{ hash: held.paper.hash, paper: own(world.officer.person.account) }],
): ReturnType<CustodyWorld["officer"]["port"]["admit"]> {
  return world.officer.port.admit({ own: world.officer.person, reader, papers, now: NOW });
}

function made(admission: MadeAdmission | null): MadeAdmission {
  if (admission === null) throw new Error("something");
  return admission;
}

describe("papers that are given on", () => {
  it("open for who came later, and the word names the wraps", async () => {
    const { signed, wraps } = made(value(await admit(later.person)));
    const said = readAdmission(signed.body);
    checkWraps(said, wraps);
    expect(said.reader).toEqual(later.person.account);
    expect(said.by).toEqual(world.officer.person.account);
    const [wrap = new Uint8Array()] = wraps;
    const paper = { sealed: held.paper.sealed, bundleHash: said.readerBundleHash, wrap };
    const people = [...world.people, later.person];
    const asked = { hold: held.signed, paper, lift: null, liftPaper: null, people };
    expect(value(await later.port.readHold(asked)).values).toMatchObject(VALUES);
  });

  it("go to nobody whom the practice did not certify as officer or owner, whatever the service says of them", async () => {
    for (const person of [client(), { ...client(), role: "officer" }]) {
      expect(reason(await admit(person))).toBe("unlawful_role");
    }
    expect(reason(await admit({ ...later.person, certificate: null }))).not.toBe("ok");
    expect(reason(await admit({ ...later.person, account: client().account }))).toBe("unknown_member");
  });

  it("are only what opens here as the paper that it is called", async () => {
    const paper = own(world.officer.person.account);
    const foreign = { hash: held.paper.hash, paper: own(world.owner.person.account) };
    const renamed = { hash: new Uint8Array(32), paper };
    expect(value(await admit(later.person, [foreign, renamed]))).toBeNull();
    const some = made(value(await admit(later.person, [renamed, { hash: held.paper.hash, paper }])));
    expect(readAdmission(some.signed.body).papers.map(({ paperHash }) => paperHash)).toEqual([held.paper.hash]);
  });
});
