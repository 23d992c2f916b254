import { equal } from "../bytes/equal.ts";
import { toHex } from "../bytes/hex.ts";
import { same } from "../crypto/checks.ts";
import { readEpochHeader } from "../crypto/epoch.ts";
import { makeHanding } from "../crypto/handing.ts";
import { sha256 } from "../crypto/hashing.ts";
import { DAY_MS, MAX_EPOCHS } from "../crypto/order.ts";
import { makeOutcome } from "../crypto/order_answer.ts";
import { ProofError } from "../crypto/proof.ts";
import type { Random } from "../crypto/random.ts";
import type { StandingRecordDocument } from "../protocol/orders.ts";
import { keysOf } from "./card.ts";
import type { MadeOrder } from "./custody_port.ts";
import type { Keeper } from "./keeper.ts";
import { handersOf, lawfulOrder, type LawfulOrder, matchOf, successions } from "./order_check.ts";
import { clientOf, memberHeader, type People, personOf } from "./order_bases.ts";
import { makeOrder, officerOf, type Scope } from "./ordering.ts";
import type { Practice } from "./practice.ts";
import { heldBy } from "./release.ts";
import type * as port from "./succession_port.ts";

/** Old custodians hand on to new ones what nobody deposits anew (crypto.md §7.5). */

type Request<M extends keyof port.SuccessionPort> = Parameters<port.SuccessionPort[M]>[0];

/** An order of this kind is good for 30 days at most. */
const LASTS = 29 * DAY_MS;

/** See SuccessionPort.readStanding. */
export async function readStanding(
  practice: Practice,
  { records, people: shown }: Request<"readStanding">,
): Promise<readonly port.StandingRecord[]> {
  const people = await successions(practice, shown);
  return records.map((record) => standingOf(practice, people, record));
}

function standingOf(practice: Practice, people: People, record: StandingRecordDocument): port.StandingRecord {
  const { match, members } = matchOf(practice, people, record.match);
  const therapist = match.participants.find(({ role }) => role === "therapist");
  if (therapist === undefined) throw new ProofError("missing_member");
  const times = record.epochs.map((header) => memberHeader(members, match.conversation, header).openedAt);
  return {
    client: clientOf(match),
    therapist: therapist.account,
    epochs: times.length,
    from: Math.min(...times),
    until: Math.max(...times),
  };
}

/** See SuccessionPort.orderSuccession. */
export async function orderSuccession(
  keeper: Keeper,
  practice: Practice,
  { own, approver, record, manifest, now }: Request<"orderSuccession">,
  random: Random,
): Promise<MadeOrder> {
  const officer = await officerOf(keeper, practice, own);
  same(sha256(manifest.body), practice.custody.manifest.hash, "wrong_manifest");
  const scope: Scope = {
    basis: "succession",
    basisBody: manifest,
    conversation: conversationOf(record),
    headers: record.epochs.slice(0, MAX_EPOCHS).map(({ body }) => sha256(body)),
    recipient: officer.own,
    approver: await practice.certified(approver),
    lasting: LASTS,
    manifestHash: record.manifestHash,
  };
  return { ...makeOrder(practice, officer, scope, now, random), basis: manifest, drill: null, notices: [] };
}

function conversationOf({ epochs: [first] }: StandingRecordDocument): Uint8Array {
  if (first === undefined) throw new ProofError("foreign_epoch");
  return readEpochHeader(first.body).conversation;
}

/** See SuccessionPort.handOn. */
export async function handOn(
  keeper: Keeper,
  practice: Practice,
  { material, now }: Request<"handOn">,
  random: Random,
): Promise<{ readonly handings: readonly port.MadeHanding[]; readonly faults: number }> {
  const lawful = await lawfulSuccession(practice, material, now);
  const { account } = keeper.unlocked;
  const named = lawful.manifest.custodians.find((custodian) => equal(custodian.account, account));
  if (named === undefined) throw new ProofError("unknown_member");
  const keys = keysOf(keeper.unlocked, personOf(lawful.people, account).at(named.bundleHash).bundle);
  const { held, faults } = await heldBy(lawful, account, keys);
  const handings: port.MadeHanding[] = [];
  for (const { deposit, shareBody } of held) {
    // What one has handed on already stands: said once more, it would say something else.
    if (handersOf(lawful, deposit).has(toHex(account))) continue;
    const given = { deposit, held: shareBody };
    const made = await makeHanding(keys.signing, account, lawful.order, given, practice.custody, now, random);
    handings.push({ handing: made.signed, sealedShares: made.sealedShares });
  }
  return { handings, faults };
}

/** See SuccessionPort.signHandedOn. */
export async function signHandedOn(
  keeper: Keeper,
  practice: Practice,
  { material, now }: Request<"signHandedOn">,
): Promise<{ readonly handed: number; readonly of: number; readonly outcome: ReturnType<typeof makeOutcome> }> {
  const lawful = await lawfulSuccession(practice, material, now);
  const opened = handedOn(lawful);
  const { signing } = keysOf(keeper.unlocked, lawful.recipient);
  const { account: recipient } = lawful.recipient;
  const outcome = makeOutcome(signing, { orderHash: lawful.order.hash, recipient, opened, named: [], at: now });
  return { handed: opened.length, of: lawful.headers.length, outcome };
}

async function lawfulSuccession(
  practice: Practice,
  material: Request<"handOn">["material"],
  now: number,
): Promise<LawfulOrder> {
  const lawful = await lawfulOrder(practice, material, true, now);
  if (lawful.order.basis !== "succession") throw new ProofError("wrong_basis");
  return lawful;
}

/** The epochs of which enough custodians of the order's manifest have handed on a deposit. */
function handedOn(lawful: LawfulOrder): readonly Uint8Array[] {
  const { manifest, headers, deposits } = lawful;
  const whole = deposits.filter(({ deposit }) => handersOf(lawful, deposit).size >= manifest.k);
  return headers.map(({ hash }) => hash).filter((hash) => whole.some(({ deposit }) => equal(deposit.headerHash, hash)));
}
