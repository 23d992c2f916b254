import type { ScopeKind } from "../crypto/consent.ts";
import type { Part2Ground, Part2Status } from "../crypto/part2.ts";
import type { Part2Section, ProcessKind } from "../crypto/process.ts";
import type { Person, SignedBody } from "../protocol/documents.ts";
import type { MadeOrder } from "./custody_port.ts";
import type { Outcome } from "./port.ts";
import type { OwnPaper, Readers, Values, WithPaper } from "./release_port.ts";

/** The part of the worker's door that concerns what opens a record without its client (crypto.md §13.3). All of it needs trustPractice first. */

/** What was served, proved. `values` is null for who cannot read its paper. */
export interface ShownProcess {
  readonly processId: Uint8Array;
  readonly hash: Uint8Array;
  readonly kind: ProcessKind;
  readonly client: Uint8Array;
  readonly conversation: Uint8Array;
  readonly kinds: readonly ScopeKind[];
  readonly from: number;
  readonly until: number;
  readonly section: Part2Section;
  readonly documentHash: Uint8Array;
  readonly gagUntil: number;
  readonly officer: Uint8Array;
  readonly approver: Uint8Array;
  readonly at: number;
  readonly approved: boolean;
  readonly values: Values | null;
}

/** A reviewer's word on a record, proved. */
export interface ShownMarking {
  readonly status: Part2Status;
  readonly ground: Part2Ground;
  readonly reviewer: Uint8Array;
  readonly at: number;
}

export interface LegalPort {
  /** What an officer says was served, signed and sealed to the officers. `incomplete_form` while this kind of process needs more. */
  signProcess(request: {
    readonly readers: Readers;
    readonly approver: Uint8Array;
    readonly kind: ProcessKind;
    readonly client: Uint8Array;
    readonly conversation: Uint8Array;
    readonly kinds: readonly ScopeKind[];
    readonly from: number;
    readonly until: number;
    readonly section: Part2Section;
    /** The copy that is kept: its hash is signed. */
    readonly document: Uint8Array;
    readonly gagUntil: number;
    readonly values: Values;
    readonly now: number;
  }): Promise<Outcome<WithPaper>>;

  /** A process, verified by the signatures that it has so far. */
  readProcess(request: {
    readonly process: SignedBody;
    readonly approval: Uint8Array | null;
    readonly paper: OwnPaper | null;
    readonly people: readonly Person[];
  }): Promise<Outcome<ShownProcess>>;

  /** The second signature, after all of it was checked here; `unknown_member` for who is not named. */
  approveProcess(request: {
    readonly process: SignedBody;
    readonly paper: OwnPaper;
    readonly people: readonly Person[];
  }): Promise<Outcome<Uint8Array>>;

  /** An order for these epochs that rests on a process. `custodians`: those in force; they and the approver are told why. */
  orderLegal(request: {
    readonly own: Person;
    readonly approver: Person;
    readonly custodians: readonly Person[];
    readonly process: SignedBody;
    readonly headers: readonly Uint8Array[];
    readonly title: string;
    readonly words: string;
    readonly now: number;
  }): Promise<Outcome<MadeOrder>>;

  /** What a reviewer said of a client's record. */
  readMarking(request: {
    readonly marking: SignedBody;
    readonly client: Uint8Array;
    readonly people: readonly Person[];
  }): Promise<Outcome<ShownMarking>>;
}
