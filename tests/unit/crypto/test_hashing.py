"""crypto.md §1.2."""

import hashlib
import hmac

from server.crypto.canonical import encode
from server.crypto.hashing import EMPTY_LOG_ROOT, derive, hash_of, sha256


def test_sha256_is_the_published_one() -> None:
    """FIPS 180-4's value for abc."""
    assert sha256(b"abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_hash_is_over_the_canonical_array() -> None:
    """The formula of the paper, by hand."""
    assert hash_of("webtherapy/v1/x", 1, b"a") == hashlib.sha256(b"\x93\xafwebtherapy/v1/x\x01\xc4\x01a").digest()


def test_derivation_is_hkdf_with_empty_salt() -> None:
    """RFC 5869 by hand, one block of it."""
    extracted = hmac.digest(bytes(32), b"key", "sha256")
    expected = hmac.digest(extracted, encode("webtherapy/v1/x", 7) + b"\x01", "sha256")
    assert derive(b"key", "webtherapy/v1/x", 7) == expected


def test_parts_do_not_run_together() -> None:
    """Where one part ends and the next begins is part of the hash."""
    assert hash_of("webtherapy/v1/x", b"ab", b"c") != hash_of("webtherapy/v1/x", b"a", b"bc")


def test_empty_log_root() -> None:
    """RFC 6962: the hash of nothing."""
    assert hashlib.sha256().digest() == EMPTY_LOG_ROOT
