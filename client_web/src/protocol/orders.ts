import {
  bytes,
  list,
  MalformedDocument,
  number,
  object,
  orNull,
  parsePerson,
  parseSignedBody,
  type Person,
  type SignedBody,
} from "./documents.ts";

/** Release orders in the JSON of the HTTP interface (protocol.md §1.9). */

/** Where an order stands; only one that is `open` is good for anything. */
const ORDER_STATES = ["proposed", "open", "expired", "fulfilled", "withdrawn"] as const;
export type OrderState = (typeof ORDER_STATES)[number];

/** An *order*. `approval` is null until its approver has signed. Times are Unix milliseconds. */
export interface OrderDocument {
  readonly order: SignedBody;
  readonly basis: SignedBody;
  readonly approval: Uint8Array | null;
  readonly state: OrderState;
  readonly madeAt: number;
  readonly approvedAt: number | null;
  readonly answers: readonly SignedBody[];
  readonly outcome: SignedBody | null;
  /** Who gave how many shares. */
  readonly contributed: readonly { readonly custodian: Uint8Array; readonly shares: number }[];
}

export interface OrdersDocument {
  readonly orders: readonly OrderDocument[];
  readonly people: readonly Person[];
}

/** A deposit; `sealed` is the caller's own share, null for who is no custodian. */
export interface ShownDeposit {
  readonly deposit: SignedBody;
  readonly sealed: Uint8Array | null;
}

/** What a custodian handed on; `sealed` is the caller's own share of it, null for who is no custodian. */
export interface ShownHanding {
  readonly handing: SignedBody;
  readonly sealed: Uint8Array | null;
}

/** An order and everything that shows whether it is lawful. `words`: the officer's, sealed to the caller. */
export interface MaterialDocument {
  readonly order: OrderDocument;
  readonly match: SignedBody | null;
  readonly epochs: readonly SignedBody[];
  readonly deposits: readonly ShownDeposit[];
  readonly handings: readonly ShownHanding[];
  readonly words: { readonly notice: SignedBody; readonly sealed: Uint8Array } | null;
  readonly people: readonly Person[];
}

/** A custodian's word, and their share sealed to the recipient. */
export interface GivenDocument {
  readonly word: SignedBody;
  readonly sealed: Uint8Array;
}

/** Epochs of one conversation that stand with the custodians of one manifest, and with nobody after them. */
export interface StandingRecordDocument {
  readonly match: SignedBody;
  readonly manifestHash: Uint8Array;
  readonly epochs: readonly SignedBody[];
}

/** Some of what stands with earlier custodians only; how many epochs of how many conversations in all. `manifest` is the one in force. */
export interface StandingDocument {
  readonly records: readonly StandingRecordDocument[];
  readonly epochs: number;
  readonly conversations: number;
  readonly manifest: SignedBody;
  readonly people: readonly Person[];
}

/** A client's conversation; `deposits` counts those for each epoch under the manifest in force. */
export interface OrderableDocument {
  readonly match: SignedBody;
  readonly epochs: readonly { readonly header: SignedBody; readonly deposits: number }[];
}

export interface OrderablesDocument {
  readonly conversations: readonly OrderableDocument[];
  readonly people: readonly Person[];
}

/** What the sender of an envelope signed, without the words. */
export interface OutsideDocument {
  readonly headerBytes: Uint8Array;
  readonly nonce: Uint8Array;
  readonly ciphertextHash: Uint8Array;
  readonly signature: Uint8Array;
}

/** An entry of the record, and the head before it: whole, or, where the order's basis does not cover it, from outside alone. */
export interface EntryDocument {
  readonly sequence: number;
  readonly time: number;
  readonly kind: number;
  readonly payload: Uint8Array | null;
  readonly outside: OutsideDocument | null;
  readonly anchor: Uint8Array;
}

/** An epoch that other custodians keep, and the caller's own wrap of it (GET /messaging/v1/deposits). */
export interface OwedDocument extends SignedBody {
  readonly wrap: Uint8Array;
}

/** @throws MalformedDocument */
export function parseOwed(value: unknown): readonly OwedDocument[] {
  return list(object(value)["owed"], (item) => {
    const json = object(item);
    return { body: bytes(json["header"]), signature: bytes(json["signature"]), wrap: bytes(json["wrap"]) };
  });
}

