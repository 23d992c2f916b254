import { equal } from "../bytes/equal.ts";
import { ID_BYTES } from "../crypto/checks.ts";
import { sha256 } from "../crypto/hashing.ts";
import { checkMayOrder, DAY_MS } from "../crypto/order.ts";
import { sealPaper } from "../crypto/paper.ts";
import { verifyMarking } from "../crypto/part2.ts";
import { checkProcessPaper, makeProcess, type Process, readProcess, verifyDrafted } from "../crypto/process.ts";
import { ProofError } from "../crypto/proof.ts";
import { drawn, type Random } from "../crypto/random.ts";
import { type SignedBody, underAny, verify } from "../crypto/signing.ts";
import { keysOf } from "./card.ts";
import type { MadeOrder } from "./custody_port.ts";
import type { Keeper } from "./keeper.ts";
import type * as port from "./legal_port.ts";
import { type People, personOf, underEach } from "./order_bases.ts";
import { successions } from "./order_check.ts";
import { makeOrder, officerOf, type Scope, told } from "./ordering.ts";
import { filled, officersOf, openOwn, unique, valuesOf } from "./papers_of_release.ts";
import type { Practice } from "./practice.ts";
import type { WithPaper } from "./release_port.ts";

/** What opens a record without its client, in the browsers of the two who answer for it (crypto.md §13.3). */

type Request<M extends keyof port.LegalPort> = Parameters<port.LegalPort[M]>[0];

/** A custodian has as long as with a consent. */
const ORDER_DAYS = 30;

/** See LegalPort.signProcess. */
export async function signProcess(
  keeper: Keeper,
  practice: Practice,
  request: Request<"signProcess">,
  random: Random,
): Promise<WithPaper> {
  const { readers, values, from, until, section, document, now, ...said } = request;
  const own = await practice.certified(readers.own);
  const officers = await officersOf(practice, readers.officers);
  if (!officers.some(({ account }) => equal(account, said.approver))) throw new ProofError("unlawful_role");
  const body = filled("process", values, random);
  const paper = await sealPaper(body, unique([own.bundle, ...officers]), random);
  const signed = makeProcess(keysOf(keeper.unlocked, own.bundle).signing, {
    ...said,
    processId: drawn(random, ID_BYTES),
    scopeFrom: from,
    scopeUntil: until,
    part2Section: section,
    documentHash: sha256(document),
    paperHash: paper.hash,
    officer: own.bundle.account,
    at: now,
  });
  checkProcessPaper(readProcess(signed.body), { ...body, hash: paper.hash });
  return { signed, paper };
}

/** See LegalPort.readProcess. */
export async function readServed(
  keeper: Keeper,
  practice: Practice,
  { process: signed, approval, paper, people }: Request<"readProcess">,
): Promise<port.ShownProcess> {
  const known = await successions(practice, people);
  const process = drafted(known, signed);
  if (approval !== null) checkApproval(known, process, signed, approval);
  const values = paper === null ? null : await paperOf(keeper, process, paper);
  const { hash, processId, kind, client, conversation, kinds, documentHash, gagUntil, officer, approver, at } = process;
  const span = { from: process.scopeFrom, until: process.scopeUntil, section: process.part2Section };
  const who = { officer, approver, at, approved: approval !== null };
  return { hash, processId, kind, client, conversation, kinds, documentHash, gagUntil, ...span, ...who, values };
}

/** See LegalPort.approveProcess. */
export async function approveProcess(
  keeper: Keeper,
  practice: Practice,
  { process: signed, paper, people }: Request<"approveProcess">,
): Promise<Uint8Array> {
  const known = await successions(practice, people);
  const process = drafted(known, signed);
  const { account } = keeper.unlocked;
  if (!equal(process.approver, account)) throw new ProofError("unknown_member");
  await paperOf(keeper, process, paper);
  const { bundle } = personOf(known, account).newest;
  return keysOf(keeper.unlocked, bundle).signing.sign(signed.body);
}

/** See LegalPort.orderLegal. */
export async function orderLegal(
  keeper: Keeper,
  practice: Practice,
  request: Request<"orderLegal">,
  random: Random,
): Promise<MadeOrder> {
  const { process, headers, now } = request;
  const officer = await officerOf(keeper, practice, request.own);
  const approver = await practice.certified(request.approver);
  const scope: Scope = {
    basis: "legal",
    basisBody: process,
    conversation: readProcess(process.body).conversation,
    headers,
    recipient: officer.own,
    approver,
    lasting: ORDER_DAYS * DAY_MS,
  };
  const made = makeOrder(practice, officer, scope, now, random);
  const notices = await told(practice, officer, approver, made.orderId, request, random);
  return { ...made, basis: process, drill: null, notices };
}

/** See LegalPort.readMarking. */
export async function readMarking(
  practice: Practice,
  { marking, client, people }: Request<"readMarking">,
): Promise<port.ShownMarking> {
  const all = [...(await successions(practice, people)).values()].flatMap((person) => person.all);
  const { status, ground, reviewer, at } = underAny(all, ({ bundle }) => verifyMarking(marking, bundle, client));
  return { status, ground, reviewer, at };
}

function drafted(people: People, signed: SignedBody): Process {
  const { officer } = readProcess(signed.body);
  return underEach(personOf(people, officer), (certified) => verifyDrafted(signed, certified));
}

function checkApproval(people: People, process: Process, signed: SignedBody, approval: Uint8Array): void {
  underEach(personOf(people, process.approver), (approver) => {
    verify(approver.bundle.signingPublic, signed.body, approval);
    checkMayOrder(approver);
  });
}

async function paperOf(
  keeper: Keeper,
  process: Process,
  sealed: NonNullable<Request<"readProcess">["paper"]>,
): Promise<NonNullable<port.ShownProcess["values"]>> {
  const paper = await openOwn(keeper, process.paperHash, sealed);
  checkProcessPaper(process, paper);
  return valuesOf(paper);
}
