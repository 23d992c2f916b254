import { concat } from "../bytes/concat.ts";
import { toUtf8 } from "../bytes/utf8.ts";
import { openBox, sealBox } from "./aead.ts";
import { encode } from "./canonical.ts";
import { counted, exactly, HASH_BYTES, ids, KEY_BYTES, same } from "./checks.ts";
import { read, type Shape, written } from "./fields.ts";
import { derive, hash } from "./hashing.ts";
import { checkNumber } from "./number.ts";
import { ProofError } from "./proof.ts";
import type { Random } from "./random.ts";
import { sodium } from "./sodium.ts";

/** The vault (crypto.md §3.2, §3.3, §3.7): from a password to the account secret, without the server learning either. */

// Constants of the build, not settings: a server can neither lower them nor be asked for others (crypto.md §3.2).
const ARGON2_MEMORY_BYTES = 64 * 1024 * 1024;
const ARGON2_PASSES = 3;

const SALT_BYTES = 16;

/** What opens a wrap. */
export type WrapKind = "password" | "recovery" | "passkey";

/** What a wrap holds: the account secret, and whom the practice is (crypto.md §4.2). Secret. */
export interface Vault {
  readonly secret: Uint8Array;
  readonly rootFingerprint: Uint8Array;
}

const VAULT: Shape<Vault> = {
  label: "webtherapy/v1/vault",
  parts: (vault) => [vault.secret, vault.rootFingerprint],
  read: (fields) => ({ secret: fields.exactly(KEY_BYTES), rootFingerprint: fields.hash() }),
};

/** The stretched password, 32 bytes: 64 MiB and some 0.2 s of work. `service` is the name pinned in the build. */
export function stretch(password: string, service: string, number: string): Uint8Array {
  if (/\p{Surrogate}/u.test(password)) throw new ProofError("malformed");
  const spelled = toUtf8(password.normalize("NFC"));
  const salt = hash("webtherapy/v1/password-salt", service, checkNumber(number)).slice(0, SALT_BYTES);
  const algorithm = sodium.crypto_pwhash_ALG_ARGON2ID13;
  return sodium.crypto_pwhash(KEY_BYTES, spelled, salt, ARGON2_PASSES, ARGON2_MEMORY_BYTES, algorithm);
}

/** What is sent at sign-in. */
export function authenticationKey(stretched: Uint8Array): Uint8Array {
  exactly(KEY_BYTES, stretched);
  return derive(stretched, "webtherapy/v1/password/authentication");
}

/** What is never sent. */
export function wrappingKey(stretched: Uint8Array): Uint8Array {
  exactly(KEY_BYTES, stretched);
  return derive(stretched, "webtherapy/v1/password/wrapping");
}

/** The vault under a wrapping key: commitment (32) ‖ nonce ‖ ciphertext. `version` counts from 1. */
export function wrap(
  wrapping: Uint8Array,
  vault: Vault,
  kind: WrapKind,
  account: Uint8Array,
  version: number,
  random: Random,
): Uint8Array {
  const box = sealBox(wrapping, written(VAULT, vault), wrapContext(kind, account, version), random);
  return concat(commitment(wrapping), box);
}

/** The vault; ProofError("wrong_key") unless key, kind, account and version are those it was wrapped with. */
export function unwrap(
  wrapping: Uint8Array,
  wrapped: Uint8Array,
  kind: WrapKind,
  account: Uint8Array,
  version: number,
): Vault {
  if (wrapped.length < HASH_BYTES) throw new ProofError("wrong_length");
  // The commitment first: XChaCha20-Poly1305 alone could be made to open under several keys.
  same(wrapped.subarray(0, HASH_BYTES), commitment(wrapping), "wrong_key");
  return read(VAULT, openBox(wrapping, wrapped.subarray(HASH_BYTES), wrapContext(kind, account, version)));
}

/** The half that a tab keeps while its page is open; the key is the server's half. */
export function sealReload(reloadKey: Uint8Array, vault: Vault, account: Uint8Array, random: Random): Uint8Array {
  return sealBox(reloadKey, written(VAULT, vault), reloadContext(account), random);
}

/** The vault, after a reload; ProofError("wrong_key") when the halves do not belong together. */
export function openReload(reloadKey: Uint8Array, sealed: Uint8Array, account: Uint8Array): Vault {
  return read(VAULT, openBox(reloadKey, sealed, reloadContext(account)));
}

function commitment(wrapping: Uint8Array): Uint8Array {
  exactly(KEY_BYTES, wrapping);
  return derive(wrapping, "webtherapy/v1/wrap-commitment");
}

function wrapContext(kind: WrapKind, account: Uint8Array, version: number): Uint8Array {
  ids(account);
  counted(version);
  return encode("webtherapy/v1/wrap", kind, account, version);
}

function reloadContext(account: Uint8Array): Uint8Array {
  ids(account);
  return encode("webtherapy/v1/reload", account);
}
