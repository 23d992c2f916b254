import type { Person, SignedBody } from "../protocol/documents.ts";
import type { MaterialDocument, StandingDocument, StandingRecordDocument } from "../protocol/orders.ts";
import type { MadeOrder, RenewedDeposit } from "./custody_port.ts";
import type { Outcome } from "./port.ts";

/** The part of the worker's door by which old custodians hand on to new ones (crypto.md §7.5). All of it needs trustPractice first. */

/** What stands with earlier custodians only, of one conversation. */
export interface StandingRecord {
  readonly client: Uint8Array;
  readonly therapist: Uint8Array;
  /** How many sessions and threads, and when the first and the last of them began. */
  readonly epochs: number;
  readonly from: number;
  readonly until: number;
}

/** What a custodian hands on of one deposit, as it is sent. */
export interface MadeHanding {
  readonly handing: SignedBody;
  readonly sealedShares: RenewedDeposit["sealedShares"];
}

export interface SuccessionPort {
  /** What stands with earlier custodians only, in the order of its records. */
  readStanding(standing: StandingDocument): Promise<Outcome<readonly StandingRecord[]>>;

  /** An order to hand on one such record, as much of it as one order takes. `own`: this account as the practice shows it. */
  orderSuccession(request: {
    readonly own: Person;
    readonly approver: Person;
    readonly record: StandingRecordDocument;
    readonly manifest: SignedBody;
    readonly now: number;
  }): Promise<Outcome<MadeOrder>>;

  /** Checks an order, and shares what this custodian holds among those in force; of how many deposits there is nothing to hand on. */
  handOn(request: {
    readonly material: MaterialDocument;
    readonly now: number;
  }): Promise<Outcome<{ readonly handings: readonly MadeHanding[]; readonly faults: number }>>;

  /** What has been handed on by enough custodians, and this account's word on it. */
  signHandedOn(request: {
    readonly material: MaterialDocument;
    readonly now: number;
  }): Promise<Outcome<{ readonly handed: number; readonly of: number; readonly outcome: SignedBody }>>;
}
