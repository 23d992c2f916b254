import type { Mistake } from "../state/mistake.ts";
import { words } from "../words/words.ts";

/** What someone showed together with their number. */
export type Shown = "password" | "activation" | "recovery";

/** What went wrong at the door, and what to do, in words. */
export function mistakeWords(mistake: Mistake, shown: Shown): string {
  const { mistakes, passkeys } = words.door;
  switch (mistake.kind) {
    case "unreachable":
      return mistakes.unreachable;
    case "password":
      return words.password.weakness[mistake.weakness];
    case "proof":
      return proofWords(mistake.reason);
    case "passkey":
      return mistake.fault === "wrong" ? mistakes.wrong_passkey : passkeys[mistake.fault];
    case "over":
      return mistakes.over;
    case "digits":
      return mistakes.empty_code;
    case "refused":
      return refusalWords(mistake.code, mistake.retryAfter, shown);
    default: {
      const never: never = mistake;
      return never;
    }
  }
}

function refusalWords(code: string, retryAfter: number, shown: Shown): string {
  const { mistakes } = words.door;
  switch (code) {
    case "wrong_credentials":
      if (shown === "activation") return mistakes.wrong_activation;
      return shown === "recovery" ? mistakes.wrong_recovery : mistakes.wrong_credentials;
    case "wrong_code":
      return mistakes.wrong_code;
    case "too_fast":
      return mistakes.too_fast(retryAfter);
    case "disabled":
      return mistakes.disabled;
    case "deactivated":
      return mistakes.deactivated;
    case "held":
      return words.retention.refused.held;
    default:
      return mistakes.ours;
  }
}

function proofWords(reason: string): string {
  const { mistakes } = words.door;
  switch (reason) {
    case "bad_number":
      return mistakes.bad_number;
    case "activation":
      return mistakes.activation;
    case "recovery malformed":
      return mistakes.recovery_symbol;
    case "recovery wrong_length":
      return mistakes.recovery_incomplete;
    case "recovery wrong_check":
      return mistakes.recovery_slip;
    case "no_part":
      return words.general.incomplete;
    case "not_the_pinned_root":
      return mistakes.not_the_pinned_root;
    default:
      return reason === "wrong_key" ? mistakes.wrong_key : mistakes.ours;
  }
}
