import { toHex } from "../bytes/hex.ts";
import { compare } from "../bytes/order.ts";
import type { Part } from "./canonical.ts";
import { count, exactly, hashes, KEY_BYTES } from "./checks.ts";
import { hash } from "./hashing.ts";
import { MAX_MEMBERS } from "./match.ts";
import { ProofError } from "./proof.ts";

/** Safety numbers and fingerprints (crypto.md §4.5): what people compare to know that nobody stands between them. */

const HALVES = [1, 2];
const GROUPS_PER_HALF = 6;
const GROUP_BYTES = 5;
const MODULUS = 100_000;

/** Twelve groups of five digits; the order of the keys does not matter. */
export function safetyNumber(rootFingerprint: Uint8Array, signingPublics: readonly Uint8Array[]): readonly string[] {
  hashes(rootFingerprint);
  exactly(KEY_BYTES, ...signingPublics);
  count(signingPublics, 2, MAX_MEMBERS);
  if (new Set(signingPublics.map(toHex)).size !== signingPublics.length) throw new ProofError("duplicate_member");
  const keys = signingPublics.toSorted(compare);
  return numbered("webtherapy/v1/safety-number", rootFingerprint, keys);
}

/** A bundle's or a root's hash as people compare it: twelve groups of five digits. */
export function fingerprint(value: Uint8Array): readonly string[] {
  hashes(value);
  return numbered("webtherapy/v1/fingerprint", value);
}

function numbered(label: string, ...parts: readonly Part[]): readonly string[] {
  return HALVES.flatMap((half) => groups(hash(label, half, ...parts)));
}

function groups(digest: Uint8Array): readonly string[] {
  return Array.from({ length: GROUPS_PER_HALF }, (_, n) => {
    const slice = digest.subarray(n * GROUP_BYTES, (n + 1) * GROUP_BYTES);
    // 40 bits: exact in a double.
    const value = slice.reduce((sum, byte) => sum * 256 + byte, 0);
    return String(value % MODULUS).padStart(5, "0");
  });
}
