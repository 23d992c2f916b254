"""XChaCha20-Poly1305 with a random nonce (crypto.md §1.4). A box is `nonce (24) ‖ ciphertext (plaintext + 16)`."""

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as _decrypt
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt as _encrypt
from nacl.exceptions import CryptoError

from server.crypto.checks import KEY_BYTES, NONCE_BYTES, Random, drawn, exactly
from server.errors import ProofError

TAG_BYTES = 16


def encrypt(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """The ciphertext alone: plaintext + 16 bytes."""
    exactly(KEY_BYTES, key)
    exactly(NONCE_BYTES, nonce)
    return _encrypt(plaintext, aad, nonce, key)


def decrypt(key: bytes, nonce: bytes, ciphertext: bytes, aad: bytes) -> bytes:
    """The plaintext; ProofError("wrong_key") when key, nonce, ciphertext and aad do not belong together."""
    exactly(KEY_BYTES, key)
    exactly(NONCE_BYTES, nonce)
    if len(ciphertext) < TAG_BYTES:
        raise ProofError("wrong_length")
    try:
        return _decrypt(ciphertext, aad, nonce, key)
    except CryptoError:
        raise ProofError("wrong_key") from None


def seal_box(key: bytes, plaintext: bytes, aad: bytes, random: Random) -> bytes:
    """A box under `key`."""
    nonce = drawn(random, NONCE_BYTES)
    return nonce + encrypt(key, nonce, plaintext, aad)


def open_box(key: bytes, box: bytes, aad: bytes) -> bytes:
    """What the box holds; ProofError("wrong_key"), or ("wrong_length") when it is too short to be one."""
    return decrypt(key, box[:NONCE_BYTES], box[NONCE_BYTES:], aad)
