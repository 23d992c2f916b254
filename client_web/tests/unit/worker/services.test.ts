import { beforeAll, describe, expect, it } from "vitest";
import { verifyBundle } from "../../../src/crypto/bundle.ts";
import { makeNotice } from "../../../src/crypto/notice.ts";
import { readService } from "../../../src/crypto/service.ts";
import type { Person, SignedBody } from "../../../src/protocol/documents.ts";
import type { CryptoPort } from "../../../src/worker/port.ts";
import { join, NOW, person, random, reason, TestPractice, value } from "../../world.ts";

const ASKED = { name: "Appointment desk", kinds: ["update", "appointment"], expiresAt: NOW + 1000, now: NOW };

let practice: TestPractice;
let owner: { readonly port: CryptoPort; readonly person: Person };
let client: { readonly port: CryptoPort; readonly person: Person };

beforeAll(async () => {
  practice = await TestPractice.found();
  const { port, person: staff } = await join(practice, "intake");
  owner = { port, person: practice.certified(staff.bundle, await verifyBundle(staff.bundle), "owner") };
  client = await join(practice, "client");
});

async function made(): Promise<{ readonly service: SignedBody; readonly token: string }> {
  return value(await owner.port.signService({ ...ASKED, own: owner.person }));
}

/** What a system with keys of its own sends to the client, and its keys as intake certified them. */
async function sent(account: Uint8Array): Promise<{ notice: SignedBody; sealed: Uint8Array; system: Person }> {
  const held = await person(random(32), account);
  const to = await verifyBundle(client.person.bundle);
  const purpose = { noticeId: random(16), kind: "update", subject: new Uint8Array(), answers: [] } as const;
  const content = { title: "Friday", text: "At nine.", values: [] };
  const { signed, sealed } = await makeNotice(held.keys.signing, held.bundle, to, purpose, content, NOW, random);
  return { notice: signed, sealed, system: practice.certified(held.signed, held.bundle, "service") };
}

async function nameShown(people: readonly Person[], services: readonly SignedBody[], account: Uint8Array) {
  const { notice, sealed, system } = await sent(account);
  const notices = [{ notice, sealed, answer: null }];
  const [read] = value(await client.port.openNotices({ notices, people: [...people, system], services }));
  if (read?.ok !== true) throw new Error("does not hold");
  return [read.notice.senderRole, read.notice.senderName];
}

describe("a system of the practice", () => {
  it("gets a token that names the root, and an owner's word that names it", async () => {
    const [first, second] = [await made(), await made()];
    expect(first.token).toMatch(/^wts1\.[\w-]{43}\.[\w-]{43}$/);
    expect(first.token).not.toEqual(second.token);
    expect(first.token.split(".")[2]).toEqual(second.token.split(".")[2]);
    expect(readService(first.service.body)).toMatchObject({ name: ASKED.name, kinds: ["appointment", "update"] });
  });

  it("is shown by the name that the owner gave it", async () => {
    const { service } = await made();
    const { account } = readService(service.body);
    expect(await nameShown([owner.person], [service], account)).toEqual(["service", ASKED.name]);
  });

  it("has no name without an owner's word on this account that holds", async () => {
    const { service } = await made();
    const { account } = readService(service.body);
    const bent = { ...service, signature: new Uint8Array(64) };
    const nobody = practice.certified(owner.person.bundle, await verifyBundle(owner.person.bundle), "intake");
    expect(await nameShown([owner.person], [], account)).toEqual(["service", null]);
    expect(await nameShown([owner.person], [bent], account)).toEqual(["service", null]);
    expect(await nameShown([nobody], [service], account)).toEqual(["service", null]);
    expect(await nameShown([owner.person], [service], random(16))).toEqual(["service", null]);
  });

  it("is not made without a name, a kind, or an end", async () => {
    const own = owner.person;
    for (const wrong of [{ name: "" }, { name: "a/b" }, { kinds: [] }, { kinds: ["match"] }, { expiresAt: NOW }]) {
      expect(reason(await owner.port.signService({ ...ASKED, own, ...wrong }))).toMatch(/bad_field|wrong_length/);
    }
  });
});
