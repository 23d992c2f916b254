import type { Desk } from "../../state/desk.ts";
import { usePage } from "../page.ts";

/** The desk of who is signed in; null while nobody is. */
export function useDesk(): Desk | null {
  const standing = usePage().entrance.standing.value;
  return standing.kind === "in" ? standing.desk : null;
}
