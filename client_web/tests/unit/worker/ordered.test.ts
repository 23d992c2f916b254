import { readFileSync } from "node:fs";
import { unzipSync } from "fflate";
import { beforeAll, describe, expect, it } from "vitest";
import { toHex } from "../../../src/bytes/hex.ts";
import { sha256 } from "../../../src/crypto/hashing.ts";
import { SigningKey, writeSignedBody } from "../../../src/crypto/signing.ts";
import type { SignedBody } from "../../../src/protocol/documents.ts";
import type { MaterialDocument } from "../../../src/protocol/orders.ts";
import type { Answered } from "../../../src/state/ports.ts";
import type { CopyDocuments, CopyRelease } from "../../../src/worker/copy_port.ts";
import type { OrderedPort } from "../../../src/worker/ordered_port.ts";
import { documentsOf } from "../../copy.ts";
import { approved, type CustodyWorld, custodyWorld, entriesOf, gave, scopedEntriesOf, WORDS } from "../../custody.ts";
import { MemoryLog } from "../../memory_log.ts";
import { NOW, random, reason, value } from "../../world.ts";

/** Packages that the practice makes, of what custodians opened by a client's consent (crypto.md §7.3, §13.2). */

const DAY = 86_400_000;
const text = readFileSync(new URL("../../../../server/practice/forms/part2.1.md", import.meta.url), "utf8");
const VALUES = {
  patient: "Sam Example",
  information: "What was said in live sessions",
  discloser: "The practice",
  recipient: "Dr. Noor Example",
  "recipient-kind": "treating-provider",
  "recipient-address": "1 Example Street",
  purpose: "To go on with my treatment",
  "purpose-kind": "request",
  "signed-as": "patient",
  expiration: "in a month",
  signature: "Sam Example",
  assurance: "identified",
  locale: "en",
};

type Copied = Parameters<OrderedPort["beginOrderedCopy"]>[0]["copy"];

let world: CustodyWorld;
beforeAll(async () => {
  world = await custodyWorld();
});

async function consentTo(
  maker: "practice" | "return" | "client",
  until = NOW + DAY,
  kinds: readonly ("text" | "letter")[] = ["text"],
): Promise<SignedBody> {
  const { made, officer, owner } = world;
  const [own] = made.people;
  if (own === undefined) throw new Error("a client");
  const { signed } = value(
    await made.client.signConsent({
      readers: { own, officers: [officer.person, owner.person] },
      conversation: made.document.conversation,
      form: "part2",
      text,
      kinds,
      from: 0,
      until,
      maker,
      values: VALUES,
      expiresAt: NOW + 30 * DAY,
      now: NOW - 1000,
    }),
  );
  return signed;
}

async function orderedOn(consent: SignedBody): Promise<MaterialDocument> {
  const { made, officer, owner, header } = world;
  const [client] = made.people;
  if (client === undefined) throw new Error("a client");
  const request = { own: officer.person, approver: owner.person, client, consent, headers: [header], now: NOW };
  return approved(world, value(await officer.port.orderConsented(request)));
}

function copyOf(consent?: SignedBody): Copied {
  const base: Copied = {
    from: 0,
    until: NOW + DAY,
    what: "all",
    session: null,
    names: [],
    zone: "Europe/Berlin",
    offsets: [[0, 60]],
    now: NOW,
  };
  const release: CopyRelease | undefined = consent && {
    consent,
    salt: new Uint8Array(32),
    elements: Object.entries(VALUES),
    text,
    statement: "part2-long",
  };
  return release === undefined ? base : { ...base, release };
}

async function begun(material: MaterialDocument, copy: Copied, port = world.officer.port): Promise<void> {
  const [one, , three] = world.custodians;
  if (one === undefined || three === undefined) throw new Error("custodians");
  const given = await gave(world, material, one, three);
  expect(value(await port.beginOrderedCopy({ material, given, copy }))).toMatchObject({ opened: 1, of: 1, named: [] });
}

async function packed(
  material: MaterialDocument,
  copy: Copied,
  port = world.officer.port,
  logged: (records: readonly Uint8Array[]) => Promise<CopyDocuments["log"]> = () => Promise.resolve(null),
): Promise<Uint8Array> {
  await begun(material, copy, port);
  value(await port.takeOrderedEntries(entriesOf(world.made)));
  const { records } = value(await port.chosenForCopy());
  const documents = { ...documentsOf(world.made), people: world.people, log: await logged(records) };
  const { lines } = value(await port.makeCopy(documents, null));
  for (let drawn = 0; drawn < lines;) ({ drawn } = value(await port.drawCopy()));
  return value(await port.packCopy()).archive;
}

