import { HASH_BYTES, exactly, same } from "./checks.ts";
import { ProofError } from "./proof.ts";

/** The activation text (crypto.md §3.6): Crockford base32 of activation secret (16) ‖ root fingerprint[0:16]. */

const SECRET_BYTES = 16;
const PREFIX_BYTES = 16;
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SYMBOLS = 52;
const SPARE_BITS = 4n;

/** What an activation text says: the secret, which is sent, and the prefix of the root's fingerprint, which is not. */
export interface Activation {
  readonly secret: Uint8Array;
  readonly rootPrefix: Uint8Array;
}

/** The text for the registration sheet: thirteen groups of four symbols, joined by hyphens. */
export function writeActivation(secret: Uint8Array, rootFingerprint: Uint8Array): string {
  exactly(SECRET_BYTES, secret);
  exactly(HASH_BYTES, rootFingerprint);
  let value = [...secret, ...rootFingerprint.subarray(0, PREFIX_BYTES)].reduce(
    (sum, byte) => (sum << 8n) | BigInt(byte),
    0n,
  );
  value <<= SPARE_BITS;
  const symbols = Array.from({ length: SYMBOLS }, (_, n) =>
    ALPHABET.charAt(Number((value >> BigInt(5 * (SYMBOLS - 1 - n))) & 31n)),
  );
  return (symbols.join("").match(/.{4}/g) ?? []).join("-");
}

/**
 * What a person typed: case, hyphens and spaces do not matter, o reads as 0, i and l as 1.
 *
 * @throws ProofError `malformed` for any other symbol, `wrong_length`, or `not_canonical` when spare bits are set
 */
export function readActivation(text: string): Activation {
  if (/[^\0-\x7f]/.test(text)) throw new ProofError("malformed");
  const symbols = text.toUpperCase().replace(/[- ]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  const values = Array.from(symbols, (symbol) => ALPHABET.indexOf(symbol));
  if (values.includes(-1)) throw new ProofError("malformed");
  if (values.length !== SYMBOLS) throw new ProofError("wrong_length");
  const value = values.reduce((sum, digit) => (sum << 5n) | BigInt(digit), 0n);
  if ((value & ((1n << SPARE_BITS) - 1n)) !== 0n) throw new ProofError("not_canonical");
  const bytes = bigEndian(value >> SPARE_BITS, SECRET_BYTES + PREFIX_BYTES);
  return { secret: bytes.slice(0, SECRET_BYTES), rootPrefix: bytes.slice(SECRET_BYTES) };
}

/** ProofError("not_the_pinned_root") unless the fingerprint begins with the prefix on the sheet. */
export function checkRootPrefix(activation: Activation, rootFingerprint: Uint8Array): void {
  exactly(HASH_BYTES, rootFingerprint);
  same(rootFingerprint.subarray(0, PREFIX_BYTES), activation.rootPrefix, "not_the_pinned_root");
}

function bigEndian(value: bigint, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, n) => Number((value >> BigInt(8 * (length - 1 - n))) & 255n));
}
