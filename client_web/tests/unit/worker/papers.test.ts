import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { verifyAcceptance } from "../../../src/crypto/acceptance.ts";
import { verifyBundle } from "../../../src/crypto/bundle.ts";
import { CONTACT_CARD } from "../../../src/crypto/contact_card.ts";
import { sha256 } from "../../../src/crypto/hashing.ts";
import { fingerprint } from "../../../src/crypto/safety.ts";
import type { Person } from "../../../src/protocol/documents.ts";
import type { CardField, MadeBundle, MadeCard, SafeContact } from "../../../src/worker/key_life.ts";
import type { CryptoPort } from "../../../src/worker/port.ts";
import { NOW, person, random, reason, TestPractice, value } from "../../world.ts";
import { type KeptAccount, register, rotate, signIn } from "./kept_account.ts";

let practice: TestPractice;
let port: CryptoPort;
let kept: KeptAccount;
let bundle: MadeBundle;

beforeAll(async () => {
  practice = await TestPractice.found();
  ({ port, kept, bundle } = await register(practice));
  value(await port.trustPractice(practice.document));
});

describe("a draft", () => {
  it("is read again as it was written, in its own place only", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: NOW }), async (text, version) => {
        const conversation = random(16);
        const sealed = value(await port.sealDraft(conversation, version, text));
        expect(value(await port.openDraft(conversation, version, sealed))).toBe(text);
        expect(reason(await port.openDraft(conversation, version + 1, sealed))).toBe("wrong_key");
        expect(reason(await port.openDraft(random(16), version, sealed))).toBe("wrong_key");
      }),
      { numRuns: 25 },
    );
  });

  it("may be as long as a message, and no longer", async () => {
    value(await port.sealDraft(random(16), 1, "x".repeat(32_768)));
    expect(reason(await port.sealDraft(random(16), 1, "x".repeat(32_769)))).toBe("too_large");
  });
});

describe("settings", () => {
  it("come back in the paper's order, whatever order they were given in", async () => {
    const pins = [3, 1, 2].map((n) => ({
      account: new Uint8Array(16).fill(n),
      generation: n,
      bundleHash: random(32),
    }));
    const choices = [
      ["text-size", "large"],
      ["enter-sends", "no"],
    ] as const;
    for (const manifestGeneration of [null, 0, 7]) {
      const sealed = value(await port.sealSettings(4, { manifestGeneration, log: null, pins, choices }));
      const opened = value(await port.openSettings(4, sealed));
      expect(opened.manifestGeneration).toBe(manifestGeneration);
      expect(opened.pins).toEqual([pins[1], pins[2], pins[0]]);
      expect(opened.choices).toEqual([choices[1], choices[0]]);
      expect(reason(await port.openSettings(5, sealed))).toBe("wrong_key");
    }
  });

  it("name nobody twice", async () => {
    const pin = { account: random(16), generation: 0, bundleHash: random(32) };
    const twice = { manifestGeneration: null, log: null, pins: [pin, pin], choices: [] };
    expect(reason(await port.sealSettings(1, twice))).toBe("duplicate_member");
  });
});

describe("an answer to a policy", () => {
  it("is signed by the account, over the text that was shown", async () => {
    const request = { policy: "terms", version: 3, text: "Be kind – always.", answer: "accepted", now: NOW } as const;
    const acceptance = verifyAcceptance(value(await port.signAcceptance(request)), await verifyBundle(bundle));
    expect(acceptance).toMatchObject({ policy: "terms", version: 3, answer: "accepted", answeredAt: NOW });
    expect(acceptance.textHash).toEqual(sha256(new TextEncoder().encode(request.text)));
  });

  it("is one that this policy can have", async () => {
    const request = { policy: "terms", version: 1, text: "", answer: "declined", now: NOW } as const;
    expect(reason(await port.signAcceptance(request))).toBe("bad_answer");
    expect(reason(await port.signAcceptance({ ...request, policy: "another" }))).toBe("malformed");
  });
});

describe("fingerprints", () => {
  it("are of the bundle that the practice has, and of the root that was pinned", async () => {
    const { hash } = await verifyBundle(bundle);
    const expected = { own: fingerprint(hash), root: fingerprint(practice.fingerprint) };
    expect(value(await port.fingerprints())).toEqual(expected);
    const other = await signIn(kept);
    expect(reason(await other.fingerprints())).toBe("untrusted");
    value(await other.unpublishedBundles(bundle, NOW + 1));
    expect(value(await other.fingerprints())).toEqual(expected);
  });
});

const FIELDS: readonly CardField[] = [
  { name: "name", declined: false, value: "Ada Example" },
  { name: "address", declined: true, value: "" },
  { name: "birth-date", declined: true, value: "" },
  { name: "telephone", declined: false, value: "+49 30 000000" },
  { name: "email", declined: true, value: "" },
];

const SAFE: SafeContact = {
  channels: ["telephone"],
  hours: "Weekdays after six",
  messages: "never",
  address: "2 Example Street",
};

