import { readFileSync } from "node:fs";
import { unzipSync } from "fflate";
import { beforeAll, describe, expect, it } from "vitest";
import { sha256 } from "../../../src/crypto/hashing.ts";
import type { SignedBody } from "../../../src/protocol/documents.ts";
import type { MaterialDocument } from "../../../src/protocol/orders.ts";
import type { CopyRelease } from "../../../src/worker/copy_port.ts";
import type { OrderedPort } from "../../../src/worker/ordered_port.ts";
import { documentsOf } from "../../copy.ts";
import { approved, type CustodyWorld, custodyWorld, entriesOf, gave, WORDS } from "../../custody.ts";
import { NOW, reason, value } from "../../world.ts";

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

async function consentTo(maker: "practice" | "return" | "client", until = NOW + DAY): Promise<SignedBody> {
  const { made, officer, owner } = world;
  const [own] = made.people;
  if (own === undefined) throw new Error("a client");
  const { signed } = value(
    await made.client.signConsent({
      readers: { own, officers: [officer.person, owner.person] },
      conversation: made.document.conversation,
      form: "part2",
      text,
      kinds: ["text"],
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

async function packed(material: MaterialDocument, copy: Copied, port = world.officer.port): Promise<Uint8Array> {
  const [one, , three] = world.custodians;
  if (one === undefined || three === undefined) throw new Error("custodians");
  const given = await gave(world, material, one, three);
  expect(value(await port.beginOrderedCopy({ material, given, copy }))).toMatchObject({ opened: 1, of: 1, named: [] });
  value(await port.takeOrderedEntries(entriesOf(world.made)));
  value(await port.chosenForCopy());
  const documents = { ...documentsOf(world.made), people: world.people };
  const { lines } = value(await port.makeCopy(documents, null));
  for (let drawn = 0; drawn < lines;) ({ drawn } = value(await port.drawCopy()));
  return value(await port.packCopy()).archive;
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
      const payload = entry.payload.slice();
      payload[payload.length - 1] = (payload.at(-1) ?? 0) ^ 1;
      return { ...entry, payload };
    });
    expect(reason(await officer.port.takeOrderedEntries(bent))).toBe("bad_signature");
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
