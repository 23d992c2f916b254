import { unzipSync } from "fflate";
import { beforeAll, describe, expect, it } from "vitest";
import { equal } from "../../../src/bytes/equal.ts";
import { sha256 } from "../../../src/crypto/hashing.ts";
import { readProcess } from "../../../src/crypto/process.ts";
import type { SignedBody } from "../../../src/protocol/documents.ts";
import type { OrderedPort } from "../../../src/worker/ordered_port.ts";
import type { OwnPaper, WithPaper } from "../../../src/worker/release_port.ts";
import { documentsOf } from "../../copy.ts";
import {
  approved,
  type CustodyWorld,
  custodyWorld,
  entriesOf,
  gave,
  materialOf,
  opening,
  WORDS,
} from "../../custody.ts";
import { NOW, reason, value } from "../../world.ts";

/** Legal process in the browsers of the two who answer for it, and warnings in a therapist's (crypto.md §13.3, §13.4). */

const DAY = 86_400_000;
const COPY = new TextEncoder().encode("In the county court of Example");
const VALUES = {
  issuer: "County court of Example",
  jurisdiction: "Example",
  docket: "26-1",
  "served-at": "Monday",
  authenticity: "Called the clerk",
  paragraph: "164.512(e)(1)(i)",
  recipients: "The court",
  counsel: "A. Counsel",
  privilege: "A. Counsel",
  "part2-findings": "There is no other way",
};

type Asked = Parameters<CustodyWorld["officer"]["port"]["signProcess"]>[0];

let world: CustodyWorld;
let made: WithPaper;
beforeAll(async () => {
  world = await custodyWorld();
  made = value(await signed());
});

async function signed(changed: Partial<Asked> = {}): ReturnType<CustodyWorld["officer"]["port"]["signProcess"]> {
  const { officer, owner } = world;
  return officer.port.signProcess({
    readers: { own: officer.person, officers: [officer.person, owner.person] },
    approver: owner.person.account,
    kind: "order",
    client: client().account,
    conversation: world.made.document.conversation,
    kinds: ["text"],
    from: NOW - DAY,
    until: NOW + DAY,
    section: "2.64",
    document: COPY,
    gagUntil: NOW + 30 * DAY,
    values: VALUES,
    now: NOW,
    ...changed,
  });
}

function client(): CustodyWorld["people"][number] {
  const [first] = world.made.people;
  if (first === undefined) throw new Error("a client");
  return first;
}

/** A paper as the service gives it to one of its readers. */
function own({ paper }: WithPaper, account: Uint8Array): OwnPaper {
  const row = paper.wraps.find((each) => equal(each.account, account));
  if (row === undefined) throw new Error("no reader");
  return { sealed: paper.sealed, bundleHash: row.bundleHash, wrap: row.wrap };
}

async function approval(process: SignedBody, paper: OwnPaper): Promise<Uint8Array> {
  return value(await world.owner.port.approveProcess({ process, paper, people: world.people }));
}