/** @throws MalformedDocument */
export function parseOrders(value: unknown): OrdersDocument {
  const json = object(value);
  return { orders: list(json["orders"], parseOrder), people: list(json["people"], parsePerson) };
}

/** @throws MalformedDocument */
export function parseMaterial(value: unknown): MaterialDocument {
  const json = object(value);
  return {
    order: parseOrder(json["order"]),
    match: orNull(json["match"], parseSignedBody),
    epochs: list(json["epochs"], parseSignedBody),
    deposits: list(json["deposits"], (item) => {
      const deposit = object(item);
      return { deposit: parseSignedBody(deposit["deposit"]), sealed: orNull(deposit["sealed"], bytes) };
    }),
    handings: list(json["handings"], (item) => {
      const handing = object(item);
      return { handing: parseSignedBody(handing["handing"]), sealed: orNull(handing["sealed"], bytes) };
    }),
    words: orNull(json["words"], (item) => {
      const words = object(item);
      return { notice: parseSignedBody(words["notice"]), sealed: bytes(words["sealed"]) };
    }),
    people: list(json["people"], parsePerson),
  };
}

/** @throws MalformedDocument */
export function parseGiven(value: unknown): readonly GivenDocument[] {
  return list(object(value)["contributions"], (item) => {
    const json = object(item);
    return { word: parseSignedBody(json["word"]), sealed: bytes(json["sealed"]) };
  });
}

/** @throws MalformedDocument */
export function parseOrderables(value: unknown): OrderablesDocument {
  const json = object(value);
  return { conversations: list(json["conversations"], parseOrderable), people: list(json["people"], parsePerson) };
}

/** @throws MalformedDocument */
export function parseStanding(value: unknown): StandingDocument {
  const json = object(value);
  return {
    records: list(json["records"], (item) => {
      const record = object(item);
      return {
        match: parseSignedBody(record["match"]),
        manifestHash: bytes(record["manifest_hash"]),
        epochs: list(record["epochs"], parseSignedBody),
      };
    }),
    epochs: number(json["epochs"]),
    conversations: number(json["conversations"]),
    manifest: parseSignedBody(json["manifest"]),
    people: list(json["people"], parsePerson),
  };
}

/** @throws MalformedDocument */
export function parseEntries(value: unknown): readonly EntryDocument[] {
  return list(object(value)["entries"], (item) => {
    const json = object(item);
    return {
      sequence: number(json["sequence"]),
      time: number(json["time"]),
      kind: number(json["kind"]),
      payload: orNull(json["payload"], bytes),
      outside: orNull(json["outside"], parseOutside),
      anchor: bytes(json["anchor"]),
    };
  });
}

function parseOutside(value: unknown): OutsideDocument {
  const json = object(value);
  return {
    headerBytes: bytes(json["header"]),
    nonce: bytes(json["nonce"]),
    ciphertextHash: bytes(json["hash"]),
    signature: bytes(json["signature"]),
  };
}

function parseOrder(value: unknown): OrderDocument {
  const json = object(value);
  const state = ORDER_STATES.find((each) => each === json["state"]);
  if (state === undefined) throw new MalformedDocument();
  return {
    order: parseSignedBody(json["order"]),
    basis: parseSignedBody(json["basis"]),
    approval: orNull(json["approval"], bytes),
    state,
    madeAt: number(json["made_at"]),
    approvedAt: orNull(json["approved_at"], number),
    answers: list(json["answers"], parseSignedBody),
    outcome: orNull(json["outcome"], parseSignedBody),
    contributed: list(json["contributed"], (item) => {
      const gave = object(item);
      return { custodian: bytes(gave["custodian"]), shares: number(gave["shares"]) };
    }),
  };
}

function parseOrderable(value: unknown): OrderableDocument {
  const json = object(value);
  return {
    match: parseSignedBody(json["match"]),
    epochs: list(json["epochs"], (item) => {
      const epoch = object(item);
      return { header: parseSignedBody(epoch["header"]), deposits: number(epoch["deposits"]) };
    }),
  };
}
