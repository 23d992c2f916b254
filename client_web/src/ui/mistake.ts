import type { Mistake } from "../state/entrance.ts";
import { words } from "../words/words.ts";

/** What went wrong at the door, and what to do, in words. `first`: someone uses an activation. */
export function mistakeWords(mistake: Mistake, first: boolean): string {
  const { mistakes } = words.door;
  switch (mistake.kind) {
    case "unreachable":
      return mistakes.unreachable;
    case "password":
      return words.password.weakness[mistake.weakness];
    case "proof":
      return proofWords(mistake.reason);
    case "refused":
      if (mistake.code === "too_fast") return mistakes.too_fast(mistake.retryAfter);
      if (mistake.code !== "wrong_credentials") return mistakes.ours;
      return first ? mistakes.wrong_activation : mistakes.wrong_credentials;
    default: {
      const never: never = mistake;
      return never;
    }
  }
}

function proofWords(reason: string): string {
  const { mistakes } = words.door;
  if (reason === "bad_number") return mistakes.bad_number;
  if (reason === "activation") return mistakes.activation;
  if (reason === "not_the_pinned_root") return mistakes.not_the_pinned_root;
  return reason === "wrong_key" ? mistakes.wrong_key : mistakes.ours;
}
