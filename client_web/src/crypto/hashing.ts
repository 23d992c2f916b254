import { concat } from "../bytes/concat.ts";
import { encode, type Part } from "./canonical.ts";
import { KEY_BYTES } from "./checks.ts";
import { sodium } from "./sodium.ts";

/** Labelled hashes and derived keys (crypto.md §1.2). */

const EMPTY_SALT = new Uint8Array(32);
const FIRST_BLOCK = Uint8Array.of(1);

/** SHA-256, 32 bytes. */
export function sha256(data: Uint8Array): Uint8Array {
  return sodium.crypto_hash_sha256(data);
}

/** hash(label, part…): SHA-256 of the canonical array. */
export function hash(label: string, ...parts: readonly Part[]): Uint8Array {
  return sha256(encode(label, ...parts));
}

/**
 * derive(key, label, part…): 32 bytes of HKDF-SHA256 (RFC 5869) with an empty salt; the canonical array is the info. One block is
 * all that 32 bytes ask for. An empty salt is, by HMAC's own padding, a key of 32 zeros.
 */
export function derive(key: Uint8Array, label: string, ...parts: readonly Part[]): Uint8Array {
  return hkdf(key, encode(label, ...parts));
}

/** HKDF-SHA256 with an empty salt, 32 bytes. */
export function hkdf(key: Uint8Array, info: Uint8Array): Uint8Array {
  const extracted = sodium.crypto_auth_hmacsha256(key, EMPTY_SALT);
  const expanded = sodium.crypto_auth_hmacsha256(concat(info, FIRST_BLOCK), extracted);
  sodium.memzero(extracted);
  return expanded.slice(0, KEY_BYTES);
}

/** The root of the empty record log, SHA-256 of nothing (crypto.md §9.1). */
export function emptyLogRoot(): Uint8Array {
  return sha256(new Uint8Array());
}
