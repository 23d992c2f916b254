"""Labelled hashes and derived keys (crypto.md §1.2)."""

from hashlib import sha256 as _sha256

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from server.crypto.canonical import Part, encode
from server.crypto.checks import KEY_BYTES

EMPTY_LOG_ROOT = _sha256(b"").digest()
"""The root of the empty record log (crypto.md §9.1)."""


def sha256(data: bytes) -> bytes:
    """SHA-256, 32 bytes."""
    return _sha256(data).digest()


def hash_of(label: str, *parts: Part) -> bytes:
    """The paper's hash(label, part…): SHA-256 of the canonical array."""
    return _sha256(encode(label, *parts)).digest()


def derive(key: bytes, label: str, *parts: Part) -> bytes:
    """What derives from `key`: 32 bytes of HKDF-SHA256, an empty salt, the canonical array as its info."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=encode(label, *parts)).derive(key)
