import { words } from "../../words/words.ts";

/** A role in words; one that this page does not know says its own name. */
export function roleWords(role: string): string {
  const { roles } = words.console;
  return Object.hasOwn(roles, role) ? roles[role as keyof typeof roles] : role;
}
