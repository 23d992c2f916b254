/** Why a sign-in session ended, in the service's words (protocol.md §1.4). `ended`: it did not say. */
export type Ending =
  "idle" | "cap" | "signed_out" | "elsewhere" | "changed" | "deactivated" | "replaced" | "suspended" | "ended";

const KNOWN: ReadonlySet<string> = new Set<Ending>([
  "idle",
  "cap",
  "signed_out",
  "elsewhere",
  "changed",
  "deactivated",
  "replaced",
  "suspended",
]);

/** The ending behind a word of the service; a word that this page does not know says no more than that it ended. */
export function endingOf(word: string | null | undefined): Ending {
  return word != null && KNOWN.has(word) ? (word as Ending) : "ended";
}
