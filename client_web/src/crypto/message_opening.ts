import { equal } from "../bytes/equal.ts";
import { concat } from "../bytes/concat.ts";
import { exactly, KEY_BYTES } from "./checks.ts";
import { type Content, readContent } from "./content.ts";
import type { Envelope } from "./envelope.ts";
import type { EpochKeys } from "./epoch.ts";
import { unpad } from "./padding.ts";
import { ProofError } from "./proof.ts";
import { sodium } from "./sodium.ts";

/**
 * Message openings (crypto.md §13.2): what shows one message, and nothing else of its epoch. XChaCha20-Poly1305 is ChaCha20-Poly1305 under
 * HChaCha20(key, first 16 bytes of the nonce). That inner key opens one nonce only.
 */

const OPENING_BYTES = 32;
/** So much of the nonce goes into the opening; the rest is the inner nonce's. */
const INNER = 16;

/** What opens this envelope of the epoch. It is shown to whoever may read this message. */
export function messageOpening(epoch: EpochKeys, { header, nonce }: Envelope): Uint8Array {
  const fits = equal(header.conversation, epoch.conversation) && header.epoch === epoch.epoch;
  if (!fits) throw new ProofError("foreign_epoch");
  return hchacha20(epoch.messageKey, nonce.subarray(0, INNER));
}

/** The content by its opening. Verify first, as for `openEnvelope`, whose reasons these are. */
export function openShown(envelope: Envelope, opening: Uint8Array): Content {
  exactly(OPENING_BYTES, opening);
  return readContent(envelope.header.kind, unpad(openPadded(envelope, opening)));
}

function openPadded({ ciphertext, headerBytes, nonce }: Envelope, opening: Uint8Array): Uint8Array {
  const inner = concat(new Uint8Array(4), nonce.subarray(INNER));
  try {
    return sodium.crypto_aead_chacha20poly1305_ietf_decrypt(null, ciphertext, headerBytes, inner, opening);
  } catch {
    throw new ProofError("wrong_key");
  }
}

export function hchacha20(key: Uint8Array, block: Uint8Array): Uint8Array {
  exactly(KEY_BYTES, key);
  exactly(INNER, block);
  return sodium.crypto_core_hchacha20(block, key, null);
}
