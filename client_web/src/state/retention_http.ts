import type { Person, SignedBody } from "../protocol/documents.ts";
import type { OwnPaper, WithPaper } from "../worker/release_port.ts";
import type { Answered } from "./ports.ts";

/** What retention, holds and destruction ask of the service (protocol.md §1.12). */

/** Where a conversation ends. */
export interface KeptEnd {
  readonly conversation: Uint8Array;
  readonly sequence: number;
  readonly head: Uint8Array;
  readonly lastAt: number;
  readonly closed: boolean;
  readonly destroyed: boolean;
}

/** A client's record; `dueAt` is null where nobody has said until when it is kept. */
export interface KeptRecord {
  readonly client: Uint8Array;
  readonly ends: readonly KeptEnd[];
  readonly lastService: number;
  readonly retention: SignedBody | null;
  readonly dueAt: number | null;
  readonly held: boolean;
}

/** A hold, and its end. */
export interface KeptHold {
  readonly hold: SignedBody;
  readonly paper: OwnPaper | null;
  readonly keptAt: number;
  readonly lift: SignedBody | null;
  readonly liftPaper: OwnPaper | null;
}

export const DESTRUCTION_STATES = ["proposed", "lapsed", "erasing", "destroyed"] as const;
export type DestructionState = (typeof DESTRUCTION_STATES)[number];

/** A destruction as far as it came. */
export interface KeptDestruction {
  readonly destruction: SignedBody;
  readonly state: DestructionState;
  readonly approval: Uint8Array | null;
  readonly certificate: SignedBody | null;
}

export interface RetentionHttp {
  retention(): Promise<
    Answered<{
      readonly schedule: SignedBody | null;
      readonly records: readonly KeptRecord[];
      readonly people: readonly Person[];
    }>
  >;
  keepSchedule(schedule: SignedBody): Promise<Answered<null>>;
  keepRetention(retention: SignedBody): Promise<Answered<null>>;
  holds(): Promise<Answered<{ readonly holds: readonly KeptHold[]; readonly people: readonly Person[] }>>;
  hold(made: WithPaper): Promise<Answered<null>>;
  lift(made: WithPaper): Promise<Answered<null>>;
  destructions(): Promise<
    Answered<{ readonly destructions: readonly KeptDestruction[]; readonly people: readonly Person[] }>
  >;
  destroy(destruction: SignedBody): Promise<Answered<null>>;
  approveDestruction(destruction: Uint8Array, signature: Uint8Array): Promise<Answered<null>>;
}
