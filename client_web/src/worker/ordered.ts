import { equal } from "../bytes/equal.ts";
import { toHex } from "../bytes/hex.ts";
import { readConsent } from "../crypto/consent.ts";
import type { EpochKeys } from "../crypto/epoch.ts";
import { sha256 } from "../crypto/hashing.ts";
import type { Match } from "../crypto/match.ts";
import { makeOutcome } from "../crypto/order_answer.ts";
import { type Basis, DAY_MS } from "../crypto/order.ts";
import { same } from "../crypto/checks.ts";
import { readProcess } from "../crypto/process.ts";
import { ProofError } from "../crypto/proof.ts";
import type { Random } from "../crypto/random.ts";
import { type SignedBody, type SigningKey, writeSignedBody } from "../crypto/signing.ts";
import type { OrderDocument } from "../protocol/orders.ts";
import type { TranscriptEntry } from "../protocol/frames.ts";
import { keysOf } from "./card.ts";
import { Conversation } from "./conversation.ts";
import { basisOf } from "./copy.ts";
import type { CopySource } from "./copy_source.ts";
import type { MadeOrder } from "./custody_port.ts";
import type { Keeper } from "./keeper.ts";
import { Members } from "./members.ts";
import { lawfulOrder, type LawfulOrder } from "./order_check.ts";
import { clientOf, personOf } from "./order_bases.ts";
import { makeOrder, officerOf, type Scope } from "./ordering.ts";
import type { Gathered, OrderedPort } from "./ordered_port.ts";
import { OrderedRecord } from "./ordered_record.ts";
import type { OpenedEntries } from "./port.ts";
import type { Practice } from "./practice.ts";
import { openEntries } from "./reading.ts";
import { RecordLog } from "./record_log.ts";
import { combine, type Combined } from "./release.ts";

/** What an order opened, as the source of a package (crypto.md §7.3, §13.2): proved like any record, as far as it is shown. */

type Request<M extends keyof OrderedPort> = Parameters<OrderedPort[M]>[0];

const LASTS = 30 * DAY_MS;

/** On which bases packages are made; a drill opens nobody's words. */
const PACKED: ReadonlySet<Basis> = new Set<Basis>(["consent", "legal", "emergency"]);

/** What an order opened is all that there is. */
const NOTHING = { of: () => null };

/** See OrderedPort.orderConsented. */
export async function orderConsented(
  keeper: Keeper,
  practice: Practice,
  { own, approver, client, consent: signed, headers, now }: Request<"orderConsented">,
  random: Random,
): Promise<MadeOrder> {
  const officer = await officerOf(keeper, practice, own);
  const consent = readConsent(signed.body);
  if (consent.maker === "client") throw new ProofError("wrong_basis");
  const scope: Scope = {
    basis: "consent",
    basisBody: signed,
    conversation: consent.conversation,
    headers,
    recipient: consent.maker === "return" ? await practice.certified(client) : officer.own,
    approver: await practice.certified(approver),
    lasting: LASTS,
  };
  return { ...makeOrder(practice, officer, scope, now, random), basis: signed, drill: null, notices: [] };
}

/** Where a source comes from: whoever is the recipient, the practice as it is trusted, the order and its epochs as they were signed. */
interface Origin {
  readonly keeper: Keeper;
  readonly practice: Practice;
  readonly service: string;
  readonly lawful: LawfulOrder;
  readonly document: OrderDocument;
  readonly match: Match;
  readonly epochs: readonly SignedBody[];
  readonly random: Random;
}

/** The entries of opened epochs. Each run of them is read like a transcript from its middle; what lies between is not shown. */
export class OrderedSource implements CopySource {
  readonly #origin: Origin;
  readonly #combined: Combined;
  #reading: Conversation;
  #next = 0;

  constructor(origin: Origin, combined: Combined) {
    this.#origin = origin;
    this.#combined = combined;
    this.#reading = this.#begin();
  }

  get match(): Match {
    return this.#origin.match;
  }

  get account(): Uint8Array {
    return this.#origin.lawful.recipient.account;
  }

  get bundleHash(): Uint8Array {
    return this.#origin.lawful.recipient.hash;
  }

  get signing(): SigningKey {
    const { keeper, lawful } = this.#origin;
    return keysOf(keeper.unlocked, lawful.recipient).signing;
  }

  /** A client's copy of what is their own rests on nobody's word but theirs. */
  get vouchers(): readonly Uint8Array[] {
    const { order } = this.#origin.lawful;
    return this.#isOwn ? [] : [order.officer, order.approver, ...this.#servers()];
  }

