import { encodeArray } from "./canonical.ts";
import { exactly, KEY_BYTES, SIGNATURE_BYTES } from "./checks.ts";
import { type Hashed, readArray, readHashed, type Shape, written } from "./fields.ts";
import { sha256 } from "./hashing.ts";
import { ProofError } from "./proof.ts";
import { sodium } from "./sodium.ts";

/** Ed25519 and signed bodies (crypto.md §1.3). */

/** A body's bytes as they were signed, and the signature (64 bytes). */
export interface SignedBody {
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
}

/** An Ed25519 private key, from its 32-byte seed. Secret. */
export class SigningKey {
  readonly public: Uint8Array;
  readonly #secret: Uint8Array;

  constructor(seed: Uint8Array) {
    exactly(KEY_BYTES, seed);
    const pair = sodium.crypto_sign_seed_keypair(seed);
    this.public = pair.publicKey;
    this.#secret = pair.privateKey;
  }

  /** The signature of `message`, 64 bytes. */
  sign(message: Uint8Array): Uint8Array {
    return sodium.crypto_sign_detached(message, this.#secret);
  }

  /** The signed body; ProofError when the body is one that we should refuse ourselves. */
  signBody<T>(shape: Shape<T>, value: T): SignedBody {
    const body = written(shape, value);
    return { body, signature: this.sign(body) };
  }

  wipe(): void {
    sodium.memzero(this.#secret);
  }
}

/** ProofError("bad_signature") unless the holder of `key` signed exactly these bytes. */
export function verify(key: Uint8Array, message: Uint8Array, signature: Uint8Array): void {
  if (key.length !== KEY_BYTES || signature.length !== SIGNATURE_BYTES) throw new ProofError("bad_signature");
  if (!sodium.crypto_sign_verify_detached(signature, message, key)) throw new ProofError("bad_signature");
}

/** What `verify` gives under the first keys of which it does not say `bad_signature`; ProofError("bad_signature") when it says so of all. */
export function underAny<K, T>(keys: Iterable<K>, verify: (keys: K) => T): T {
  for (const each of keys) {
    try {
      return verify(each);
    } catch (error) {
      if (!(error instanceof ProofError && error.reason === "bad_signature")) throw error;
    }
  }
  throw new ProofError("bad_signature");
}

/** ProofError("bad_key") unless `key` is a point of the prime-order group other than its identity. */
export function checkSigningPublic(key: Uint8Array): void {
  exactly(KEY_BYTES, key);
  if (!sodium.crypto_core_ed25519_is_valid_point(key)) throw new ProofError("bad_key");
}

/** The hash of a body; the signature is not part of it. */
export function bodyHash(signed: SignedBody): Uint8Array {
  return sha256(signed.body);
}

/** The body as `shape`, after its signature under `key` was verified over the bytes as they stand. */
export function verified<T extends object>(shape: Shape<T>, signed: SignedBody, key: Uint8Array): Hashed<T> {
  exactly(SIGNATURE_BYTES, signed.signature);
  verify(key, signed.body, signed.signature);
  return readHashed(shape, signed.body);
}

/** MessagePack [body, signature]: an epoch opening's payload (crypto.md §5.1), a record of the log (§9.1). */
export function readSignedBody(data: Uint8Array): SignedBody {
  return readArray((fields) => ({ body: fields.bytes(), signature: fields.signature() }), data);
}

/** The same, written. */
export function writeSignedBody({ body, signature }: SignedBody): Uint8Array {
  return encodeArray([body, signature]);
}
