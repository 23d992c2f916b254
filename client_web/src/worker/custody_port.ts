import type { ScopeKind } from "../crypto/consent.ts";
import type { Part2Section, ProcessKind } from "../crypto/process.ts";
import type { ProofReason } from "../crypto/proof.ts";
import type { Basis } from "../crypto/order.ts";
import type { OrderWord } from "../crypto/order_answer.ts";
import type { Person, SignedBody } from "../protocol/documents.ts";
import type {
  EntryDocument,
  GivenDocument,
  MaterialDocument,
  OrderableDocument,
  OrderDocument,
  OwedDocument,
} from "../protocol/orders.ts";
import type { NoticeToSend } from "./matching_port.ts";
import type { Outcome } from "./port.ts";

/**
 * The part of the worker's door that concerns custody (crypto.md §7.3). All of it needs trustPractice first. Whatever is given or signed
 * here was checked here, from signatures alone.
 */

/** What an order says, its officer's signature verified, and nothing more. */
export interface ReadOrder {
  readonly orderId: Uint8Array;
  readonly basis: Basis;
  readonly officer: Uint8Array;
  readonly approver: Uint8Array;
  readonly recipient: Uint8Array;
  readonly epochs: number;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** Custodians who said that they give nothing. */
  readonly declined: readonly Uint8Array[];
  /** What its recipient says came of it; null while they have not. */
  readonly opened: number | null;
}

/** Each order for itself: one that does not hold is named, and spoils no other. */
export type ReadOrders = readonly (
  { readonly ok: true; readonly order: ReadOrder } | { readonly ok: false; readonly reason: ProofReason }
)[];

/** An order of which everything holds, in what people need to decide. `client` is null for a drill. */
export interface CheckedOrder extends ReadOrder {
  readonly conversation: Uint8Array;
  readonly basisHash: Uint8Array;
  readonly client: Uint8Array | null;
  /** The epochs it opens, oldest first. */
  readonly spans: readonly { readonly kind: "session" | "thread"; readonly openedAt: number }[];
  /** How many of how many custodians open it. */
  readonly k: number;
  readonly n: number;
  /** Deposits that do not hold from outside. */
  readonly garbage: number;
  /** Of how many deposits this account, a custodian of before, has not handed on what they hold; 0 under any other order. */
  readonly left: number;
  /** What consent or process covers; null where the order rests on neither. `served`: what a court or an agency sent. */
  readonly covers: {
    readonly kinds: readonly ScopeKind[];
    readonly from: number;
    readonly until: number;
    readonly served: { readonly kind: ProcessKind; readonly section: Part2Section } | null;
  } | null;
  /** The officer's words, and whether they are signed for this order; null when there are none for this account. */
  readonly words: { readonly text: string; readonly bound: boolean } | null;
}

/** What a custodian gives, and of how many deposits the share sealed to them is none. */
export interface GivenShares {
  readonly contributions: readonly GivenDocument[];
  readonly faults: number;
}

/** The epoch of a drill, and the officer's deposit for it. */
export interface MadeDrill {
  readonly header: SignedBody;
  readonly deposit: SignedBody;
  readonly sealedShares: readonly Uint8Array[];
}

/** An order to send. */
export interface MadeOrder {
  readonly orderId: Uint8Array;
  readonly order: SignedBody;
  readonly basis: SignedBody;
  readonly drill: MadeDrill | null;
  readonly notices: readonly NoticeToSend[];
}

/** A message of an opened epoch. */
export interface ReleasedMessage {
  readonly sequence: number;
  readonly time: number;
  readonly sender: Uint8Array;
  readonly kind: string;
  readonly subject: string;
  readonly text: string;
}

/** What contributions amount to. `named`: whose share (null: the whole deposit) was not what it should be. */
export interface OpenedOrder {
  readonly opened: number;
  readonly of: number;
  readonly named: readonly { readonly deposit: Uint8Array; readonly custodian: Uint8Array | null }[];
  readonly messages: readonly ReleasedMessage[];
  /** The recipient's signed word on it. */
  readonly outcome: SignedBody;
}

/** A client's conversation, as an officer may order it: by its epochs, oldest first. */
export interface Orderable {
  readonly conversation: Uint8Array;
  readonly therapist: Uint8Array;
  readonly epochs: readonly {
    readonly headerHash: Uint8Array;
    readonly kind: "session" | "thread";
    readonly openedAt: number;
    /** Somebody entrusted it to the custodians in force. */
    readonly deposited: boolean;
  }[];
}

/** A deposit for an epoch of once, under the custodians in force. */
export interface RenewedDeposit {
  readonly deposit: SignedBody;
  readonly sealedShares: readonly Uint8Array[];
}

export interface CustodyPort {
  /** Deposits anew for epochs that other custodians keep (§7.4), with the keys by which each names this account. */
  depositAnew(request: {
    readonly owed: readonly OwedDocument[];
    readonly own: Person;
    readonly now: number;
  }): Promise<Outcome<readonly RenewedDeposit[]>>;

  /** What orders say, in their order. */
  readOrders(request: {
    readonly orders: readonly OrderDocument[];
    readonly people: readonly Person[];
  }): Promise<Outcome<ReadOrders>>;

  /** Checks all of an order; `approved`: with its second signature, as custodians and recipients must. */
  checkOrder(request: {
    readonly material: MaterialDocument;
    readonly approved: boolean;
    readonly now: number;
  }): Promise<Outcome<CheckedOrder>>;

  /** Checks an order, and signs it as the second person. */
  approveOrder(request: { readonly material: MaterialDocument; readonly now: number }): Promise<Outcome<Uint8Array>>;

  /** Checks an order, and seals this custodian's shares to its recipient. */
  giveShares(request: { readonly material: MaterialDocument; readonly now: number }): Promise<Outcome<GivenShares>>;

  /** Declines an order, or takes it back. */
  answerOrder(request: {
    readonly order: SignedBody;
    readonly answer: OrderWord;
    readonly now: number;
  }): Promise<Outcome<SignedBody>>;

  /** What there is of a client to order. */
  readOrderables(request: {
    readonly conversations: readonly OrderableDocument[];
    readonly people: readonly Person[];
  }): Promise<Outcome<readonly Orderable[]>>;

  /** An order for an epoch that is made up, in which this account is alone. `own`: this account as the practice shows it. */
  orderDrill(request: {
    readonly own: Person;
    readonly approver: Person;
    readonly now: number;
  }): Promise<Outcome<MadeOrder>>;

  /** An order for exactly these epochs, for a day. `custodians`: those in force, as they are certified now; they and the approver are told why. */
  orderEmergency(request: {
    readonly own: Person;
    readonly approver: Person;
    readonly custodians: readonly Person[];
    readonly client: Uint8Array;
    readonly conversation: Uint8Array;
    readonly headers: readonly Uint8Array[];
    readonly title: string;
    readonly words: string;
    readonly now: number;
  }): Promise<Outcome<MadeOrder>>;

  /** Brings together what custodians gave; their secrets stay in the worker. */
  openOrder(request: {
    readonly material: MaterialDocument;
    readonly given: readonly GivenDocument[];
    readonly entries: readonly EntryDocument[];
    readonly now: number;
  }): Promise<Outcome<OpenedOrder>>;
}
