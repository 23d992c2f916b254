import type { NamedCustodians, SignedBody } from "../protocol/documents.ts";
import type {
  EntryDocument,
  GivenDocument,
  MaterialDocument,
  OrderablesDocument,
  OrdersDocument,
  OwedDocument,
  StandingDocument,
} from "../protocol/orders.ts";
import type { OwnLeaf } from "../protocol/record_log.ts";
import type { MadeOrder, RenewedDeposit } from "../worker/custody_port.ts";
import type { MadeHanding } from "../worker/succession_port.ts";
import type { Answered } from "./ports.ts";

/** What custodians, officers and owners ask of the service (protocol.md §1.9). */
export interface CustodyHttp {
  orders(): Promise<Answered<OrdersDocument>>;
  orderMaterial(order: Uint8Array): Promise<Answered<MaterialDocument>>;
  sendOrder(made: MadeOrder): Promise<Answered<null>>;
  approveOrder(order: Uint8Array, signature: Uint8Array): Promise<Answered<null>>;
  answerOrder(order: Uint8Array, answer: SignedBody): Promise<Answered<null>>;
  /** One of `inParts`. */
  giveShares(order: Uint8Array, given: readonly GivenDocument[]): Promise<Answered<null>>;
  givenShares(order: Uint8Array): Promise<Answered<readonly GivenDocument[]>>;
  /** Entries of the order's epochs behind a sequence; none at the end. */
  orderedEntries(order: Uint8Array, after: number): Promise<Answered<readonly EntryDocument[]>>;
  /** What the log of `size` leaves holds of what the order opens, behind a place (null: from the first); none at the end. */
  orderedLeaves(order: Uint8Array, after: number | null, size: number): Promise<Answered<readonly OwnLeaf[]>>;
  /** A chunk of an attachment of the order's conversation, as it was sent. */
  orderedChunk(order: Uint8Array, attachment: Uint8Array, index: number): Promise<Answered<Uint8Array>>;
  sayOutcome(order: Uint8Array, outcome: SignedBody): Promise<Answered<null>>;
  /** Epochs to deposit for anew, some at a time; none when nothing is owed. */
  owedDeposits(): Promise<Answered<readonly OwedDocument[]>>;
  sendDeposit(made: RenewedDeposit): Promise<Answered<null>>;
  /** What a custodian hands on of one deposit. */
  handOn(order: Uint8Array, made: MadeHanding): Promise<Answered<null>>;
  /** Puts custodians in force to whom enough of those before have agreed. */
  appoint(named: NamedCustodians): Promise<Answered<null>>;
  /** What stands with earlier custodians only. */
  standing(): Promise<Answered<StandingDocument>>;
  orderables(client: Uint8Array): Promise<Answered<OrderablesDocument>>;
}

/** As many contributions as one request holds (protocol.md §1.9), and so many bytes of them unless one has more by itself. */
const GIVEN_AT_ONCE = 24;
const BYTES_AT_ONCE = 65_536;

/** Contributions in parts that one request each holds: what was handed on is longer than a share. */
export function inParts(given: readonly GivenDocument[]): readonly (readonly GivenDocument[])[] {
  const parts: GivenDocument[][] = [];
  let bytes = 0;
  for (const each of given) {
    const part = parts.at(-1);
    bytes += each.sealed.length;
    if (part === undefined || part.length === GIVEN_AT_ONCE || bytes > BYTES_AT_ONCE) {
      parts.push([each]);
      bytes = each.sealed.length;
    } else part.push(each);
  }
  return parts;
}
