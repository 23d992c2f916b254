"""Message openings (crypto.md §13.2): what shows one message, and nothing else of its epoch.

XChaCha20-Poly1305 is ChaCha20-Poly1305 under HChaCha20(key, first 16 bytes of the nonce). That inner key opens one nonce only.
"""

import struct
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import ChaCha20
from nacl.bindings import crypto_aead_chacha20poly1305_ietf_decrypt as _decrypt
from nacl.exceptions import CryptoError

from server.crypto.checks import KEY_BYTES, NONCE_BYTES, exactly
from server.crypto.content import Content, read_content
from server.crypto.envelope import Envelope
from server.crypto.epoch import EpochKeys
from server.crypto.padding import unpad
from server.errors import ProofError

OPENING_BYTES: Final = 32
_INNER: Final = 16
"""So much of the nonce goes into the opening; the rest is the inner nonce's."""
_CONSTANTS: Final = struct.unpack("<4I", b"expand 32-byte k")


def message_opening(epoch: EpochKeys, envelope: Envelope) -> bytes:
    """What opens this envelope of the epoch. It is shown to whoever may read this message."""
    if (envelope.header.conversation, envelope.header.epoch) != (epoch.conversation, epoch.epoch):
        raise ProofError("foreign_epoch")
    return hchacha20(epoch.message_key, envelope.nonce[:_INNER])


def open_shown(envelope: Envelope, opening: bytes) -> Content:
    """The content by its opening. Verify first, as for `open_envelope`, whose reasons these are."""
    exactly(OPENING_BYTES, opening)
    nonce = bytes(4) + envelope.nonce[_INNER:NONCE_BYTES]
    try:
        padded = _decrypt(envelope.ciphertext, envelope.header_bytes, nonce, opening)
    except CryptoError:
        raise ProofError("wrong_key") from None
    return read_content(envelope.header.kind, unpad(padded))


def hchacha20(key: bytes, block: bytes) -> bytes:
    """HChaCha20: the rows of a ChaCha20 block that nobody could know, before what it began from is added to them.

    No library here offers it; its block function is taken from `cryptography`, and what was added is taken off again: it is public.
    """
    exactly(KEY_BYTES, key)
    exactly(_INNER, block)
    stream = struct.unpack("<16I", Cipher(ChaCha20(key, block), mode=None).encryptor().update(bytes(64)))
    added = (*_CONSTANTS, *struct.unpack("<4I", block))
    rows = (*stream[:4], *stream[12:])
    return struct.pack("<8I", *((row - own) % 2**32 for row, own in zip(rows, added, strict=True)))
