import type { RequestAnswered, RequestGround, RequestKind } from "../crypto/record_request.ts";
import type { Person, SignedBody } from "../protocol/documents.ts";
import type { Outcome } from "./port.ts";
import type { OwnPaper, Readers, Values, WithPaper } from "./release_port.ts";

/** The part of the worker's door that concerns requests about the record (crypto.md §13.5). All of it needs trustPractice first. */

/** Something that was signed, with its paper; null for who cannot read it. */
export interface KeptWord {
  readonly signed: SignedBody;
  readonly paper: OwnPaper | null;
  readonly keptAt: number;
}

/** A request, and all that was said to it. `due`: when it has to be answered. */
export interface KeptRecordRequest {
  readonly request: KeptWord;
  readonly due: number;
  readonly extension: KeptWord | null;
  readonly answer: KeptWord | null;
  readonly disagreement: KeptWord | null;
}

/** What an officer said; its words are null where their paper does not open here. */
export interface ShownAnswer {
  readonly answer: RequestAnswered;
  readonly ground: RequestGround;
  readonly until: number;
  readonly officer: Uint8Array;
  readonly at: number;
  readonly values: Values | null;
}

/** What a client said to a no. */
export interface ShownDisagreement {
  readonly at: number;
  readonly values: Values | null;
}

/** A request that holds, and what was said to it: null while nothing was, "broken" where it does not hold. */
export interface ShownRecordRequest {
  readonly requestId: Uint8Array;
  readonly kind: RequestKind;
  readonly client: Uint8Array;
  /** Empty where it is about no conversation. */
  readonly conversation: Uint8Array;
  readonly madeAt: number;
  readonly values: Values;
  readonly extension: ShownAnswer | "broken" | null;
  readonly answer: ShownAnswer | "broken" | null;
  readonly disagreement: ShownDisagreement | "broken" | null;
}

export interface RecordRequestPort {
  /** What this account asks for, signed, and sealed to it and to the officers. */
  signRecordRequest(request: {
    readonly readers: Readers;
    readonly kind: RequestKind;
    readonly conversation: Uint8Array;
    readonly values: Values;
    readonly now: number;
  }): Promise<Outcome<WithPaper>>;

  /** A client's request, verified, with what stands in its papers; `people`: whoever else signed something of it. */
  readRecordRequest(request: {
    readonly kept: KeptRecordRequest;
    readonly client: Person;
    readonly people: readonly Person[];
  }): Promise<Outcome<ShownRecordRequest>>;

  /** This officer's or owner's word on a client's request, sealed to the client and to the officers. */
  signRecordAnswer(request: {
    readonly readers: Readers;
    readonly client: Person;
    readonly request: SignedBody;
    readonly answer: RequestAnswered;
    readonly ground: RequestGround;
    readonly until: number;
    readonly values: Values;
    readonly now: number;
  }): Promise<Outcome<WithPaper>>;

  /** Puts what a client asked to have corrected into the copy that was begun, with what was said to it; what does not hold is not in it. */
  takeCopyAmendments(request: {
    readonly kept: readonly KeptRecordRequest[];
    readonly client: Person;
    readonly people: readonly Person[];
  }): Promise<Outcome<null>>;

  /** What this account says to the practice's no, sealed to it and to the officers; `people`: whoever said no. */
  signDisagreement(request: {
    readonly readers: Readers;
    readonly people: readonly Person[];
    readonly request: SignedBody;
    readonly answer: SignedBody;
    readonly values: Values;
    readonly now: number;
  }): Promise<Outcome<WithPaper>>;
}
