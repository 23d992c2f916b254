import { beforeAll, describe, expect, it } from "vitest";
import { equal } from "../../../src/bytes/equal.ts";
import type { SignedBody } from "../../../src/protocol/documents.ts";
import type { KeptRecordRequest, KeptWord, ShownRecordRequest } from "../../../src/worker/record_request_port.ts";
import type { Outcome } from "../../../src/worker/port.ts";
import type { Readers, WithPaper } from "../../../src/worker/release_port.ts";
import { join, NOW, reason, TestPractice, value } from "../../world.ts";

/** Requests about the record, in a client's browser and at the desk of who answers (crypto.md §13.5). */

const DAY = 86_400_000;
const VALUES = { patient: "Sam Example", where: "The letter", "should-say": "June", why: "The lease says so" };
const DENIED = { words: "It says what you told us.", rights: "You may disagree." };

type Seat = Awaited<ReturnType<typeof join>>;
let client: Seat, officer: Seat, owner: Seat, intake: Seat;
let made: WithPaper, no: WithPaper;

beforeAll(async () => {
  const practice = await TestPractice.found();
  [client, officer] = [await join(practice, "client"), await join(practice, "officer")];
  [owner, intake] = [await join(practice, "owner"), await join(practice, "intake")];
  made = value(await asked());
  no = value(await answered());
});

function readers({ person }: Seat): Readers {
  return { own: person, officers: [officer.person, owner.person] };
}

function asked(values: Readonly<Record<string, string>> = VALUES): Promise<Outcome<WithPaper>> {
  const request = { readers: readers(client), kind: "amendment", conversation: new Uint8Array(16), values } as const;
  return client.port.signRecordRequest({ ...request, now: NOW });
}

type Answer = Parameters<Seat["port"]["signRecordAnswer"]>[0];

function answered(changed: Partial<Answer> = {}, by = officer): Promise<Outcome<WithPaper>> {
  const said = { answer: "deny", ground: "accurate", until: 0, values: DENIED } as const;
  const request = { readers: readers(by), client: client.person, request: made.signed, now: NOW };
  return by.port.signRecordAnswer({ ...request, ...said, ...changed });
}

function disagreed(answer: SignedBody): Promise<Outcome<WithPaper>> {
  const said = { readers: readers(client), people: people(), values: { statement: "It was June." }, now: NOW };
  return client.port.signDisagreement({ ...said, request: made.signed, answer });
}

const people = () => [client.person, officer.person, owner.person];

/** As the service gives it to one of its readers. */
function word({ signed, paper }: WithPaper, { person }: Seat): KeptWord {
  const row = paper.wraps.find((each) => equal(each.account, person.account));
  if (row === undefined) throw new Error("no reader");
  return { signed, paper: { sealed: paper.sealed, bundleHash: row.bundleHash, wrap: row.wrap }, keptAt: NOW };
}

function read(seat: Seat, said: Partial<KeptRecordRequest> = {}): Promise<Outcome<ShownRecordRequest>> {
  const nothing = { extension: null, answer: null, disagreement: null, due: NOW + 60 * DAY };
  const kept = { request: word(made, seat), ...nothing, ...said };
  return seat.port.readRecordRequest({ kept, client: client.person, people: people() });
}

describe("a request about the record", () => {
  it("is read by its client and by every officer as it was filled in", async () => {
    for (const seat of [client, officer, owner]) {
      const shown = value(await read(seat));
      expect(shown).toMatchObject({ kind: "amendment", values: VALUES, answer: null, disagreement: null });
    }
  });

  it("is not signed while something is missing, nor sealed to anyone but officers and owners", async () => {
    expect(reason(await asked({ ...VALUES, why: " " }))).toBe("incomplete_form");
    const strange = { own: client.person, officers: [intake.person] };
    const request = { readers: strange, kind: "amendment", conversation: new Uint8Array(), values: VALUES } as const;
    expect(reason(await client.port.signRecordRequest({ ...request, now: NOW }))).toBe("unlawful_role");
  });

  it("is shown with its answer and what the client says to it, on both sides", async () => {
    const statement = value(await disagreed(no.signed));
    for (const seat of [client, officer, owner]) {
      const said = { answer: word(no, seat), disagreement: word(statement, seat) };
      expect(value(await read(seat, said))).toMatchObject({
        answer: { answer: "deny", ground: "accurate", values: DENIED },
        disagreement: { values: { statement: "It was June." } },
      });
    }
  });

  it("gets no answer but by who may give it, for a reason that the law knows, with what the client can do", async () => {
    expect(reason(await answered({}, intake))).toBe("unlawful_role");
    expect(reason(await answered({ ground: "not-agreed" }))).toBe("bad_form");
    expect(reason(await answered({ values: { words: "No." } }))).toBe("incomplete_form");
    const later = { answer: "extend", ground: "longer", values: { words: "Away." } } as const;
    expect(reason(await answered({ ...later, until: NOW }))).toBe("bad_form");
    value(await answered({ ...later, until: NOW + 90 * DAY }));
  });

  it("is disagreed with only after a no", async () => {
    const yes = value(await answered({ answer: "accept", ground: "agreed", values: { words: "Yes." } }));
    expect(reason(await disagreed(yes.signed))).toBe("bad_form");
  });

  it("shows an answer as broken that somebody else put in its place", async () => {
    const other = value(await asked());
    const elsewhere = value(await answered({ request: other.signed }));
    const forged = { ...no, signed: { ...no.signed, signature: new Uint8Array(64) } };
    for (const each of [elsewhere, forged]) {
      const shown = value(await read(client, { answer: word(each, client) }));
      expect([shown.answer, shown.values]).toEqual(["broken", { ...VALUES, says: "", tell: "" }]);
    }
    const paper = word(no, client).paper;
    const moved = { request: { ...word(made, client), paper } };
    expect(reason(await read(client, moved))).toBe("wrong_key");
  });
});
