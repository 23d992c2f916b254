"""XChaCha20-Poly1305 boxes (crypto.md §1.4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.crypto.aead import decrypt, encrypt, open_box, seal_box
from tests.unit.crypto.refusal import refused
from tests.vectors.case import flipped, stream

KEY, OTHER = stream("aead")(32), stream("another")(32)


@given(st.binary(max_size=200), st.binary(max_size=50))
def test_a_box_opens_as_it_was_sealed(plaintext: bytes, aad: bytes) -> None:
    """Same key, same context, same bytes."""
    assert open_box(KEY, seal_box(KEY, plaintext, aad, stream("nonce")), aad) == plaintext


@given(st.integers(0, 24 + 16 + 9), st.integers(0, 7))
def test_any_flipped_bit_is_refused(place: int, bit: int) -> None:
    """Nonce, ciphertext or tag."""
    box = bytearray(seal_box(KEY, b"plaintext!", b"aad", stream("nonce")))
    box[place] ^= 1 << bit
    with refused("wrong_key"):
        open_box(KEY, bytes(box), b"aad")


@pytest.mark.parametrize(("key", "aad"), [(OTHER, b"aad"), (KEY, b"other"), (KEY, b"")])
def test_another_key_or_context_is_refused(key: bytes, aad: bytes) -> None:
    """A box is bound to both."""
    with refused("wrong_key"):
        open_box(key, seal_box(KEY, b"", b"aad", stream("nonce")), aad)


@pytest.mark.parametrize("length", [0, 23, 24, 39])
def test_what_is_too_short_is_no_box(length: int) -> None:
    """Nonce and tag are forty bytes."""
    with refused("wrong_length"):
        open_box(KEY, bytes(length), b"")
    with refused("wrong_length"):
        decrypt(KEY, bytes(24), bytes(min(length, 15)), b"")


def test_keys_and_nonces_have_one_length() -> None:
    """Every use says so by the same word."""
    for key, nonce in ((KEY[1:], bytes(24)), (KEY, bytes(23))):
        with refused("wrong_length"):
            encrypt(key, nonce, b"", b"")
        with refused("wrong_length"):
            decrypt(key, nonce, bytes(16), b"")


def test_the_published_vector() -> None:
    """draft-irtf-cfrg-xchacha-03, A.3.1."""
    plaintext = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it."
    key, nonce = bytes(range(0x80, 0xA0)), bytes(range(0x40, 0x58))
    aad = bytes.fromhex("50515253c0c1c2c3c4c5c6c7")
    ciphertext = encrypt(key, nonce, plaintext, aad)
    assert ciphertext[:16].hex() == "bd6d179d3e83d43b9576579493c0e939"
    assert ciphertext[-16:].hex() == "c0875924c1c7987947deafd8780acf49"
    assert flipped(ciphertext) != ciphertext