describe("what was served", () => {
  it("is signed with the hash of its copy, and read by the other of the two as it was filled in", async () => {
    const { owner, people } = world;
    const paper = own(made, owner.person.account);
    const shown = value(await owner.port.readProcess({ process: made.signed, approval: null, paper, people }));
    expect(shown).toMatchObject({ kind: "order", section: "2.64", approved: false, gagUntil: NOW + 30 * DAY });
    expect(shown.documentHash).toEqual(sha256(COPY));
    expect(shown.values).toMatchObject(VALUES);
    const signature = await approval(made.signed, paper);
    const again = value(await owner.port.readProcess({ process: made.signed, approval: signature, paper, people }));
    expect(again.approved).toBe(true);
    const bent = signature.slice().fill(0);
    const asked = { process: made.signed, approval: bent, paper, people };
    expect(reason(await owner.port.readProcess(asked))).toBe("bad_signature");
  });

  it("is signed by nobody but the one who is named, and to nobody who is no officer", async () => {
    const { officer, people } = world;
    const paper = own(made, officer.person.account);
    const asked = { process: made.signed, paper, people };
    expect(reason(await officer.port.approveProcess(asked))).toBe("unknown_member");
    expect(reason(await signed({ approver: client().account }))).toBe("unlawful_role");
  });

  it("is not signed while this kind of paper needs more", async () => {
    expect(reason(await signed({ values: { ...VALUES, "part2-findings": " " } }))).toBe("incomplete_form");
    expect(reason(await signed({ kind: "attorney-subpoena", section: "none" }))).toBe("incomplete_form");
    expect(reason(await signed({ values: { ...VALUES, docket: "" } }))).toBe("incomplete_form");
    expect(reason(await signed({ gagUntil: NOW }))).toBe("bad_form");
  });

  it("opens with custodians what it covers, who see what it is and why they are asked", async () => {
    const { officer, owner, custodians, header } = world;
    const order = value(
      await officer.port.orderLegal({
        own: officer.person,
        approver: owner.person,
        custodians: custodians.map(({ person }) => person),
        process: made.signed,
        headers: [header],
        title: "What was served",
        words: "An order of the county court.",
        now: NOW,
      }),
    );
    const proposed = materialOf(world, order, null, 0);
    const signature = value(await owner.port.approveOrder({ material: proposed, now: NOW }));
    const [first, second] = custodians;
    if (first === undefined || second === undefined) throw new Error("custodians");
    const shown = materialOf(world, order, signature, 1);
    const checked = value(await first.port.checkOrder({ material: shown, approved: true, now: NOW }));
    expect(checked.words).toEqual({ text: "An order of the county court.", bound: true });
    expect(checked.covers).toMatchObject({ from: NOW - DAY, served: { kind: "order", section: "2.64" } });
    const material = materialOf(world, order, signature);
    const opened = value(await opening(world, material, await gave(world, material, first, second)));
    expect(opened.messages.map(({ text }) => text)).toEqual([WORDS]);
  });

  it("goes into a package of exactly what it covers, on this very process and no other", async () => {
    const { officer, owner, custodians, header } = world;
    const request = {
      own: officer.person,
      approver: owner.person,
      custodians: [],
      process: made.signed,
      headers: [header],
      title: "What was served",
      words: "An order of the county court.",
      now: NOW,
    };
    const material = await approved(world, value(await officer.port.orderLegal(request)));
    const given = await gave(world, material, ...custodians.slice(0, 2));
    const copy = (process: SignedBody): Parameters<OrderedPort["beginOrderedCopy"]>[0]["copy"] => ({
      from: NOW - DAY,
      until: NOW + DAY,
      what: "all",
      session: null,
      names: [],
      zone: "Europe/Berlin",
      offsets: [[0, 60]],
      now: NOW,
      release: { process, statement: "part2-long" },
    });
    const other = value(await signed()).signed;
    expect(reason(await officer.port.beginOrderedCopy({ material, given, copy: copy(other) }))).toBe("wrong_basis");
    value(await officer.port.beginOrderedCopy({ material, given, copy: copy(made.signed) }));
    value(await officer.port.takeOrderedEntries(entriesOf(world.made)));
    value(await officer.port.chosenForCopy());
    const { lines } = value(await officer.port.makeCopy({ ...documentsOf(world.made), people: world.people }, null));
    for (let drawn = 0; drawn < lines;) ({ drawn } = value(await officer.port.drawCopy()));
    const files = unzipSync(value(await officer.port.packCopy()).archive);
    const read = (name: string): string => new TextDecoder().decode(files[name]);
    expect(read("record.html")).toContain(WORDS);
    expect(read("record.html")).toContain("42 CFR part 2");
    expect(JSON.parse(read("record.json"))).toMatchObject({ basis: "legal" });
    expect(Object.keys(files)).not.toContain("consent.json");
  });

  it("hides what is told under it as long as the gag lasts, and no longer", async () => {
    const { officer, owner } = world;
    const { hash } = readProcess(made.signed.body);
    const under = async (now: number): Promise<number> => {
      const disclosed = value(
        await officer.port.signDisclosure({
          readers: { own: officer.person, officers: [officer.person, owner.person] },
          client: client(),
          conversation: world.made.document.conversation,
          basis: "order",
          basisHash: hash,
          runs: [],
          packageHash: new Uint8Array(),
          statement: "part2-long",
          approver: owner.person.account,
          process: made.signed,
          values: {
            recipient: "The court",
            description: "Dates",
            purpose: "Trial",
            format: "words",
            transport: "told",
          },
          now,
        }),
      );
      const paper = own(disclosed, client().account);
      const asked = { disclosure: disclosed.signed, paper, people: world.people };
      const shown = value(await world.made.client.readDisclosure(asked));
      expect(shown.basisHash).toEqual(hash);
      return shown.suspendedUntil;
    };
    expect(await under(NOW)).toBe(NOW + 30 * DAY);
    expect(await under(NOW + 30 * DAY)).toBe(0);
  });
});

