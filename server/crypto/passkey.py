"""Passkeys (crypto.md §3.8): what a WebAuthn credential's PRF is asked, and the wrapping keys that come of its output."""

from server.crypto.canonical import encode
from server.crypto.checks import KEY_BYTES, exactly
from server.crypto.hashing import derive, sha256

PRF_BYTES = 32


def prf_input(service: str) -> bytes:
    """What the PRF is evaluated at, 32 bytes. `service` is the name pinned in the build."""
    return sha256(encode("webtherapy/v1/passkey/prf-input", service))


def passkey_wrapping_key(prf_output: bytes) -> bytes:
    """The wrapping key of a client's passkey: the PRF output (32 bytes) is enough."""
    exactly(PRF_BYTES, prf_output)
    return derive(prf_output, "webtherapy/v1/passkey/wrapping")


def wrapping_key_with_passkey(wrapping: bytes, prf_output: bytes) -> bytes:
    """The wrapping key of everyone else: the password's (32 bytes) together with the passkey's PRF output."""
    exactly(KEY_BYTES, wrapping)
    exactly(PRF_BYTES, prf_output)
    return derive(wrapping + prf_output, "webtherapy/v1/password/wrapping-with-passkey")
