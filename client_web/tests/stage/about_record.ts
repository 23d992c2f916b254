import { makeRecordAnswer, makeRecordRequest } from "../../src/crypto/record_request.ts";
import type { RequestAnswered, RequestGround, RequestKind } from "../../src/crypto/record_request.ts";
import { SigningKey } from "../../src/crypto/signing.ts";
import { type AboutRecord, aboutRecord } from "../../src/state/release/about_record.ts";
import type { RecordRequests } from "../../src/state/record_requests_http.ts";
import type {
  KeptRecordRequest,
  KeptWord,
  ShownAnswer,
  ShownRecordRequest,
} from "../../src/worker/record_request_port.ts";
import type { Person } from "../../src/protocol/documents.ts";
import type { Outcome } from "../../src/worker/port.ts";

/** Requests about the record, made up: asked for, answered, disagreed with. */

const DAY = 86_400_000;
const NOW = Date.now();
const HASH = new Uint8Array(32);
const PAPER = { sealed: new Uint8Array(1), bundleHash: HASH, wrap: new Uint8Array(1) };

const AMENDMENT = {
  patient: "Sam Example",
  where: "The letter of 3 March",
  says: "That I moved in May",
  "should-say": "That I moved in June",
  why: "The lease says so",
  tell: "Dr. Noor Example",
};
const RESTRICTION = {
  patient: "Sam Example",
  what: "That I am in treatment",
  "from-whom": "The Health Plan for Everyone in the County of Example",
  why: "",
  "paid-in-full": "yes",
};
const RIGHTS =
  "You can write a statement of why you disagree, under My requests. It stands beside your record for good. You can complain to us, and to the U.S. Department of Health and Human Services: hhs.gov/ocr/complaints.";

/** What becomes of one: not answered, longer, yes, no, no and disagreed with, not readable, not holding. */
const FATES = ["waiting", "late", "longer", "accepted", "denied", "said", "unreadable", "broken"] as const;
type Fate = (typeof FATES)[number];

interface Made {
  readonly kept: KeptRecordRequest;
  readonly shown: ShownRecordRequest | null;
}

/** Made when it is asked for: libsodium is not there yet when this module is read. */
const key = (): SigningKey => new SigningKey(new Uint8Array(32).fill(9));

function word(signed: KeptWord["signed"], keptAt: number): KeptWord {
  return { signed, paper: PAPER, keptAt };
}

function made(n: number, fate: Fate, kind: RequestKind): Made {
  const requestId = new Uint8Array(16).fill(n);
  const client = new Uint8Array(16).fill(40 + n);
  const keptAt = NOW - (fate === "late" ? 61 : 3) * DAY;
  const body = { requestId, kind, client, conversation: new Uint8Array(16).fill(7), paperHash: HASH, madeAt: keptAt };
  const [answer, extension] = [answerOf(fate, kind), fate === "longer" ? said("extend", "longer") : null];
  const sign = (shown: ShownAnswer | null): KeptWord | null =>
    shown === null ? null : word(signed(requestId, shown), NOW);
  const disagreement =
    fate === "said" ? { at: NOW, values: { statement: "It was June. The lease is in my letter." } } : null;
  const kept = {
    request: word(makeRecordRequest(key(), body), keptAt),
    due: keptAt + (fate === "longer" ? 90 : 60) * DAY,
    extension: sign(extension),
    answer: sign(answer),
    disagreement: disagreement === null ? null : word(signed(requestId, said("deny", "accurate")), NOW),
  };
  const values = kind === "amendment" ? AMENDMENT : RESTRICTION;
  const shown = { ...body, values, extension, answer: fate === "broken" ? ("broken" as const) : answer, disagreement };
  return { kept, shown: fate === "unreadable" ? null : shown };
}

function answerOf(fate: Fate, kind: RequestKind): ShownAnswer | null {
  if (fate === "accepted") return said("accept", "agreed");
  if (fate === "denied" || fate === "said" || fate === "broken") {
    return said("deny", kind === "amendment" ? "accurate" : "not-agreed");
  }
  return null;
}

function said(answer: RequestAnswered, ground: RequestGround): ShownAnswer {
  const words = {
    accept: { words: "You are right. What you wrote stands beside the letter now.", "linked-to": AMENDMENT.where },
    deny: { words: "The letter says what you told us on that day.", rights: RIGHTS },
    extend: { words: "The therapist who wrote it is away until next month." },
  };
  const until = answer === "extend" ? NOW + 90 * DAY : 0;
  return { answer, ground, until, officer: new Uint8Array(16).fill(91), at: NOW, values: words[answer] };
}

function signed(requestId: Uint8Array, { answer, ground, until, officer, at }: ShownAnswer): KeptWord["signed"] {
  return makeRecordAnswer(key(), { requestId, requestHash: HASH, answer, ground, paperHash: HASH, until, officer, at });
}

function some(count: number): readonly Made[] {
  return Array.from({ length: count }, (_, n) =>
    made(n, FATES[n % FATES.length] ?? "waiting", n % 8 === 2 || n % 8 === 7 ? "restriction" : "amendment"),
  );
}

/** Worker and service of these, for whoever reads them. */
export function madeRequests(count: number, personOf: (account: Uint8Array) => Person) {
  const all = some(count);
  const about: RecordRequests = {
    requests: all.map(({ kept }) => kept),
    people: all.map((_, n) => personOf(new Uint8Array(16).fill(40 + n))),
  };
  const readRecordRequest = ({ kept }: { readonly kept: KeptRecordRequest }): Promise<Outcome<ShownRecordRequest>> => {
    const shown = all.find((each) => each.kept === kept)?.shown ?? null;
    return Promise.resolve(shown === null ? { ok: false, reason: "wrong_key" } : { ok: true, value: shown });
  };
  return { about, readRecordRequest };
}

/** The same as the client's page has them. */
export async function ownRequests(
  count: number,
  personOf: (account: Uint8Array) => Person,
): Promise<readonly AboutRecord[]> {
  const { about, readRecordRequest } = madeRequests(count, personOf);
  return Promise.all(about.requests.map((kept) => aboutRecord({ readRecordRequest }, kept, about.people, NOW)));
}
