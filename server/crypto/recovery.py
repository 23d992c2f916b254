"""The recovery code (crypto.md §3.5): printed once, it opens the vault when the password is gone."""

from server.crypto import crockford
from server.crypto.checks import exactly
from server.crypto.hashing import derive, hash_of
from server.errors import ProofError

RECOVERY_CODE_BYTES = 20

_CODE_BITS = 8 * RECOVERY_CODE_BYTES
_CHECK_BITS = 20


def recovery_text(code: bytes) -> str:
    """The text to print: nine groups of four symbols, joined by hyphens; the last twenty bits are the check."""
    exactly(RECOVERY_CODE_BYTES, code)
    return crockford.write(int.from_bytes(code, "big") << _CHECK_BITS | _check(code), _CODE_BITS + _CHECK_BITS)


def read_recovery_text(text: str) -> bytes:
    """The code (20 bytes) that a person typed; refused as `crockford.read` refuses, or ProofError("wrong_check")."""
    value = crockford.read(text, _CODE_BITS + _CHECK_BITS)
    code = (value >> _CHECK_BITS).to_bytes(RECOVERY_CODE_BYTES, "big")
    if value & (1 << _CHECK_BITS) - 1 != _check(code):
        raise ProofError("wrong_check")
    return code


def recovery_authentication_key(code: bytes) -> bytes:
    """What is sent of a recovery code (20 bytes)."""
    exactly(RECOVERY_CODE_BYTES, code)
    return derive(code, "webtherapy/v1/recovery/authentication")


def recovery_wrapping_key(code: bytes) -> bytes:
    """What is never sent of a recovery code (20 bytes)."""
    exactly(RECOVERY_CODE_BYTES, code)
    return derive(code, "webtherapy/v1/recovery/wrapping")


def _check(code: bytes) -> int:
    digest = hash_of("webtherapy/v1/recovery/check", code)
    return int.from_bytes(digest, "big") >> 8 * len(digest) - _CHECK_BITS
