import type { Cosignature, NamedCustodians, Person, SignedBody } from "../protocol/documents.ts";
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

/** Other custodians, as a file names them. */
export interface ReadSuccessors {
  /** How many of them open. */
  readonly k: number;
  /** Each with the fingerprint that they can read aloud; `stays`: they are one already. */
  readonly custodians: readonly {
    readonly account: Uint8Array;
    readonly fingerprint: readonly string[];
    readonly stays: boolean;
  }[];
  /** They are the custodians of now. */
  readonly inForce: boolean;
  /** How many of those of now have to agree, and the consents that hold. */
  readonly needed: number;
  readonly agreed: readonly Cosignature[];
}

export interface SuccessionPort {
  /** Custodians whom the root has named to come next, or who are in force: `wrong_previous` for any others. */
  readSuccessors(named: NamedCustodians): Promise<Outcome<ReadSuccessors>>;

  /** This custodian's consent to those who come next; `unknown_member` for who is none. */
  agreeToSuccessors(named: NamedCustodians): Promise<Outcome<Cosignature>>;

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