function answered<T>(answer: Answered<T>): T {
  if (!answer.ok) throw new Error("refused");
  return answer.value;
}

const read = (files: Record<string, Uint8Array>, name: string): string => new TextDecoder().decode(files[name]);

describe("a package of the practice", () => {
  it("holds what the consent says, a copy of it, and the notice of part 2", async () => {
    const consent = await consentTo("practice");
    const material = await orderedOn(consent);
    expect(sha256(material.order.basis.body)).toEqual(sha256(consent.body));
    const files = unzipSync(await packed(material, copyOf(consent)));
    expect(read(files, "record.html")).toContain(WORDS);
    expect(read(files, "record.html")).toContain("42 CFR part 2");
    const record = JSON.parse(read(files, "record.json")) as { basis: string; entries: { kind: string }[] };
    expect(record).toMatchObject({ basis: "consent" });
    expect(record.entries.map(({ kind }) => kind)).toEqual(["opening", "text"]);
    expect(read(files, "consent.json")).toContain("Dr. Noor Example");
  });

  it("is not begun before enough custodians have given their share", async () => {
    const { officer, custodians } = world;
    const consent = await consentTo("practice");
    const material = await orderedOn(consent);
    const [one] = custodians;
    if (one === undefined) throw new Error("a custodian");
    const given = await gave(world, material, one);
    const gathered = value(await officer.port.beginOrderedCopy({ material, given, copy: copyOf(consent) }));
    expect(gathered).toMatchObject({ opened: 0, of: 1 });
    expect(reason(await officer.port.takeOrderedEntries(entriesOf(world.made)))).toBe("unknown_conversation");
  });

  it("rests on the order's own consent, and is nobody's copy", async () => {
    const { officer } = world;
    const material = await orderedOn(await consentTo("practice"));
    const other = copyOf(await consentTo("practice", NOW + 2 * DAY));
    for (const copy of [other, copyOf()]) {
      expect(reason(await officer.port.beginOrderedCopy({ material, given: [], copy }))).toBe("wrong_basis");
    }
  });

  it("is not ordered where the client makes it, nor of what came after the consent's span", async () => {
    const { made, officer, owner, header, custodians } = world;
    const [client] = made.people;
    if (client === undefined) throw new Error("a client");
    const consent = await consentTo("client");
    const request = { own: officer.person, approver: owner.person, client, consent, headers: [header], now: NOW };
    expect(reason(await officer.port.orderConsented(request))).toBe("wrong_basis");
    const early = value(await officer.port.orderConsented({ ...request, consent: await consentTo("practice", 1) }));
    await expect(approved(world, early)).rejects.toThrow("beyond_scope");
    expect(custodians).toHaveLength(3);
  });

  it("does not hold entries that were altered on their way", async () => {
    const { made, officer, custodians } = world;
    const consent = await consentTo("practice");
    const material = await orderedOn(consent);
    const given = await gave(world, material, ...custodians);
    value(await officer.port.beginOrderedCopy({ material, given, copy: copyOf(consent) }));
    const bent = entriesOf(made).map((entry) => {
      if (entry.kind === 1) return entry;
      const payload = (entry.payload ?? new Uint8Array(1)).slice();
      payload[payload.length - 1] = (payload.at(-1) ?? 0) ^ 1;
      return { ...entry, payload };
    });
    expect(reason(await officer.port.takeOrderedEntries(bent))).toBe("bad_signature");
  });
});

