import { alias } from "../state/alias.ts";
import type { Other } from "../state/conversation.ts";
import { words } from "../words/words.ts";

/** What the other side is called here: the page knows roles and pseudonyms, never a name. */
export function nameOf(other: Other): string {
  const { names } = words.general;
  if (other.role === "therapist") return names.therapist;
  return other.role === "client" ? names.client(alias(other.account)) : names.staff(alias(other.account));
}

/** The same inside a sentence. */
export function nameInside(other: Other): string {
  return other.role === "therapist" ? words.general.names.therapistInside : nameOf(other);
}
