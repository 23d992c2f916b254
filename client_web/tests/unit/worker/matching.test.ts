import { beforeAll, describe, expect, it } from "vitest";
import { equal } from "../../../src/bytes/equal.ts";
import { verifyBundle } from "../../../src/crypto/bundle.ts";
import { INTAKE_FORMS, NEWEST_FORM } from "../../../src/crypto/intake_form.ts";
import { openNotice, verifyNotice } from "../../../src/crypto/notice.ts";
import { sha256 } from "../../../src/crypto/hashing.ts";
import { readProfile } from "../../../src/crypto/profile.ts";
import { CertifiedBundle, Certifier, PinnedRoot } from "../../../src/crypto/trust.ts";
import type { Person } from "../../../src/protocol/documents.ts";
import type { IntakeContent, MadeIntake, SealedDocument } from "../../../src/worker/matching_port.ts";
import type { CryptoPort } from "../../../src/worker/port.ts";
import { join, NOW, person, random, reason, TestPractice, value } from "../../world.ts";

type Seat = Awaited<ReturnType<typeof join>>;

let practice: TestPractice;
let client: Seat;
let therapist: Seat;
let intake: Seat;

const CONTENT: IntakeContent = {
  form: NEWEST_FORM,
  answers: (INTAKE_FORMS[NEWEST_FORM] ?? []).map((question, n) =>
    n === 0 ? { question, standing: "given", value: "I sleep badly." } : { question, standing: "open", value: "" },
  ),
};

beforeAll(async () => {
  const founded = await TestPractice.found();
  [client, therapist, intake] = await Promise.all([
    join(founded, "client"),
    join(founded, "therapist"),
    join(founded, "intake"),
  ]);
  practice = await founded.appoint(intake.person);
  for (const { port } of [client, therapist, intake]) value(await port.trustPractice(practice.document));
});

async function seal(
  conversations: readonly Awaited<ReturnType<TestPractice["match"]>>[],
  version = 1,
): Promise<MadeIntake> {
  const people = [client.person, therapist.person];
  const readers = { intake: [intake.person], conversations, people };
  const made = await client.port.sealIntake({ version, content: CONTENT, holder: client.person, readers, now: NOW });
  return value(made);
}

function documentFor(made: MadeIntake, { account }: Person): SealedDocument {
  const wrap = made.wraps.find((each) => equal(each.account, account))?.wrap ?? new Uint8Array();
  return { signed: made.intake, sealed: made.sealed, wrap };
}

function reads(seat: Seat, made: MadeIntake): ReturnType<CryptoPort["readIntake"]> {
  const document = documentFor(made, seat.person);
  return seat.port.readIntake({ document, holder: client.person, reader: seat.person });
}

describe("an intake", () => {
  it("is read by its client and by intake, and once matched by the therapist, and not before", async () => {
    const before = await seal([]);
    expect(value(await reads(intake, before))).toEqual(CONTENT);
    expect(reason(await reads(therapist, before))).toBe("unknown_member");
    const match = await practice.match([client.person, therapist.person]);
    const after = await seal([match], 2);
    expect(value(await reads(intake, after))).toEqual(CONTENT);
    expect(value(await reads(therapist, after))).toEqual(CONTENT);
  });

  it("is stale for its client as soon as others may read it", async () => {
    const made = await seal([]);
    const match = await practice.match([client.person, therapist.person]);
    const people = [client.person, therapist.person];
    const open = async (conversations: readonly (typeof match)[]): Promise<boolean> => {
      const readers = { intake: [intake.person], conversations, people };
      const document = documentFor(made, client.person);
      return value(await client.port.openIntake({ document, holder: client.person, readers })).stale;
    };
    expect(await open([])).toBe(false);
    expect(await open([match])).toBe(true);
  });

  it("is sealed to nobody whom no certifier matched with its client", async () => {
    const other = await join(practice, "client");
    const foreign = await practice.match([other.person, therapist.person]);
    const readers = { intake: [], conversations: [foreign], people: [other.person, therapist.person] };
    const request = { version: 1, content: CONTENT, holder: client.person, readers, now: NOW };
    expect(reason(await client.port.sealIntake(request))).toBe("unknown_member");
    const staff = { intake: [therapist.person], conversations: [], people: [] };
    expect(reason(await client.port.sealIntake({ ...request, readers: staff }))).toBe("unlawful_role");
  });
});

