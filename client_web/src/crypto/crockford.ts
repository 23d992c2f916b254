import { ProofError } from "./proof.ts";

/** Crockford base32 as it stands on paper (crypto.md §3.6): bits from the left in fives, in fours with hyphens between. */

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SYMBOL_BITS = 5;

/** The text of a number of so many bits; spare bits of the last symbol are zero. */
export function writeCrockford(value: bigint, bits: number): string {
  const length = Math.ceil(bits / SYMBOL_BITS);
  const shifted = value << spareBits(bits);
  const symbols = Array.from({ length }, (_, n) =>
    ALPHABET.charAt(Number((shifted >> BigInt(SYMBOL_BITS * (length - 1 - n))) & 31n)),
  );
  return (symbols.join("").match(/.{1,4}/g) ?? []).join("-");
}

/**
 * What a person typed: case, hyphens and spaces do not matter, o reads as 0, i and l as 1.
 *
 * @throws ProofError `malformed` for any other symbol, `wrong_length`, or `not_canonical` when spare bits are set
 */
export function readCrockford(text: string, bits: number): bigint {
  if (/[^\0-\x7f]/.test(text)) throw new ProofError("malformed");
  const symbols = text.toUpperCase().replace(/[- ]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  const values = Array.from(symbols, (symbol) => ALPHABET.indexOf(symbol));
  if (values.includes(-1)) throw new ProofError("malformed");
  if (values.length !== Math.ceil(bits / SYMBOL_BITS)) throw new ProofError("wrong_length");
  const value = values.reduce((sum, digit) => (sum << 5n) | BigInt(digit), 0n);
  const spare = spareBits(bits);
  if ((value & ((1n << spare) - 1n)) !== 0n) throw new ProofError("not_canonical");
  return value >> spare;
}

/** Bytes as one number, the first the most significant. */
export function fromBigEndian(bytes: Uint8Array): bigint {
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

/** The lowest bytes of a number, the most significant first. */
export function toBigEndian(value: bigint, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, n) => Number((value >> BigInt(8 * (length - 1 - n))) & 255n));
}

function spareBits(bits: number): bigint {
  return BigInt(Math.ceil(bits / SYMBOL_BITS) * SYMBOL_BITS - bits);
}
