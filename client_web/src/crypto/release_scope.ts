import { readConsent, type ScopeKind } from "./consent.ts";
import type { EnvelopeKind } from "./content.ts";
import type { Basis } from "./order.ts";
import { readProcess } from "./process.ts";

/** What a basis covers, entry by entry (crypto.md §13.1): the one rule that service, custodians, makers and verifiers ask. */

/** Of which kinds, and of which span, both ends included. */
export interface ReleaseScope {
  readonly kinds: readonly ScopeKind[];
  readonly scopeFrom: number;
  readonly scopeUntil: number;
}

/** Whether an entry may be let out. What says nothing may stand between; seals come later than what they seal. */
export function covers(
  { kinds, scopeFrom, scopeUntil }: ReleaseScope,
  time: number,
  kind: EnvelopeKind | "opening",
): boolean {
  if (time < scopeFrom || (time > scopeUntil && kind !== "seal")) return false;
  return kind === "opening" || kind === "end" || kind === "seal" || kinds.includes(kind);
}

/** What an order's basis names; null where it names epochs alone, all of whose entries are covered. Whether it holds is checked beside this. */
export function scopeNamed(basis: Basis, body: Uint8Array): ReleaseScope | null {
  if (basis === "consent") return readConsent(body);
  return basis === "legal" ? readProcess(body) : null;
}
