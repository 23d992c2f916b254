import { Chacha20Poly1305 } from "@hpke/chacha20poly1305";
import { CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { concat } from "../bytes/concat.ts";
import { exactly, KEY_BYTES } from "./checks.ts";
import { ProofError } from "./proof.ts";
import { drawn, type Random } from "./random.ts";

/** Sealing to a public key (crypto.md §1.5): HPKE base mode, X-Wing, HKDF-SHA256, ChaCha20-Poly1305. */

export const PUBLIC_BYTES = 1216;
const ENC_BYTES = 1120;
const TAG_BYTES = 16;

/** What encapsulation draws: 32 bytes for ML-KEM, 32 for X25519. */
const ENCAPSULATION_SEED_BYTES = 64;

/** Encapsulation and tag: a sealed text is so much longer than its plaintext. */
export const OVERHEAD_BYTES = ENC_BYTES + TAG_BYTES;

// Marked as pure: whoever reads structures only, as the page does, is built without.
const kem = /* @__PURE__ */ new XWing();
const suite = /* @__PURE__ */ new CipherSuite({
  kem,
  kdf: /* @__PURE__ */ new HkdfSha256(),
  aead: /* @__PURE__ */ new Chacha20Poly1305(),
});

type Key = Awaited<ReturnType<typeof kem.generateKeyPairDerand>>["publicKey"];

/** An X-Wing private key, from its 32-byte seed. Secret. */
export class SealingKey {
  readonly public: Uint8Array;
  readonly #private: Key;

  private constructor(publicKey: Uint8Array, privateKey: Key) {
    this.public = publicKey;
    this.#private = privateKey;
  }

  static async fromSeed(seed: Uint8Array): Promise<SealingKey> {
    exactly(KEY_BYTES, seed);
    // A copy: the library keeps and shares the buffer that it is given.
    const pair = await kem.generateKeyPairDerand(seed.slice());
    const publicKey = new Uint8Array(await kem.serializePublicKey(pair.publicKey));
    return new SealingKey(publicKey, pair.privateKey);
  }

  /** The plaintext; ProofError("wrong_key") when it was sealed to another key or with another info. */
  async open(info: Uint8Array, sealed: Uint8Array): Promise<Uint8Array> {
    if (sealed.length < OVERHEAD_BYTES) throw new ProofError("wrong_length");
    const parameters = { recipientKey: this.#private, enc: sealed.slice(0, ENC_BYTES), info };
    try {
      return new Uint8Array(await suite.open(parameters, sealed.slice(ENC_BYTES)));
    } catch {
      throw new ProofError("wrong_key");
    }
  }
}

/** `plaintext` for the holder of `key` alone: enc (1120) ‖ ciphertext (plaintext + 16). */
export async function seal(
  key: Uint8Array,
  info: Uint8Array,
  plaintext: Uint8Array,
  random: Random,
): Promise<Uint8Array> {
  exactly(PUBLIC_BYTES, key);
  const recipientPublicKey = await publicKey(key);
  const ekm = drawn(random, ENCAPSULATION_SEED_BYTES);
  const { enc, ct } = await suite.seal({ recipientPublicKey, info, ekm }, plaintext);
  return concat(new Uint8Array(enc), new Uint8Array(ct));
}

/** ProofError("bad_key") unless both halves of `key` are keys; a point of low order is none. */
export async function checkSealingPublic(key: Uint8Array): Promise<void> {
  exactly(PUBLIC_BYTES, key);
  const recipientPublicKey = await publicKey(key);
  try {
    // What this seals is thrown away: that it can be sealed to is the question.
    await kem.encap({ recipientPublicKey, ekm: new Uint8Array(ENCAPSULATION_SEED_BYTES).fill(64) });
  } catch {
    throw new ProofError("bad_key");
  }
}

async function publicKey(key: Uint8Array): Promise<Key> {
  try {
    return await kem.deserializePublicKey(key.slice());
  } catch {
    throw new ProofError("bad_key");
  }
}