  get records(): readonly Uint8Array[] {
    const { order, approval, basis } = this.#origin.document;
    if (this.#isOwn || approval === null) return [];
    const served = this.#origin.lawful.order.basis === "legal" ? [basis] : [];
    return [order, { body: order.body, signature: approval }, ...served].map(writeSignedBody);
  }

  /** What the service has to give of it. */
  record(): OrderedRecord {
    return new OrderedRecord(this.#origin.lawful);
  }

  open(anchor: Uint8Array, entries: readonly TranscriptEntry[]): OpenedEntries {
    const [first, last] = [entries[0], entries.at(-1)];
    if (first !== undefined && first.sequence !== this.#next) this.#reading = this.#begin();
    const opened = openEntries(this.#reading, anchor, entries);
    this.#next = (last?.sequence ?? 0) + 1;
    return opened;
  }

  isLost(): boolean {
    return false;
  }

  keys(epoch: number): EpochKeys {
    return this.#reading.epochs.keys(epoch);
  }

  get #isOwn(): boolean {
    return equal(this.account, clientOf(this.match));
  }

  #servers(): readonly Uint8Array[] {
    const { lawful, document } = this.#origin;
    if (lawful.order.basis !== "legal") return [];
    const { officer, approver } = readProcess(document.basis.body);
    return [officer, approver];
  }

  #begin(): Conversation {
    const { keeper, practice, service, lawful, match, epochs, random } = this.#origin;
    const first = new Map(match.participants.map(({ account, bundleHash }) => [toHex(account), bundleHash]));
    const people = match.participants.map(({ account }) => personOf(lawful.people, account));
    const conversation = new Conversation({
      match,
      members: new Members(match.conversation, first, people),
      practice: () => practice,
      self: () => keeper.unlocked,
      instance: new Uint8Array(),
      random,
      log: new RecordLog(service),
      reader: null,
      returned: NOTHING,
    });
    for (const signed of epochs) {
      const header = conversation.epochs.take(signed);
      const keys = this.#combined.keys.get(toHex(header.hash));
      if (keys !== undefined) conversation.epochs.keep(keys);
    }
    return conversation;
  }
}

/** An order's shares, brought together: what they came to, and the source of a copy once all of it is open. */
export interface Opened {
  readonly gathered: Gathered;
  readonly source: OrderedSource | null;
  /** Of a client's own record: they read with these what was sealed to keys that they lost. */
  readonly returned: readonly EpochKeys[];
  /** The match, as it was signed. */
  readonly match: SignedBody;
}

/** See OrderedPort.beginOrderedCopy. `wrong_basis` when the copy is to be handed out on another consent than the order's. */
export async function gather(
  keeper: Keeper,
  practice: Practice,
  service: string,
  { material, given, copy }: Request<"beginOrderedCopy">,
  random: Random,
): Promise<Opened> {
  const lawful = await lawfulOrder(practice, material, true, copy.now);
  const { match } = lawful;
  if (match === null || material.match === null) throw new ProofError("foreign_conversation");
  checkPurpose(lawful, match, copy);
  const keys = keysOf(keeper.unlocked, lawful.recipient);
  const combined = await combine(lawful, keys, given);
  const opened = lawful.headers.map(({ hash }) => hash).filter((hash) => combined.keys.has(toHex(hash)));
  const { account } = lawful.recipient;
  const said = { orderHash: lawful.order.hash, recipient: account, opened, named: combined.named, at: copy.now };
  const whole = opened.length === lawful.headers.length;
  const origin = {
    keeper,
    practice,
    service,
    lawful,
    document: material.order,
    match,
    epochs: material.epochs,
    random,
  };
  return {
    gathered: {
      opened: opened.length,
      of: lawful.headers.length,
      named: combined.named.map(({ depositId, custodian }) => ({
        deposit: depositId,
        custodian: custodian.length === 0 ? null : custodian,
      })),
      outcome: makeOutcome(keys.signing, said),
    },
    source: whole ? new OrderedSource(origin, combined) : null,
    returned: equal(account, clientOf(match)) ? [...combined.keys.values()] : [],
    match: material.match,
  };
}

/** What goes to somebody else rests on the very consent, or process, of the order; without one it is the client's own copy. */
function checkPurpose(
  { order, recipient }: LawfulOrder,
  match: Match,
  copy: Request<"beginOrderedCopy">["copy"],
): void {
  if (!PACKED.has(order.basis)) throw new ProofError("wrong_basis");
  const own = equal(recipient.account, clientOf(match));
  if (copy.release === undefined) {
    if (!own) throw new ProofError("wrong_basis");
  } else {
    const { basis, signed } = basisOf(copy.release);
    if (own || basis !== order.basis) throw new ProofError("wrong_basis");
    same(sha256(signed.body), order.basisHash, "wrong_basis");
  }
}
