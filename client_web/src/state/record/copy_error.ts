import type { AlarmReason, Outcome } from "../../worker/port.ts";
import type { Answered } from "../ports.ts";

/** `empty`: nothing was said there. `parts`: too many pieces. `lost`: the line was cut. `outdated`: a part of the page is gone. Else what did not prove itself. */
export type CopyFault = "empty" | "parts" | "lost" | "outdated" | "unproved";

/** Why there is no copy. `dropped`: nobody wants it any more. */
export class CopyError extends Error {
  readonly fault: CopyFault | "dropped";

  constructor(fault: CopyFault | "dropped") {
    super(fault);
    this.fault = fault;
  }
}

/** What the service said. */
export function asked<T>(answer: Answered<T>): T {
  if (!answer.ok) throw new CopyError("lost");
  return answer.value;
}

/** What the worker said. */
export function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new CopyError(faultOf(outcome.reason));
  return outcome.value;
}

function faultOf(reason: AlarmReason): CopyFault {
  if (reason === "no_part") return "outdated";
  return reason === "wrong_length" ? "parts" : "unproved";
}
