import { concat } from "../bytes/concat.ts";
import { HASH_BYTES, exactly, same } from "./checks.ts";
import { fromBigEndian, readCrockford, toBigEndian, writeCrockford } from "./crockford.ts";

/** The activation text (crypto.md §3.6): Crockford base32 of activation secret (16) ‖ root fingerprint[0:16]. */

const SECRET_BYTES = 16;
const PREFIX_BYTES = 16;
const BYTES = SECRET_BYTES + PREFIX_BYTES;

/** What an activation text says: the secret, which is sent, and the prefix of the root's fingerprint, which is not. */
export interface Activation {
  readonly secret: Uint8Array;
  readonly rootPrefix: Uint8Array;
}

/** The text for the registration sheet: thirteen groups of four symbols, joined by hyphens. */
export function writeActivation(secret: Uint8Array, rootFingerprint: Uint8Array): string {
  exactly(SECRET_BYTES, secret);
  exactly(HASH_BYTES, rootFingerprint);
  return writeCrockford(fromBigEndian(concat(secret, rootFingerprint.subarray(0, PREFIX_BYTES))), 8 * BYTES);
}

/** What a person typed; refused as `readCrockford` refuses. */
export function readActivation(text: string): Activation {
  const bytes = toBigEndian(readCrockford(text, 8 * BYTES), BYTES);
  return { secret: bytes.slice(0, SECRET_BYTES), rootPrefix: bytes.slice(SECRET_BYTES) };
}

/** ProofError("not_the_pinned_root") unless the fingerprint begins with the prefix on the sheet. */
export function checkRootPrefix(activation: Activation, rootFingerprint: Uint8Array): void {
  exactly(HASH_BYTES, rootFingerprint);
  same(rootFingerprint.subarray(0, PREFIX_BYTES), activation.rootPrefix, "not_the_pinned_root");
}
