import { ProofError } from "../crypto/proof.ts";
import type { AlarmReason } from "./port.ts";

/** What stops a call inside the worker, besides a ProofError of the crypto room. */
export class Alarm extends Error {
  readonly reason: AlarmReason;

  constructor(reason: AlarmReason) {
    super(reason);
    this.name = "Alarm";
    this.reason = reason;
  }
}

/** The word that crosses to the page; the text of an unknown error stays here, since it may repeat what people wrote. */
export function reasonOf(error: unknown): AlarmReason {
  return error instanceof Alarm || error instanceof ProofError ? error.reason : "fault";
}
