"""crypto.md §1.3; more in signing.json."""

from hypothesis import given
from hypothesis import strategies as st

from server.crypto.bundle import Bundle
from server.crypto.canonical import encode_array, read
from server.crypto.hashing import sha256
from server.crypto.signing import SignedBody, SigningKey, verify
from server.crypto.transcript import Entry, EntryKind
from tests.unit.crypto.refusal import refused
from tests.vectors import world

KEY = world.KEYS["client"].signing


@given(st.binary(max_size=200))
def test_what_is_signed_verifies(message: bytes) -> None:
    """Any bytes can be signed."""
    verify(KEY.public, message, KEY.sign(message))


@given(st.binary(min_size=1, max_size=50), st.data())
def test_any_flipped_bit_is_refused(message: bytes, data: st.DataObject) -> None:
    """In the message or in the signature."""
    both = bytearray(KEY.sign(message) + message)
    both[data.draw(st.integers(0, len(both) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with refused("bad_signature"):
        verify(KEY.public, bytes(both[64:]), bytes(both[:64]))


def test_a_body_is_verified_before_it_is_read() -> None:
    """Bytes that nobody signed are never decoded."""
    with refused("bad_signature"):
        SignedBody(b"", bytes(64)).verified(Bundle, KEY.public)
    with refused("malformed"):
        SignedBody(b"", KEY.sign(b"")).verified(Bundle, KEY.public)


def test_the_hash_leaves_the_signature_out() -> None:
    """Who signed does not change what was said."""
    signed = world.SIGNED["client"]
    assert signed.hash == sha256(signed.body) == world.BUNDLES["client"].hash
    assert SignedBody(signed.body, bytes(64)).hash == signed.hash


def test_a_signed_body_travels_as_an_array() -> None:
    """MessagePack [body, signature] (crypto.md §5.1), read as strictly as all else."""
    signed = world.SIGNED["client"]
    assert signed.encoded() == encode_array([signed.body, signed.signature])
    assert read(SignedBody, signed.encoded()) == signed
    with refused("wrong_length"):
        read(SignedBody, encode_array([signed.body, signed.signature[1:]]))
    with refused("not_canonical"):
        read(SignedBody, signed.encoded() + b"\0")


def test_what_would_be_refused_is_not_signed() -> None:
    """A number beyond 2^53 never gets a signature."""
    with refused("malformed"):
        KEY.sign_body(Entry(2**53, 0, EntryKind.ENVELOPE, b""))


def test_a_key_shows_nothing_of_itself() -> None:
    """Neither in a log nor in a traceback."""
    assert repr(KEY) == "<SigningKey>"
    with refused("wrong_length"):
        SigningKey(bytes(31))