describe("a contact card", () => {
  let reader: Awaited<ReturnType<typeof person>>;
  let recipients: readonly Person[];

  beforeAll(async () => {
    reader = await person();
    recipients = [practice.certified(reader.signed, reader.bundle, "intake")];
  });

  /** An account as the practice shows it before anybody has vouched for it. */
  function waiting(shown: MadeBundle, { account }: KeptAccount): Person {
    return { account, role: "client", bundle: shown, certificate: null, predecessorSignature: null, earlier: [] };
  }

  /** The card as the service gives it back to an account. */
  function given(
    { card, sealed, wraps }: MadeCard,
    account: Uint8Array,
  ): {
    readonly card: MadeCard["card"];
    readonly sealed: Uint8Array;
    readonly wrap: Uint8Array;
  } {
    const own = wraps.find((row) => row.account.every((byte, n) => byte === account[n]));
    return { card, sealed, wrap: own?.wrap ?? new Uint8Array() };
  }

  async function made(from: CryptoPort, version: number, holder = waiting(bundle, kept)): Promise<MadeCard> {
    return value(
      await from.sealContactCard({ version, fields: FIELDS.toReversed(), safe: SAFE, holder, recipients, now: NOW }),
    );
  }

  it("is read by its holder and by intake staff, as it was given", async () => {
    const card = await made(port, 1);
    const opened = value(
      await port.openContactCard({ ...given(card, kept.account), holder: waiting(bundle, kept), recipients }),
    );
    expect(opened).toEqual({ fields: FIELDS, safe: SAFE, version: 1, stale: false });
    const { account, keys } = reader;
    const { wrap } = given(card, account);
    const read = await CONTACT_CARD.open(keys.sealing, account, CONTACT_CARD.read(card.card.body), card.sealed, wrap);
    expect(read.safe).toEqual(SAFE);
    expect(read.fields.map((field) => field.value)).toEqual(FIELDS.map((field) => field.value));
  });

  it("is sealed to nobody whom the practice does not name as intake staff", async () => {
    const stranger = await person();
    const therapist = practice.certified(stranger.signed, stranger.bundle, "therapist");
    const elsewhere = (await TestPractice.found()).certified(stranger.signed, stranger.bundle, "intake");
    const request = { version: 1, fields: FIELDS, safe: SAFE, holder: waiting(bundle, kept), now: NOW };
    const reasons = [];
    for (const one of [therapist, elsewhere, { ...therapist, certificate: null }]) {
      reasons.push(reason(await port.sealContactCard({ ...request, recipients: [one] })));
    }
    expect(reasons).toEqual(["unlawful_role", "wrong_delegation", "wrong_delegation"]);
  });

  it("needs the practice, and to know the own bundle", async () => {
    const other = await signIn(kept);
    const request = { version: 1, fields: FIELDS, safe: SAFE, holder: waiting(bundle, kept), recipients, now: NOW };
    expect(reason(await other.sealContactCard(request))).toBe("untrusted");
    value(await other.trustPractice(practice.document));
    expect(reason(await other.sealContactCard(request))).toBe("untrusted");
    value(await other.unpublishedBundles(bundle, NOW));
    value(await other.sealContactCard(request));
  });

  it("says when intake staff have changed", async () => {
    const card = { ...given(await made(port, 1), kept.account), holder: waiting(bundle, kept) };
    const other = await person();
    const more = [...recipients, practice.certified(other.signed, other.bundle, "intake")];
    for (const now of [[], more, more.slice(1)]) {
      expect(value(await port.openContactCard({ ...card, recipients: now })).stale).toBe(true);
    }
    expect(value(await port.openContactCard({ ...card, recipients: [...recipients, ...recipients] })).stale).toBe(
      false,
    );
  });

  it("is refused when it is another's, or its parts do not belong together", async () => {
    const [card, next] = [given(await made(port, 1), kept.account), given(await made(port, 2), kept.account)];
    const { port: stranger, kept: theirs, bundle: their } = await register(practice);
    value(await stranger.trustPractice(practice.document));
    const foreign = given(await made(stranger, 1, waiting(their, theirs)), theirs.account);
    const reasons = [];
    for (const one of [foreign, { ...card, sealed: next.sealed }, { ...card, wrap: next.wrap }]) {
      reasons.push(reason(await port.openContactCard({ ...one, holder: waiting(bundle, kept), recipients })));
    }
    expect(reasons).toEqual(["bad_signature", "wrong_fields_hash", "wrong_wrap_hash"]);
  });

  it("stays readable after a rotation, and is signed under the new keys once the practice has certified them", async () => {
    const account = await register(practice);
    value(await account.port.trustPractice(practice.document));
    const first = practice.certified(account.bundle, await verifyBundle(account.bundle), "client");
    const card = given(await made(account.port, 1, first), account.kept.account);
    await rotate(account.port, account.kept);
    const [next] = value(await account.port.unpublishedBundles(account.bundle, NOW));
    if (next === undefined) throw new Error("no new bundle");
    const { predecessorSignature } = next;
    const shown = { ...waiting(next, account.kept), predecessorSignature, earlier: [first] };
    const request = { ...card, holder: shown, recipients };
    expect(value(await account.port.openContactCard(request))).toEqual({
      fields: FIELDS,
      safe: SAFE,
      version: 1,
      stale: false,
    });
    const again = await made(account.port, 2, shown);
    CONTACT_CARD.verify(again.card, again.sealed, await verifyBundle(account.bundle));
    const certified = { ...shown, ...practice.certified(next, await verifyBundle(next), "client") };
    const holder = { ...certified, predecessorSignature, earlier: [first] };
    expect(value(await account.port.openContactCard({ ...request, holder })).stale).toBe(true);
    const newest = await made(account.port, 3, holder);
    CONTACT_CARD.verify(newest.card, newest.sealed, await verifyBundle(next));
  });

  it("is signed under no keys but the holder's own", async () => {
    const holder = practice.certified(reader.signed, reader.bundle, "client");
    const request = { version: 1, fields: FIELDS, safe: SAFE, recipients, now: NOW };
    const reasons = [];
    for (const one of [holder, { ...holder, account: kept.account }]) {
      reasons.push(reason(await port.sealContactCard({ ...request, holder: one })));
    }
    expect(reasons).toEqual(["wrong_bundle", "unknown_member"]);
  });
});
