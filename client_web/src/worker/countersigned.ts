import { readCountersignature, verifyCountersignature } from "../crypto/countersignature.ts";
import { ProofError } from "../crypto/proof.ts";
import type { SignedBody } from "../crypto/signing.ts";
import type { GivenWarning } from "../crypto/warning.ts";
import type { Person } from "../protocol/documents.ts";
import { personOf, underEach } from "./order_bases.ts";
import { successions } from "./order_check.ts";
import type { Practice } from "./practice.ts";
import type { ShownWarning } from "./release_port.ts";

/** Who has countersigned a warning, and when; "broken" where that does not hold. */
export async function provedCountersignature(
  practice: Practice,
  people: readonly Person[],
  warning: GivenWarning,
  signed: SignedBody | null,
): Promise<ShownWarning["countersigned"]> {
  if (signed === null) return null;
  try {
    const known = await successions(practice, people);
    const { supervisor: by } = readCountersignature(signed.body);
    const { at } = underEach(personOf(known, by), (each) => verifyCountersignature(signed, each, warning));
    return { by, at };
  } catch (error) {
    if (error instanceof ProofError) return "broken";
    throw error;
  }
}