describe("what an order's recipient takes of the service", () => {
  const LETTERS = { kinds: ["letter"], scopeFrom: 0, scopeUntil: NOW + DAY } as const;

  async function letters(): Promise<MaterialDocument> {
    const consent = await consentTo("practice", NOW + DAY, ["letter"]);
    const material = await orderedOn(consent);
    await begun(material, copyOf(consent));
    return material;
  }

  it("is nothing that the consent does not cover, and all that it covers", async () => {
    const { officer, made } = world;
    await letters();
    expect(reason(await officer.port.takeOrderedEntries(entriesOf(made)))).toBe("beyond_scope");
    await letters();
    value(await officer.port.takeOrderedEntries(scopedEntriesOf(made, LETTERS)));
    expect(value(await officer.port.chosenForCopy()).entries).toBe(1);
    const consent = await consentTo("practice");
    await begun(await orderedOn(consent), copyOf(consent));
    expect(reason(await officer.port.takeOrderedEntries(scopedEntriesOf(made, LETTERS)))).toBe("gap");
  });

  it("is every entry of every epoch, each signed by whom it names", async () => {
    const { officer, made } = world;
    const whole = scopedEntriesOf(made, LETTERS);
    await letters();
    expect(reason(await officer.port.chosenForCopy())).toBe("gap");
    expect(reason(await officer.port.takeOrderedEntries(whole.slice(1)))).toBe("gap");
    const flip = (data: Uint8Array): Uint8Array => data.map((byte, n) => (n === data.length - 1 ? byte ^ 1 : byte));
    for (const part of ["headerBytes", "nonce", "ciphertextHash", "signature"] as const) {
      await letters();
      const bent = whole.map((entry) =>
        entry.outside === null ? entry : { ...entry, outside: { ...entry.outside, [part]: flip(entry.outside[part]) } },
      );
      expect(reason(await officer.port.takeOrderedEntries(bent))).toBe("bad_signature");
    }
    await letters();
    const elsewhere = whole.map((entry, n) => (n === 1 ? { ...entry, anchor: flip(entry.anchor) } : entry));
    expect(reason(await officer.port.takeOrderedEntries(elsewhere))).toBe("wrong_head");
  });

  it("opens nobody's words beside the scope in a record that is read", async () => {
    const { officer, custodians, made } = world;
    const consent = await consentTo("practice", NOW + DAY, ["letter"]);
    const material = await orderedOn(consent);
    const given = await gave(world, material, ...custodians);
    const request = { material, given, now: NOW };
    expect(reason(await officer.port.openOrder({ ...request, entries: entriesOf(made) }))).toBe("beyond_scope");
    const opened = value(await officer.port.openOrder({ ...request, entries: scopedEntriesOf(made, LETTERS) }));
    expect([opened.opened, opened.messages]).toEqual([1, []]);
  });
});

describe("the record log's proofs in a package of the practice", () => {
  const key = new SigningKey(random(32));
  const proved = async (records: readonly Uint8Array[]): Promise<NonNullable<CopyDocuments["log"]>> => {
    const log = new MemoryLog(key).note(records);
    const { note, size } = answered(await log.logSince(0));
    const leaves = answered(await log.ownLeaves(null, size)).filter((_, n) => n % 2 === 1);
    return { note, leaves };
  };

  it("show match, openings, consent, and the order with its approval, and who signed them", async () => {
    const consent = await consentTo("practice");
    const material = await orderedOn(consent);
    const files = unzipSync(await packed(material, copyOf(consent), world.officer.port, proved));
    const proofs = JSON.parse(read(files, "proofs.json")) as {
      readonly people: readonly { readonly account: string }[];
      readonly log: { readonly leaves: readonly { readonly record: string }[] };
    };
    const { order, basis, approval } = material.order;
    const [match, opening] = [material.match, material.epochs[0]];
    if (match === null || opening === undefined || approval === null) throw new Error("an approved order");
    const expected = [match, opening, consent, order, { body: order.body, signature: approval }];
    expect(basis).toEqual(consent);
    expect(proofs.log.leaves.map(({ record }) => record).sort()).toEqual(
      expected.map((each) => toHex(writeSignedBody(each))).sort(),
    );
    const shown = proofs.people.map(({ account }) => account);
    for (const { person } of [world.officer, world.owner]) expect(shown).toContain(toHex(person.account));
  });

  it("are proved before anything is made of them", async () => {
    const consent = await consentTo("practice");
    const material = await orderedOn(consent);
    const bent = async (records: readonly Uint8Array[]): Promise<CopyDocuments["log"]> => {
      const { note, leaves } = await proved(records);
      return { note, leaves: leaves.map((leaf) => ({ ...leaf, salt: random(32) })) };
    };
    await expect(packed(material, copyOf(consent), world.officer.port, bent)).rejects.toThrow("wrong_proof");
  });
});

describe("a copy for a client whose keys were lost", () => {
  it("is made in the client's own browser, by the client, of what the order opens to them", async () => {
    const material = await orderedOn(await consentTo("return"));
    const files = unzipSync(await packed(material, copyOf(), world.made.client));
    expect(read(files, "record.html")).toContain(WORDS);
    expect(JSON.parse(read(files, "record.json"))).toMatchObject({ basis: "copy" });
    expect(files["consent.json"]).toBeUndefined();
  });
});
