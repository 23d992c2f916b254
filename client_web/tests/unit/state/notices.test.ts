import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { toHex } from "../../../src/bytes/hex.ts";
import type { Person, SignedBody } from "../../../src/protocol/documents.ts";
import type { NoticeDocument, NoticesDocument } from "../../../src/protocol/notices.ts";
import { Notices } from "../../../src/state/mail/notices.ts";
import type { NoticesHttp } from "../../../src/state/mail/notices_http.ts";
import { accountKey } from "../../../src/state/id.ts";
import { Noticeboard } from "../../../src/state/mail/noticeboard.ts";
import type { Answered, Http } from "../../../src/state/ports.ts";
import type { CryptoPort } from "../../../src/worker/port.ts";
import { TestClock } from "../../clock.ts";
import { noNotices } from "../../no_notices.ts";
import { join, NOW, reason, TestPractice, value } from "../../world.ts";

let practice: TestPractice;
let intake: { readonly port: CryptoPort; readonly person: Person };
let client: { readonly port: CryptoPort; readonly person: Person };
let therapist: { readonly port: CryptoPort; readonly person: Person };

beforeAll(async () => {
  practice = await TestPractice.found();
  [intake, client] = [await join(practice, "intake"), await join(practice, "client")];
  therapist = await join(practice, "therapist");
});

const yes = <T>(answer: T): Promise<Answered<T>> => Promise.resolve({ ok: true, value: answer });

async function sent(title: string, more: Partial<{ kind: string; answers: string[]; to: Person }> = {}) {
  const { port, person: own } = intake;
  const { kind = "update", answers = [], to = client.person } = more;
  const words = { title, text: "Nine o'clock.", values: [] };
  const subject = new Uint8Array();
  return value(await port.sealNotice({ own, recipient: to, kind, subject, answers, ...words, now: NOW }));
}

async function posted(title: string, more: Parameters<typeof sent>[1] = {}): Promise<NoticeDocument> {
  return { ...(await sent(title, more)), postedAt: NOW, readAt: null, answer: null, match: null };
}

/** A match of the client that waits for an answer; `changed`: what of it is not as it was signed. */
async function asked(
  changed: { subject?: Uint8Array; account?: string; match?: SignedBody | null } = {},
): Promise<NoticeDocument> {
  const { conversation, match } = await practice.match([client.person, therapist.person]);
  const { subject = conversation, account = toHex(therapist.person.account) } = changed;
  const words = { title: "A match", text: "", values: [{ name: "account", value: account }] };
  const request = { own: intake.person, recipient: client.person, kind: "match", subject, ...words, now: NOW };
  const made = value(await intake.port.sealNotice({ ...request, answers: ["accept", "decline"] }));
  const shown = changed.match === undefined ? match : changed.match;
  return { ...made, postedAt: NOW, readAt: null, answer: null, match: shown };
}

describe("notices in the worker", () => {
  it("open for whom they are for, under the certified role of who sent them", async () => {
    const { notice, sealed } = await sent("Hours");
    const request = { notices: [{ notice, sealed, answer: null }], people: [intake.person], services: [] };
    const [read] = value(await client.port.openNotices(request));
    expect(read).toMatchObject({ ok: true, notice: { title: "Hours", senderRole: "intake", answered: null } });
    const [other] = value(await intake.port.openNotices(request));
    expect(other).toEqual({ ok: false, reason: "wrong_recipient" });
  });

  it("are named and not shown when they do not hold, and spoil no other", async () => {
    const good = await sent("Hours");
    const bent = { ...good, sealed: good.sealed.map((byte, n) => (n === 0 ? byte ^ 1 : byte)) };
    const unsigned = { ...good, notice: { ...good.notice, signature: new Uint8Array(64) } };
    const notices = [bent, unsigned, good].map((each) => ({ ...each, answer: null }));
    const read = value(await client.port.openNotices({ notices, people: [intake.person], services: [] }));
    expect(read.map((each) => (each.ok ? "ok" : each.reason))).toEqual(["wrong_sealed_hash", "bad_signature", "ok"]);
    const stranger = value(await client.port.openNotices({ notices, people: [client.person], services: [] }));
    expect(stranger.map((each) => each.ok)).toEqual([false, false, false]);
  });

  it("ask about exactly the match that a certifier signed for this client", async () => {
    const { person: stranger } = await join(practice, "client");
    const foreign = (await practice.match([stranger, therapist.person])).match;
    const notices = await Promise.all([
      asked(),
      asked({ match: null }),
      asked({ subject: new Uint8Array(16) }),
      asked({ account: "0".repeat(32) }),
      asked({ match: foreign }),
    ]);
    const people = [intake.person, client.person, therapist.person, stranger];
    const read = value(await client.port.openNotices({ notices, people, services: [] }));
    const said = read.map((each) => (each.ok ? "ok" : each.reason));
    expect(said).toEqual(["ok", "missing_member", "wrong_subject", "unknown_member", "wrong_subject"]);
  });

  it("are not sealed to who is not certified, nor of a kind that there is not", async () => {
    const { person: own } = intake;
    const words = { subject: new Uint8Array(), answers: [], title: "Hours", text: "", values: [], now: NOW };
    const recipient = { ...client.person, certificate: null };
    expect(reason(await intake.port.sealNotice({ own, recipient, kind: "update", ...words }))).not.toBe("ok");
    expect(reason(await intake.port.sealNotice({ own, recipient: client.person, kind: "advert", ...words }))).toBe(
      "malformed",
    );
  });

  it("are answered with what they ask for, and the answer is found again", async () => {
    const { notice, sealed } = await sent("A match", { kind: "match", answers: ["accept", "decline"] });
    expect(reason(await client.port.answerNotice({ notice, answer: "perhaps", now: NOW }))).toBe("bad_answer");
    const answer = value(await client.port.answerNotice({ notice, answer: "accept", now: NOW }));
    const [read] = value(
      await client.port.openNotices({ notices: [{ notice, sealed, answer }], people: [intake.person], services: [] }),
    );
    expect(read).toMatchObject({ ok: true, notice: { answered: "accept" } });
    expect(reason(await intake.port.answerNotice({ notice, answer: "accept", now: NOW }))).toBe("wrong_recipient");
  });
});

