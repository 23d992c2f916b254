import { encode } from "../src/crypto/canonical.ts";
import type { SignedBody, SigningKey } from "../src/crypto/signing.ts";
import type { Witness } from "../src/crypto/witnesses.ts";

export const HOUR_MS = 3_600_000;

/** The root's word on who watches the record log. */
export function nameWitnesses(root: SigningKey, generation: number, witnesses: readonly Witness[]): SignedBody {
  const rows = witnesses.map(({ name, public: key }) => [name, key]);
  const body = encode("webtherapy/v1/witnesses", generation, 24 * HOUR_MS, rows, 1);
  return { body, signature: root.sign(body) };
}
