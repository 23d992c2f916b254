import { equal } from "../bytes/equal.ts";
import { toHex } from "../bytes/hex.ts";
import type { AccountKeys } from "../crypto/account.ts";
import type { Content } from "../crypto/content.ts";
import type { Deposit } from "../crypto/deposit.ts";
import { type Envelope, openEnvelope, parseEnvelope } from "../crypto/envelope.ts";
import type { EpochKeys } from "../crypto/epoch.ts";
import { openHeld } from "../crypto/handing.ts";
import { combineShares } from "../crypto/opening.ts";
import {
  contribute,
  type Contributed,
  openContribution,
  readContributed,
  verifyContribution,
} from "../crypto/order.ts";
import type { Named } from "../crypto/order_answer.ts";
import { examineHeld } from "../crypto/regaining.ts";
import { ProofError } from "../crypto/proof.ts";
import type { Random } from "../crypto/random.ts";
import type { TranscriptEntry } from "../protocol/frames.ts";
import type { EntryDocument, GivenDocument } from "../protocol/orders.ts";
import type { GivenShares, ReleasedMessage } from "./custody_port.ts";
import type { LawfulOrder } from "./order_check.ts";
import { personOf, underOneOf } from "./order_bases.ts";
import { OrderedRecord } from "./ordered_record.ts";

/** Opening what was ordered (crypto.md §7.3): shares of one deposit meet here and nowhere else, and what does not fit is named. */

const ENVELOPE = 2;

/** What contributions amount to: keys by hexadecimal header hash, and what was not as it should be. Secret. */
export interface Combined {
  readonly keys: ReadonlyMap<string, EpochKeys>;
  readonly named: readonly Named[];
}

/** A custodian's shares of everything that a lawful order opens, sealed to its recipient; `keys` are of the bundle its manifest names. */
export async function give(
  lawful: LawfulOrder,
  custodian: Uint8Array,
  keys: AccountKeys,
  now: number,
  random: Random,
): Promise<GivenShares> {
  const { order, recipient } = lawful;
  if (order.basis === "succession") throw new ProofError("wrong_basis");
  const { held, faults } = await heldBy(lawful, custodian, keys);
  const contributions: GivenDocument[] = [];
  for (const given of held) {
    const made = await contribute(keys.signing, custodian, order, recipient, given, now, random);
    contributions.push({ word: made.signed, sealed: made.sealed });
  }
  return { contributions, faults };
}

/** What a custodian holds of each deposit (secret), and of how many there is nothing that opens. */
export async function heldBy(
  { order, deposits, handings }: LawfulOrder,
  custodian: Uint8Array,
  keys: AccountKeys,
): Promise<{ readonly held: readonly { deposit: Deposit; shareBody: Uint8Array }[]; readonly faults: number }> {
  const held: { deposit: Deposit; shareBody: Uint8Array }[] = [];
  let faults = 0;
  for (const { deposit, sealed } of deposits) {
    try {
      const kept = { deposit, sealed, handings };
      held.push({ deposit, shareBody: await openHeld(keys.sealing, custodian, order.manifestHash, kept) });
    } catch (error) {
      if (!(error instanceof ProofError)) throw error;
      faults += 1;
    }
  }
  return { held, faults };
}

/** The epochs of which k custodians gave their share of one deposit. `keys` are those of the recipient's bundle that the order names. */
export async function combine(
  lawful: LawfulOrder,
  keys: AccountKeys,
  given: readonly GivenDocument[],
): Promise<Combined> {
  const named = new Names();
  for (const deposit of lawful.garbage) named.add(deposit, new Uint8Array());
  const shares = await sharesOf(lawful, keys, given, named);
  const handings = lawful.handings.map(({ handing }) => handing);
  const opened = new Map<string, EpochKeys>();
  for (const { deposit } of lawful.deposits) {
    const held = shares.get(toHex(deposit.depositId)) ?? new Map<string, Uint8Array>();
    const { good, bad } = await examineHeld(deposit, lawful.order.manifestHash, handings, held);
    for (const custodian of bad) named.add(deposit.depositId, custodian);
    const header = lawful.headers.find(({ hash }) => equal(hash, deposit.headerHash));
    if (header === undefined || good.length < deposit.k) continue;
    try {
      opened.set(toHex(header.hash), await combineShares(deposit, header, good));
    } catch (error) {
      if (!(error instanceof ProofError)) throw error;
      named.add(deposit.depositId, new Uint8Array());
    }
  }
  return { keys: opened, named: named.all };
}

