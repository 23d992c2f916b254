"""crypto.md §6.3; more in padding.json."""

from contextlib import suppress
from math import floor, log2

from hypothesis import given
from hypothesis import strategies as st

from server.crypto.padding import is_padded_length, pad, padded_length, padme, unpad
from server.errors import ProofError
from tests.unit.crypto.refusal import refused


@given(st.binary(max_size=3000))
def test_what_is_padded_is_unpadded(content: bytes) -> None:
    """Zeros and marks at its own end included."""
    padded = pad(content)
    assert unpad(padded) == content
    assert len(padded) == padded_length(len(content))
    assert is_padded_length(len(padded))


@given(st.binary(max_size=700))
def test_any_bytes_are_padded_or_refused(padded: bytes) -> None:
    """What unpads is what pad would have written."""
    with suppress(ProofError):
        assert pad(unpad(padded)) == padded


@given(st.integers(2, 2**26))
def test_padme_is_the_papers(length: int) -> None:
    """The formula with logarithms, and at most 12 % more."""
    exponent = floor(log2(length))
    grain = 2 ** (exponent - floor(log2(exponent)) - 1) if exponent > 1 else 1
    assert padme(length) == -(-length // grain) * grain
    assert padme(length) <= length * 1.12
    assert padme(padme(length)) == padme(length)


def test_lawful_lengths_are_those_that_padding_gives() -> None:
    """No more and no fewer, up to the longest text and beyond."""
    given_lengths = {padded_length(n) for n in range(40_000)}
    assert {n for n in range(35_000) if is_padded_length(n)} == {n for n in given_lengths if n < 35_000}


def test_short_messages_look_alike() -> None:
    """Below 256 bytes a length says nothing."""
    assert {padded_length(n) for n in range(256)} == {256}
    with refused("bad_padding"):
        unpad(bytes(256))
