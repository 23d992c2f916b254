import type { Person, SignedBody } from "../protocol/documents.ts";
import type { EntryDocument, GivenDocument, MaterialDocument } from "../protocol/orders.ts";
import type { CopyRequest } from "./copy_port.ts";
import type { MadeOrder, OpenedOrder } from "./custody_port.ts";
import type { Outcome } from "./port.ts";

/** The part of the worker's door that makes packages of what custodians opened (crypto.md §7.3, §13.2). All of it needs trustPractice first. */

/** What custodians' shares came to; the copy is begun once `opened` is all there is (`of`). */
export type Gathered = Omit<OpenedOrder, "messages">;

export interface OrderedPort {
  /** An order on a client's consent: to this account, or, where the consent says "return", to the client. `wrong_basis` for any other. */
  orderConsented(request: {
    readonly own: Person;
    readonly approver: Person;
    readonly client: Person;
    readonly consent: SignedBody;
    readonly headers: readonly Uint8Array[];
    readonly now: number;
  }): Promise<Outcome<MadeOrder>>;

  /** Brings together what custodians gave, and, if all of it opens, begins a copy in place of one that was begun before. */
  beginOrderedCopy(request: {
    readonly material: MaterialDocument;
    readonly given: readonly GivenDocument[];
    readonly copy: Omit<CopyRequest, "conversation" | "match">;
  }): Promise<Outcome<Gathered>>;

  /** Proves entries of the order and keeps them, the rest is as for every copy (copy_port.ts). */
  takeOrderedEntries(entries: readonly EntryDocument[]): Promise<Outcome<null>>;
}
