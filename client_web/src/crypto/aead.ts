import { concat } from "../bytes/concat.ts";
import { exactly, KEY_BYTES, NONCE_BYTES } from "./checks.ts";
import { ProofError } from "./proof.ts";
import { drawn, type Random } from "./random.ts";
import { sodium } from "./sodium.ts";

/** XChaCha20-Poly1305 with a random nonce (crypto.md §1.4). A box is `nonce (24) ‖ ciphertext (plaintext + 16)`. */

const TAG_BYTES = 16;

/** The ciphertext alone: plaintext + 16 bytes. */
export function encrypt(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, aad: Uint8Array): Uint8Array {
  exactly(KEY_BYTES, key);
  exactly(NONCE_BYTES, nonce);
  return sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, aad, null, nonce, key);
}

/** The plaintext; ProofError("wrong_key") when key, nonce, ciphertext and aad do not belong together. */
export function decrypt(key: Uint8Array, nonce: Uint8Array, ciphertext: Uint8Array, aad: Uint8Array): Uint8Array {
  exactly(KEY_BYTES, key);
  exactly(NONCE_BYTES, nonce);
  if (ciphertext.length < TAG_BYTES) throw new ProofError("wrong_length");
  try {
    return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, ciphertext, aad, nonce, key);
  } catch {
    throw new ProofError("wrong_key");
  }
}

/** A box under `key`. */
export function sealBox(key: Uint8Array, plaintext: Uint8Array, aad: Uint8Array, random: Random): Uint8Array {
  const nonce = drawn(random, NONCE_BYTES);
  return concat(nonce, encrypt(key, nonce, plaintext, aad));
}

/** What the box holds; ProofError("wrong_key"), or ("wrong_length") when it is too short to be one. */
export function openBox(key: Uint8Array, box: Uint8Array, aad: Uint8Array): Uint8Array {
  if (box.length < NONCE_BYTES + TAG_BYTES) throw new ProofError("wrong_length");
  return decrypt(key, box.subarray(0, NONCE_BYTES), box.subarray(NONCE_BYTES), aad);
}
