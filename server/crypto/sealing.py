"""Sealing to a public key (crypto.md §1.5): HPKE base mode, X-Wing, HKDF-SHA256, ChaCha20-Poly1305.

The library draws the ephemeral key itself: `seal` is the one operation here whose randomness cannot be an argument.
"""

from hashlib import shake_256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from server.crypto.checks import KEY_BYTES, exactly
from server.errors import ProofError

MLKEM_PUBLIC_BYTES = 1184
PUBLIC_BYTES = MLKEM_PUBLIC_BYTES + 32
OVERHEAD_BYTES = 1120 + 16
"""Encapsulation and tag: a sealed text is so much longer than its plaintext."""

_suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_probe = X25519PrivateKey.from_private_bytes(bytes([64]) * 32)


class SealingKey:
    """An X-Wing private key, from its 32-byte seed. Secret: its repr shows the type only."""

    __slots__ = ("_private", "public")

    def __init__(self, seed: bytes) -> None:
        exactly(KEY_BYTES, seed)
        expanded = shake_256(seed).digest(96)
        mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
        x25519 = X25519PrivateKey.from_private_bytes(expanded[64:])
        self._private = MLKEM768X25519PrivateKey(mlkem, x25519)
        self.public = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()

    def __repr__(self) -> str:
        return "<SealingKey>"

    def open_sealed(self, info: bytes, sealed: bytes) -> bytes:
        """The plaintext; ProofError("wrong_key") when it was sealed to another key or with another info."""
        if len(sealed) < OVERHEAD_BYTES:
            raise ProofError("wrong_length")
        try:
            return _suite.decrypt(sealed, self._private, info=info)
        except (InvalidTag, ValueError):
            raise ProofError("wrong_key") from None


def check_sealing_public(public: bytes) -> None:
    """ProofError("bad_key") unless both halves of `public` are keys; a point of low order is none."""
    exactly(PUBLIC_BYTES, public)
    _public_key(public)
    try:
        _probe.exchange(X25519PublicKey.from_public_bytes(public[MLKEM_PUBLIC_BYTES:]))
    except ValueError:
        raise ProofError("bad_key") from None


def seal(public: bytes, info: bytes, plaintext: bytes) -> bytes:
    """`plaintext` for the holder of `public` alone: enc (1120) ‖ ciphertext (plaintext + 16)."""
    exactly(PUBLIC_BYTES, public)
    try:
        return _suite.encrypt(plaintext, _public_key(public), info=info)
    except ValueError:
        # A point of low order: the exchange would give zero for everyone.
        raise ProofError("bad_key") from None


def _public_key(public: bytes) -> MLKEM768X25519PublicKey:
    try:
        mlkem = MLKEM768PublicKey.from_public_bytes(public[:MLKEM_PUBLIC_BYTES])
    except ValueError:
        raise ProofError("bad_key") from None
    return MLKEM768X25519PublicKey(mlkem, X25519PublicKey.from_public_bytes(public[MLKEM_PUBLIC_BYTES:]))
