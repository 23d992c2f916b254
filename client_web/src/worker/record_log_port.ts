import type { LogAdvance, LogWitnessed, OwnLeaf } from "../protocol/record_log.ts";
import type { WitnessStandings } from "./log_witnesses.ts";
import type { Outcome } from "./port.ts";
import type { AttestedHead, LogHead } from "./record_log.ts";

export type { WitnessStanding } from "./log_witnesses.ts";
export type { AttestedHead, LogHead } from "./record_log.ts";

/** The part of the worker's door that concerns the record log (crypto.md §9). Reasons besides the caller's order: those of §9.2. */
export interface RecordLogPort {
  /** What this account's settings say that it has seen: to be proved like what is attested in envelopes. */
  rememberLog(head: LogHead): Promise<Outcome<null>>;

  /** Takes the newest head, asked for since `seen`: it is what envelopes attest from now on. */
  advanceLog(advance: LogAdvance): Promise<Outcome<LogHead>>;

  /** How far the log was seen, and the heads that are still to be proved. */
  logStanding(): Promise<Outcome<{ readonly seen: LogHead; readonly attested: readonly AttestedHead[] }>>;

  /** Whether the log begins with an attested head; false when the service is further on than `seen`. */
  confirmLog(head: AttestedHead, advance: LogAdvance): Promise<Outcome<boolean>>;

  /**
   * What witnesses saw, to be proved like what is attested in envelopes; and how each of them stands. `least`: the generation of the
   * list that this account's settings say was seen, null for none.
   */
  watchWitnesses(shown: LogWitnessed, least: number | null, now: number): Promise<Outcome<WitnessStandings>>;

  /** Whether own leaves stand in the log as it was seen. */
  proveLeaves(leaves: readonly OwnLeaf[]): Promise<Outcome<null>>;
}