describe("the notices of the message center", () => {
  let kept: NoticesDocument;
  let marked: string[];
  let answers: Answered<null>;
  let notices: Notices;

  beforeEach(() => {
    kept = { notices: [], people: [intake.person, client.person, therapist.person], services: [] };
    marked = [];
    answers = { ok: true, value: null };
    const http: NoticesHttp = {
      ...noNotices,
      notices: () => yes(kept),
      readNotices: (ids) => {
        marked.push(...ids.map(toHex));
        return yes(null);
      },
      answerNotice: () => Promise.resolve(answers),
    };
    notices = new Notices({ crypto: client.port, http, clock: new TestClock(), trust: () => Promise.resolve(true) });
  });

  it("stand in the order of the service, those that wait for an answer besides", async () => {
    const match = await asked();
    kept = { ...kept, notices: [await posted("Hours"), match] };
    await notices.load();
    const list = notices.list.peek();
    expect(list.kind === "ready" && list.items.map(({ title }) => title)).toEqual(["Hours", "A match"]);
    expect(notices.wanting.map(({ title }) => title)).toEqual(["A match"]);
  });

  it("are marked as read once", async () => {
    kept = { ...kept, notices: [await posted("Hours")] };
    await notices.load();
    const list = notices.list.peek();
    const key = list.kind === "ready" ? (list.items[0]?.key ?? "") : "";
    await notices.markRead(key);
    await notices.markRead(key);
    expect(marked).toEqual([key]);
  });

  it("are answered once, and say why when they are not", async () => {
    kept = { ...kept, notices: [await asked()] };
    await notices.load();
    const key = notices.wanting[0]?.key ?? "";
    answers = { ok: false, refusal: { kind: "refused", code: "conflict", status: 409, retryAfter: 0 } };
    expect(await notices.answer(key, "accept")).toBe(false);
    expect(notices.trouble.peek()).toEqual({ key, why: "conflict" });
    answers = { ok: true, value: null };
    expect(await notices.answer(key, "accept")).toBe(true);
    expect([notices.trouble.peek(), notices.wanting.length]).toEqual([null, 0]);
  });

  it("name what does not hold, and show it to nobody", async () => {
    const good = await posted("Hours");
    kept = { ...kept, notices: [{ ...good, sealed: good.sealed.slice(1) }, good] };
    await notices.load();
    const list = notices.list.peek();
    expect(list.kind === "ready" && [list.broken[0]?.reason, list.items.length]).toEqual(["wrong_sealed_hash", 1]);
  });
});

describe("posting a notice", () => {
  it("seals it to the person chosen, and says when they have newer keys", async () => {
    const sentOff: unknown[] = [];
    let stale = true;
    const http = {
      ...noNotices,
      certifiedPeople: () => yes([intake.person, client.person]),
      postNotice: (made: { notice: { body: Uint8Array } }): Promise<Answered<null>> => {
        if (stale) {
          const refusal = { kind: "refused", code: "stale_keys", status: 409, retryAfter: 0 } as const;
          return Promise.resolve({ ok: false, refusal });
        }
        sentOff.push(made);
        return yes(null);
      },
    } as unknown as Http;
    const board = new Noticeboard(intake.port, http, new TestClock(), accountKey(intake.person.account));
    await board.load();
    const addressees = board.addressees.peek();
    expect(addressees.kind === "ready" && addressees.people.map(({ role }) => role)).toEqual(["client"]);
    const written = { to: accountKey(client.person.account), kind: "update", title: "Hours", text: "", asks: true };
    expect(await board.post(written)).toBe("stale");
    stale = false;
    expect(await board.post(written)).toBe(null);
    expect(await board.post({ ...written, title: "x".repeat(201) })).toBe("too_long");
    expect(sentOff).toHaveLength(1);
  });
});
