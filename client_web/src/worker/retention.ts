import { equal } from "../bytes/equal.ts";
import { ID_BYTES } from "../crypto/checks.ts";
import {
  type Destruction,
  makeDestruction,
  readDestruction,
  verifyDestroyed,
  verifyDestruction,
  verifyProposed,
} from "../crypto/destruction.ts";
import { type Hold, makeHold, makeLift, readHold, readLift, verifyHold, verifyLift } from "../crypto/hold.ts";
import { checkMayOrder } from "../crypto/order.ts";
import { checkPaper, sealPaper } from "../crypto/paper.ts";
import { ProofError } from "../crypto/proof.ts";
import { drawn, type Random } from "../crypto/random.ts";
import {
  makeRetention,
  makeSchedule,
  readRetention,
  readSchedule,
  type Retention,
  type RetentionSchedule,
  verifySchedule,
} from "../crypto/retention.ts";
import { bodyHash, type SignedBody, underAny } from "../crypto/signing.ts";
import { keysOf } from "./card.ts";
import type { Keeper } from "./keeper.ts";
import { clientOf, type People, personOf, underEach } from "./order_bases.ts";
import { matchOf, successions } from "./order_check.ts";
import { filled, officersOf, openOwn, unique, valuesOf } from "./papers_of_release.ts";
import type { Practice } from "./practice.ts";
import type { OwnPaper, Values, WithPaper } from "./release_port.ts";
import type * as port from "./retention_port.ts";

/** How long a record is kept, in the browsers of those who answer for it (crypto.md §15). */

type Request<M extends keyof port.RetentionPort> = Parameters<port.RetentionPort[M]>[0];

/** See RetentionPort.signSchedule. */
export async function signSchedule(
  keeper: Keeper,
  practice: Practice,
  { own, version, rules, now }: Request<"signSchedule">,
): Promise<SignedBody> {
  const { bundle } = await practice.certified(own);
  return makeSchedule(keysOf(keeper.unlocked, bundle).signing, { version, rules, owner: bundle.account, at: now });
}

/** See RetentionPort.readSchedule. */
export async function provedSchedule(
  practice: Practice,
  { schedule, people }: Request<"readSchedule">,
): Promise<RetentionSchedule> {
  const known = await successions(practice, people);
  const { owner } = readSchedule(schedule.body);
  return underEach(personOf(known, owner), (certified) => verifySchedule(schedule, certified));
}

/** See RetentionPort.signRetention. */
export async function signRetention(
  keeper: Keeper,
  practice: Practice,
  { own, now, ...said }: Request<"signRetention">,
): Promise<SignedBody> {
  const { bundle } = await practice.certified(own);
  return makeRetention(keysOf(keeper.unlocked, bundle).signing, { ...said, officer: bundle.account, at: now });
}

/** See RetentionPort.readRetention. */
export function saidRetention({ retention }: Request<"readRetention">): Retention {
  return readRetention(retention.body);
}

/** See RetentionPort.signHold. */
export async function signHold(
  keeper: Keeper,
  practice: Practice,
  { readers, client, values, now }: Request<"signHold">,
  random: Random,
): Promise<WithPaper> {
  const { own, paper } = await reasoned(practice, readers, values, random);
  const signed = makeHold(keysOf(keeper.unlocked, own).signing, {
    holdId: drawn(random, ID_BYTES),
    client,
    cause: "officer",
    reasonHash: paper.hash,
    placedBy: own.account,
    at: now,
  });
  return { signed, paper };
}

/** See RetentionPort.signLift. */
export async function signLift(
  keeper: Keeper,
  practice: Practice,
  { readers, hold, values, now }: Request<"signLift">,
  random: Random,
): Promise<WithPaper> {
  const { own, paper } = await reasoned(practice, readers, values, random);
  const { holdId, hash: holdHash } = readHold(hold.body);
  const said = { holdId, holdHash, reasonHash: paper.hash, liftedBy: own.account, at: now };
  return { signed: makeLift(keysOf(keeper.unlocked, own).signing, said), paper };
}

/** See RetentionPort.readHold. */
export async function provedHold(
  keeper: Keeper,
  practice: Practice,
  { hold: signed, paper, lift, liftPaper, people }: Request<"readHold">,
): Promise<port.ShownHold> {
  const known = await successions(practice, people);
  const { placedBy } = readHold(signed.body);
  const hold = underEach(personOf(known, placedBy), (certified) => verifyHold(signed, certified));
  const { holdId, client, cause, at } = hold;
  const values = hold.cause === "officer" ? await reasonOf(keeper, hold.reasonHash, paper) : null;
  const lifted = lift === null ? null : await provedLift(keeper, known, hold, lift, liftPaper);
  return { holdId, client, cause, placedBy, at, values, lifted };
}

