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
import { bodyHash, type SignedBody } from "../crypto/signing.ts";
import { keysOf } from "./card.ts";
import type { Keeper } from "./keeper.ts";
import { type People, personOf, underEach } from "./order_bases.ts";
import { successions } from "./order_check.ts";
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
  { own, approver, retention, now, ...said }: Request<"signDestruction">,
  random: Random,
): Promise<SignedBody> {
  const [mine, theirs] = [await practice.certified(own), await practice.certified(approver)];
  if (theirs.role !== "officer" && theirs.role !== "owner") throw new ProofError("unlawful_role");
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
  { destruction: signed, people }: Request<"approveDestruction">,
): Promise<Uint8Array> {
  const known = await successions(practice, people);
  const { approvedBy } = proposed(known, signed);
  const { account } = keeper.unlocked;
  if (!equal(approvedBy, account)) throw new ProofError("unknown_member");
  return keysOf(keeper.unlocked, personOf(known, account).newest.bundle).signing.sign(signed.body);
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
  for (const person of known.values()) {
    if (person.newest.role !== "system") continue;
    try {
      const { hash, erased, backupsEndAt, at } = underEach(person, (system) =>
        verifyDestroyed(signed, system, destruction),
      );
      return { hash, erased, backupsEndAt, at };
    } catch (error) {
      if (!(error instanceof ProofError && error.reason === "bad_signature")) throw error;
    }
  }
  throw new ProofError("bad_signature");
}