describe("the supervisor's signature under a warning", () => {
  const THREAT = { threat: "So it was said", victims: "A neighbour", notifications: "Police", disclosed: "The name" };
  let warned: WithPaper;
  const read = (
    by: "officer" | "owner",
    countersignature: SignedBody | null,
    people = world.people,
  ): ReturnType<CustodyWorld["officer"]["port"]["readWarning"]> => {
    const { person, port } = world[by];
    return port.readWarning({ warning: warned.signed, countersignature, paper: own(warned, person.account), people });
  };
  const countersigned = (
    by: "officer" | "owner",
    changed: object = {},
  ): ReturnType<CustodyWorld["officer"]["port"]["countersign"]> => {
    const { person, port } = world[by];
    const asked = { own: person, warning: warned.signed, paper: own(warned, person.account), people: world.people };
    return port.countersign({ ...asked, now: NOW, ...changed });
  };
  beforeAll(async () => {
    const { officer, owner, made: pair } = world;
    const therapist = pair.people.find(({ role }) => role === "therapist");
    if (therapist === undefined) throw new Error("a therapist");
    warned = value(
      await pair.therapist.signWarning({
        readers: { own: therapist, officers: [officer.person, owner.person] },
        client: client().account,
        conversation: pair.document.conversation,
        supplements: null,
        basis: "threat",
        branch: "not-identifying",
        source: "session",
        values: THREAT,
        now: NOW,
      }),
    );
  });

  it("is an officer's or owner's who has read it, and is shown to whoever reads it", async () => {
    expect(value(await read("officer", null)).countersigned).toBeNull();
    const word = value(await countersigned("owner"));
    const { countersigned: by } = value(await read("officer", word));
    expect(by).toEqual({ by: world.owner.person.account, at: NOW });
  });

  it("is no signature where it does not hold, and hides nothing of the warning", async () => {
    const word = value(await countersigned("owner"));
    const bent = { ...word, signature: word.signature.slice().fill(0) };
    expect(value(await read("officer", bent))).toMatchObject({ countersigned: "broken", values: THREAT });
    const without = world.people.filter(({ account }) => !equal(account, world.owner.person.account));
    expect(value(await read("officer", word, without)).countersigned).toBe("broken");
  });

  it("is given by nobody who cannot read the paper, or is no officer, and under nothing that its therapist did not sign", async () => {
    const another = own(warned, world.officer.person.account);
    expect(reason(await countersigned("owner", { paper: another }))).toBe("wrong_key");
    const bent = { ...warned.signed, signature: warned.signed.signature.slice().fill(0) };
    expect(reason(await countersigned("owner", { warning: bent }))).toBe("bad_signature");
    const therapist = world.made.people.find(({ role }) => role === "therapist");
    expect(reason(await countersigned("owner", { own: therapist }))).toBe("unlawful_role");
  });
});

describe("the kind of a record", () => {
  it("is its reviewer's word on this client, and on no other", async () => {
    const { therapist, people } = world.made;
    const { account } = client();
    const request = { client: account, status: "cleared", ground: "not-a-programme", now: NOW } as const;
    const marking = value(await therapist.signMarking(request));
    const { port } = world.owner;
    expect(value(await port.readMarking({ marking, client: account, people }))).toMatchObject({ status: "cleared" });
    const other = people[1]?.account ?? account;
    expect(reason(await port.readMarking({ marking, client: other, people }))).toBe("wrong_subject");
    expect(reason(await port.readMarking({ marking, client: account, people: people.slice(0, 1) }))).toBe(
      "bad_signature",
    );
  });
});