/**
 * The messages among these entries, which are all of the order's, that stand in opened epochs.
 *
 * @throws ProofError as of `OrderedRecord`, and those of the content
 */
export function openMessages(
  lawful: LawfulOrder,
  { keys }: Combined,
  entries: readonly EntryDocument[],
): readonly ReleasedMessage[] {
  if (lawful.match === null) return [];
  const hashes = new Map(lawful.headers.map(({ epoch, hash }) => [epoch, toHex(hash)]));
  const record = new OrderedRecord(lawful);
  const { runs } = record.take(entries);
  record.end();
  const whole = runs.flatMap((run) => run.entries).filter(({ kind }) => kind === ENVELOPE);
  return whole.flatMap((entry) => {
    const envelope = parseEnvelope(entry.payload);
    const secret = keys.get(hashes.get(envelope.header.epoch) ?? "");
    return secret === undefined ? [] : [messageOf(entry, envelope, secret)];
  });
}

function messageOf({ sequence, time }: TranscriptEntry, envelope: Envelope, keys: EpochKeys): ReleasedMessage {
  const content = openEnvelope(envelope, keys);
  const subject = content.kind === "letter" ? content.subject : "";
  return { sequence, time, sender: envelope.header.sender, kind: content.kind, subject, text: textOf(content) };
}

/** Where somebody was and whom to call is what is looked for in an emergency. */
function textOf(content: Content): string {
  if (content.kind === "text" || content.kind === "letter") return content.text;
  if (content.kind !== "check-in") return "";
  return [content.place, content.telephone, content.contact].filter((said) => said !== "").join("\n");
}

/** What custodians of the manifest gave for deposits of the order, by deposit; whoever gave what does not open is named. */
async function sharesOf(
  lawful: LawfulOrder,
  keys: AccountKeys,
  given: readonly GivenDocument[],
  named: Names,
): Promise<ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>> {
  const shares = new Map<string, Map<string, Uint8Array>>();
  for (const each of given) {
    const said = readContributed(each.word.body);
    if (!isAsked(lawful, said)) continue;
    try {
      const word = wordOf(lawful, each, said.custodian);
      const share = await openContribution(keys.sealing, word, each.sealed);
      const deposit = toHex(said.depositId);
      shares.set(deposit, (shares.get(deposit) ?? new Map<string, Uint8Array>()).set(toHex(said.custodian), share));
    } catch (error) {
      if (!(error instanceof ProofError)) throw error;
      named.add(said.depositId, said.custodian);
    }
  }
  return shares;
}

function wordOf(lawful: LawfulOrder, { word, sealed }: GivenDocument, custodian: Uint8Array): Contributed {
  return underOneOf(personOf(lawful.people, custodian), (bundle) =>
    verifyContribution(word, sealed, bundle, lawful.order.hash),
  );
}

/** A custodian of the order's manifest, on one of its deposits. */
function isAsked({ manifest, deposits }: LawfulOrder, said: Contributed): boolean {
  const custodian = manifest.custodians.some(({ account }) => equal(account, said.custodian));
  return custodian && deposits.some(({ deposit }) => equal(deposit.depositId, said.depositId));
}

/** What did not fit, each once. */
class Names {
  readonly #named = new Map<string, Named>();

  add(depositId: Uint8Array, custodian: Uint8Array): void {
    this.#named.set(`${toHex(depositId)} ${toHex(custodian)}`, { depositId, custodian });
  }

  get all(): readonly Named[] {
    return [...this.#named.values()];
  }
}