describe("a certifier", () => {
  it("certifies the keys whose number was compared", async () => {
    const newcomer = await person();
    const shown: Person = {
      account: newcomer.account,
      role: "client",
      bundle: newcomer.signed,
      certificate: null,
      predecessorSignature: null,
      earlier: [],
    };
    expect(value(await intake.port.fingerprintOf(shown))).toHaveLength(12);
    const certificate = value(await intake.port.certify({ person: shown, now: NOW }));
    const root = PinnedRoot.pin(practice.root.public, practice.fingerprint);
    const delegation = practice.document.delegations.at(-1);
    if (delegation === undefined) throw new Error("no delegation");
    const certifier = await Certifier.verify(delegation, intake.person.bundle, root);
    expect((await CertifiedBundle.verify(certificate, newcomer.signed, certifier)).role).toBe("client");
    const renamed = { ...shown, account: random(16) };
    expect(reason(await intake.port.certify({ person: renamed, now: NOW }))).toBe("unknown_member");
  });

  it("proposes a match that its client can read about", async () => {
    const asked = { title: "We found someone", text: "Dr Ada", name: "Dr Ada", now: NOW };
    const people = { client: client.person, therapist: therapist.person };
    const made = value(await intake.port.propose({ ...people, ...asked }));
    const head = new Uint8Array(32);
    const none = {
      sequence: 0,
      head,
      epoch: 0,
      session: null,
      delivered: 0,
      read: 0,
      openedAt: null,
      lastAt: null,
      closing: null,
      reading: false,
      grants: [],
    };
    const document = { conversation: made.conversation, match: made.match, ...none };
    const opened = value(await client.port.openConversation(document, [client.person, therapist.person]));
    expect(opened.members.map(({ role }) => role).sort()).toEqual(["client", "therapist"]);
    const { notice, sealed } = made.notice;
    const root = PinnedRoot.pin(practice.root.public, practice.fingerprint);
    const sender = await certified(intake.person, root);
    const said = verifyNotice(notice, sealed, sender, client.person.account, "client");
    expect(said.answers).toEqual(["accept", "decline"]);
    expect(said.subject).toEqual(made.conversation);
    await expect(openNotice((await person()).keys.sealing, said, sealed)).rejects.toThrow("wrong_key");
  });

  it("is nobody whom the root did not appoint", async () => {
    const people = { client: client.person, therapist: therapist.person };
    const asked = { title: "We found someone", text: "Me", name: "Me", now: NOW };
    expect(reason(await therapist.port.propose({ ...people, ...asked }))).toBe("wrong_delegation");
    expect(reason(await therapist.port.certify({ person: client.person, now: NOW }))).toBe("wrong_delegation");
    const turned = { client: therapist.person, therapist: client.person };
    expect(reason(await intake.port.propose({ ...turned, ...asked }))).toBe("unlawful_role");
  });
});

describe("a profile", () => {
  it("is its therapist's own, with the picture it names", async () => {
    const words = { name: "Dr Ada", credentials: "PhD", approaches: ["grief"], languages: ["en"], about: "I listen." };
    const photo = new Uint8Array([0xff, 0xd8, 0xff, 0xd9]);
    const signed = value(await therapist.port.signProfile({ version: 1, words, photo, now: NOW }));
    expect(value(await intake.port.readProfile(signed, therapist.person))).toMatchObject(words);
    expect(readProfile(signed.body).photoHash).toEqual(sha256(photo));
    expect(reason(await intake.port.readProfile(signed, client.person))).toBe("bad_signature");
  });
});

async function certified(shown: Person, root: PinnedRoot): Promise<CertifiedBundle> {
  const [delegation] = practice.document.delegations;
  const [first] = practice.document.certifiers;
  if (delegation === undefined || first === undefined || shown.certificate === null) throw new Error("no practice");
  await verifyBundle(shown.bundle);
  return CertifiedBundle.verify(
    shown.certificate,
    shown.bundle,
    await Certifier.verify(delegation, first.bundle, root),
  );
}
