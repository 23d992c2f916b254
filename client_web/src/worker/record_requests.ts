import { ID_BYTES } from "../crypto/checks.ts";
import type { Paper } from "../crypto/paper.ts";
import { sealPaper } from "../crypto/paper.ts";
import { ProofError } from "../crypto/proof.ts";
import { drawn, type Random } from "../crypto/random.ts";
import * as requests from "../crypto/record_request.ts";
import type { SignedBody } from "../crypto/signing.ts";
import type { Person } from "../protocol/documents.ts";
import { bundleInForce, keysOf } from "./card.ts";
import type { Keeper } from "./keeper.ts";
import { personOf, underEach } from "./order_bases.ts";
import { successions } from "./order_check.ts";
import { filled, officersOf, openOwn, underBundles, unique, valuesOf } from "./papers_of_release.ts";
import type { Practice } from "./practice.ts";
import type * as port from "./record_request_port.ts";
import type { Values, WithPaper } from "./release_port.ts";

/** Requests about the record, in the browser of whoever signs something of them or may read it (crypto.md §13.5). */

type Asked<M extends keyof port.RecordRequestPort> = Parameters<port.RecordRequestPort[M]>[0];

/** See RecordRequestPort.signRecordRequest. */
export async function signRecordRequest(
  keeper: Keeper,
  practice: Practice,
  { readers, kind, conversation, values, now }: Asked<"signRecordRequest">,
  random: Random,
): Promise<WithPaper> {
  const own = await bundleInForce(keeper, practice, readers.own);
  const officers = await officersOf(practice, readers.officers);
  const paper = await sealPaper(filled(kind, values, random), unique([own, ...officers]), random);
  const signed = requests.makeRecordRequest(keysOf(keeper.unlocked, own).signing, {
    requestId: drawn(random, ID_BYTES),
    kind,
    client: own.account,
    conversation,
    paperHash: paper.hash,
    madeAt: now,
  });
  return { signed, paper };
}

/** See RecordRequestPort.readRecordRequest. */
export async function readRecordRequest(
  keeper: Keeper,
  practice: Practice,
  { kept, client, people }: Asked<"readRecordRequest">,
): Promise<port.ShownRecordRequest> {
  const of = await underClient(keeper, practice, client, kept.request.signed);
  if (kept.request.paper === null) throw new ProofError("wrong_key");
  const opened = await openOwn(keeper, of.paperHash, kept.request.paper);
  requests.checkRequestPaper(of, opened);
  const answer = await orBroken(() => shownAnswer(keeper, practice, of, people, kept.answer));
  const { requestId, kind, conversation, madeAt } = of;
  return {
    requestId,
    kind,
    client: of.client,
    conversation,
    madeAt,
    values: valuesOf(opened),
    extension: await orBroken(() => shownAnswer(keeper, practice, of, people, kept.extension)),
    answer,
    disagreement: await orBroken(() => shownDisagreement(keeper, practice, of, client, kept)),
  };
}

/** See RecordRequestPort.signRecordAnswer. */
export async function signRecordAnswer(
  keeper: Keeper,
  practice: Practice,
  request: Asked<"signRecordAnswer">,
  random: Random,
): Promise<WithPaper> {
  const { readers, answer, ground, until, values, now } = request;
  const own = await practice.certified(readers.own);
  const client = await practice.certified(request.client);
  const of = await underClient(keeper, practice, request.client, request.request);
  const officers = await officersOf(practice, readers.officers);
  const body = filled("record-answer", values, random);
  const paper = await sealPaper(body, unique([own.bundle, client.bundle, ...officers]), random);
  const { signing } = keysOf(keeper.unlocked, own.bundle);
  const said = { requestId: of.requestId, requestHash: of.hash, answer, ground, paperHash: paper.hash, until };
  const signed = requests.makeRecordAnswer(signing, { ...said, officer: own.bundle.account, at: now });
  const made = requests.verifyRecordAnswer(signed, own, of);
  requests.checkAnswerPaper(made, { ...body, hash: paper.hash });
  return { signed, paper };
}

/** See RecordRequestPort.signDisagreement. */
export async function signDisagreement(
  keeper: Keeper,
  practice: Practice,
  request: Asked<"signDisagreement">,
  random: Random,
): Promise<WithPaper> {
  const { readers, people, values, now } = request;
  const own = await bundleInForce(keeper, practice, readers.own);
  const of = await underClient(keeper, practice, readers.own, request.request);
  const no = await underOfficer(practice, people, of, request.answer);
  const officers = await officersOf(practice, readers.officers);
  const paper = await sealPaper(filled("disagreement", values, random), unique([own, ...officers]), random);
  const signed = requests.makeDisagreement(keysOf(keeper.unlocked, own).signing, {
    requestId: of.requestId,
    answerHash: no.hash,
    client: own.account,
    paperHash: paper.hash,
    madeAt: now,
  });
  requests.verifyDisagreement(signed, own, of, no);
  return { signed, paper };
}

/** The request, under one of its client's bundles. */
export function underClient(
  keeper: Keeper,
  practice: Practice,
  client: Person,
  signed: SignedBody,
): Promise<requests.RecordRequest> {
  return underBundles(keeper, practice, [client], signed, (bundle) => requests.verifyRecordRequest(signed, bundle));
}

/** What somebody of the practice said to it, under one of their certified bundles. */
export async function underOfficer(
  practice: Practice,
  people: readonly Person[],
  of: requests.RecordRequest,
  signed: SignedBody,
): Promise<requests.RecordAnswer> {
  const { officer } = requests.readRecordAnswer(signed.body);
  const known = await successions(practice, people);
  return underEach(personOf(known, officer), (each) => requests.verifyRecordAnswer(signed, each, of));
}

async function shownAnswer(
  keeper: Keeper,
  practice: Practice,
  of: requests.RecordRequest,
  people: readonly Person[],
  word: port.KeptWord | null,
): Promise<port.ShownAnswer | null> {
  if (word === null) return null;
  const said = await underOfficer(practice, people, of, word.signed);
  const values = await openedWords(keeper, word, said.paperHash, (paper) => {
    requests.checkAnswerPaper(said, paper);
  });
  const { answer, ground, until, officer, at } = said;
  return { answer, ground, until, officer, at, values };
}

async function shownDisagreement(
  keeper: Keeper,
  practice: Practice,
  of: requests.RecordRequest,
  client: Person,
  { answer, disagreement: word }: port.KeptRecordRequest,
): Promise<port.ShownDisagreement | null> {
  if (word === null) return null;
  if (answer === null) throw new ProofError("wrong_basis");
  // That the answer holds was looked at by itself; here it says what is disagreed with.
  const no = requests.readRecordAnswer(answer.signed.body);
  const said = await underBundles(keeper, practice, [client], word.signed, (bundle) =>
    requests.verifyDisagreement(word.signed, bundle, of, no),
  );
  const values = await openedWords(keeper, word, said.paperHash, (paper) => {
    requests.checkDisagreementPaper(said, paper);
  });
  return { at: said.madeAt, values };
}

/** What stands in a paper of one's own; null without a wrap. */
async function openedWords(
  keeper: Keeper,
  { paper }: port.KeptWord,
  hash: Uint8Array,
  check: (paper: Paper) => void,
): Promise<Values | null> {
  if (paper === null) return null;
  const opened = await openOwn(keeper, hash, paper);
  check(opened);
  return valuesOf(opened);
}

async function orBroken<T>(shown: () => Promise<T>): Promise<T | "broken"> {
  try {
    return await shown();
  } catch (error) {
    if (error instanceof ProofError) return "broken";
    throw error;
  }
}