/** See RetentionPort.signDestruction. */
export async function signDestruction(
  keeper: Keeper,
  practice: Practice,
  { own, approver, matched, retention, now, ...said }: Request<"signDestruction">,
  random: Random,
): Promise<SignedBody> {
  const [mine, theirs] = [await practice.certified(own), await practice.certified(approver)];
  checkMayOrder(theirs);
  await checkMatched(practice, matched, said);
  return makeDestruction(keysOf(keeper.unlocked, mine.bundle).signing, {
    ...said,
    destructionId: drawn(random, ID_BYTES),
    retentionHash: bodyHash(retention),
    by: mine.bundle.account,
    approvedBy: theirs.bundle.account,
    at: now,
  });
}

/** See RetentionPort.readDestruction. */
export async function provedDestruction(
  practice: Practice,
  { destruction: signed, approval, certificate, people }: Request<"readDestruction">,
): Promise<port.ShownDestruction> {
  const known = await successions(practice, people);
  const said = approval === null ? proposed(known, signed) : agreed(known, signed, approval);
  const { destructionId, client, conversations, retainUntil, by, approvedBy, at } = said;
  const destroyed = certificate === null ? null : certified(known, signed, certificate);
  const approved = approval !== null;
  return {
    destructionId,
    client,
    conversations,
    retainUntil,
    by,
    approvedBy,
    at,
    approved,
    certificate: destroyed,
  };
}

/** See RetentionPort.approveDestruction. */
export async function approveDestruction(
  keeper: Keeper,
  practice: Practice,
  { destruction: signed, matched, people }: Request<"approveDestruction">,
): Promise<Uint8Array> {
  const known = await successions(practice, people);
  const said = proposed(known, signed);
  const { account } = keeper.unlocked;
  if (!equal(said.approvedBy, account)) throw new ProofError("unknown_member");
  await checkMatched(practice, matched, said);
  return keysOf(keeper.unlocked, personOf(known, account).newest.bundle).signing.sign(signed.body);
}

/** ProofError("foreign_conversation") unless certifiers matched this client to all of them: the service's list alone is no reason to sign. */
async function checkMatched(
  practice: Practice,
  { matches, people }: port.Matched,
  { client, conversations }: Pick<Destruction, "client" | "conversations">,
): Promise<void> {
  const known = await successions(practice, people);
  const theirs = matches.flatMap((signed) => conversationsOf(practice, known, client, signed));
  const foreign = conversations.some(({ conversation }) => !theirs.some((each) => equal(each, conversation)));
  if (foreign) throw new ProofError("foreign_conversation");
}

/** None where the match does not hold, or is another client's. */
function conversationsOf(practice: Practice, known: People, client: Uint8Array, signed: SignedBody): Uint8Array[] {
  try {
    const { match } = matchOf(practice, known, signed);
    return equal(clientOf(match), client) ? [match.conversation] : [];
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    return [];
  }
}

async function reasoned(
  practice: Practice,
  readers: Request<"signHold">["readers"],
  values: Values,
  random: Random,
): Promise<{
  readonly own: Awaited<ReturnType<typeof officersOf>>[number];
  readonly paper: Awaited<ReturnType<typeof sealPaper>>;
}> {
  const { bundle: own } = await practice.certified(readers.own);
  const officers = await officersOf(practice, readers.officers);
  return { own, paper: await sealPaper(filled("hold", values, random), unique([own, ...officers]), random) };
}

async function reasonOf(keeper: Keeper, hash: Uint8Array, sealed: OwnPaper | null): Promise<Values | null> {
  if (sealed === null) return null;
  const paper = await openOwn(keeper, hash, sealed);
  checkPaper(paper, hash, "hold", paper.version);
  return valuesOf(paper);
}

async function provedLift(
  keeper: Keeper,
  known: People,
  hold: Hold,
  signed: SignedBody,
  paper: OwnPaper | null,
): Promise<NonNullable<port.ShownHold["lifted"]>> {
  const { liftedBy: by } = readLift(signed.body);
  const lift = underEach(personOf(known, by), (certified) => verifyLift(signed, certified, hold));
  return { by, at: lift.at, values: await reasonOf(keeper, lift.reasonHash, paper) };
}

function proposed(known: People, signed: SignedBody): Destruction {
  const { by } = readDestruction(signed.body);
  return underEach(personOf(known, by), (certified) => verifyProposed(signed, certified));
}

function agreed(known: People, signed: SignedBody, approval: Uint8Array): Destruction {
  const { by, approvedBy } = readDestruction(signed.body);
  return underEach(personOf(known, by), (one) =>
    underEach(personOf(known, approvedBy), (other) => verifyDestruction(signed, approval, one, other)),
  );
}

/** By whichever of the service's certified keys signed it. */
function certified(
  known: People,
  destruction: SignedBody,
  signed: SignedBody,
): NonNullable<port.ShownDestruction["certificate"]> {
  const systems = [...known.values()].filter(({ newest }) => newest.role === "system").flatMap(({ all }) => all);
  const { hash, erased, backupsEndAt, at } = underAny(systems, (system) =>
    verifyDestroyed(signed, system, destruction),
  );
  return { hash, erased, backupsEndAt, at };
}
