"""crypto.md §1.5. Seals made elsewhere are opened in test_sealed_chains.py."""

from hashlib import shake_256

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from server.crypto.sealing import OVERHEAD_BYTES, PUBLIC_BYTES, SealingKey, check_sealing_public, seal
from tests.unit.crypto.refusal import refused

KEY = SealingKey(bytes(range(32)))
SEALED = seal(KEY.public, b"info", b"plaintext")


@given(st.binary(max_size=300), st.binary(max_size=300))
@settings(max_examples=30, deadline=None)
def test_a_seal_opens_for_its_key(info: bytes, plaintext: bytes) -> None:
    """The same info, the same plaintext, always 1136 bytes longer."""
    sealed = seal(KEY.public, info, plaintext)
    assert len(sealed) == OVERHEAD_BYTES + len(plaintext)
    assert KEY.open_sealed(info, sealed) == plaintext


@given(st.integers(0, len(SEALED) - 1), st.integers(0, 7))
@settings(max_examples=60, deadline=None)
def test_any_flipped_bit_is_refused(place: int, bit: int) -> None:
    """In the ML-KEM part, the X25519 part, the ciphertext or the tag."""
    bent = bytearray(SEALED)
    bent[place] ^= 1 << bit
    with refused("wrong_key"):
        KEY.open_sealed(b"info", bytes(bent))


def test_another_key_or_info_is_refused() -> None:
    """A seal is bound to both."""
    with refused("wrong_key"):
        KEY.open_sealed(b"other", SEALED)
    with refused("wrong_key"):
        SealingKey(bytes(32)).open_sealed(b"info", SEALED)


@pytest.mark.parametrize("length", [0, 1120, OVERHEAD_BYTES - 1])
def test_what_is_too_short_is_no_seal(length: int) -> None:
    """Encapsulation and tag are 1136 bytes."""
    with refused("wrong_length"):
        KEY.open_sealed(b"", bytes(length))


def test_a_key_grows_from_its_seed_as_x_wing_says() -> None:
    """SHAKE256 of the seed; its last third is the X25519 scalar."""
    scalar = shake_256(bytes(range(32))).digest(96)[64:]
    point = X25519PrivateKey.from_private_bytes(scalar).public_key().public_bytes_raw()
    assert len(KEY.public) == PUBLIC_BYTES
    assert KEY.public[1184:] == point
    with refused("wrong_length"):
        SealingKey(bytes(33))


def test_the_published_key() -> None:
    """draft-connolly-cfrg-xwing-kem, first test vector: seed and public key."""
    seed = bytes.fromhex("7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26")
    assert SealingKey(seed).public[:16].hex() == "e2236b35a8c24b39b10aa1323a96a919"


@pytest.mark.parametrize(
    "public",
    [KEY.public[:1184] + bytes(32), KEY.public[:1184] + b"\x01" + bytes(31), b"\xff\xff\xff" + KEY.public[3:]],
)
def test_what_is_no_key_is_refused(public: bytes) -> None:
    """Points of low order, coefficients out of range."""
    check_sealing_public(KEY.public)
    with refused("bad_key"):
        check_sealing_public(public)


def test_nothing_is_sealed_to_no_key() -> None:
    """Sealing checks what it seals to."""
    with refused("wrong_length"):
        seal(KEY.public[1:], b"", b"")
    with refused("wrong_length"):
        check_sealing_public(KEY.public + b"\0")
    with refused("bad_key"):
        seal(b"\xff\xff\xff" + KEY.public[3:], b"", b"")
    with refused("bad_key"):
        seal(KEY.public[:1184] + bytes(32), b"", b"")


def test_a_key_shows_nothing_of_itself() -> None:
    """Neither in a log nor in a traceback."""
    assert repr(KEY) == "<SealingKey>"
