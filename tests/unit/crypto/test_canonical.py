"""crypto.md §1.2."""

from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.crypto.canonical import (
    MAX_BYTES,
    MAX_UINT,
    Body,
    Uint,
    decode,
    decode_array,
    encode,
    encode_array,
    read,
    written,
)
from server.crypto.signing import SignedBody
from server.errors import ProofError
from tests.unit.crypto.refusal import refused

SCALARS = st.one_of(st.integers(0, MAX_UINT), st.text(st.characters(exclude_categories=["Cs"])), st.binary())
PARTS = st.lists(st.one_of(SCALARS, st.lists(st.one_of(SCALARS, st.lists(SCALARS, max_size=4)), max_size=4)))
LABEL = "webtherapy/v1/test"


class Row(Body, frozen=True):
    """A row."""

    name: str


class Sample(Body, frozen=True, tag=LABEL):
    """A structure."""

    number: Uint
    rows: tuple[Row, ...]


@given(PARTS)
def test_what_is_encoded_is_decoded(parts: list[object]) -> None:
    """Whatever the paper's four kinds can say comes back the same."""
    assert decode(LABEL, encode(LABEL, *parts)) == parts  # type: ignore[arg-type]


@given(st.binary())
def test_any_bytes_are_canonical_or_refused(data: bytes) -> None:
    """What is accepted is the one spelling of what it says; everything else is a ProofError."""
    try:
        parts = decode_array(data)
    except ProofError:
        return
    assert encode_array(parts) == data


@given(st.binary())
def test_any_bytes_are_a_structure_or_refused(data: bytes) -> None:
    """The typed reader raises nothing but ProofError either."""
    for candidate in (data, encode(LABEL, 1)[:-1] + data, b"\x93" + encode(LABEL)[1:] + data):
        with suppress(ProofError):
            assert read(Sample, candidate).encoded() == candidate


@given(st.binary(max_size=40), st.integers(0, 30))
def test_generic_and_typed_readers_agree(tail: bytes, cut: int) -> None:
    """No bytes are readable to one and not canonical to the other."""
    data = encode(LABEL, 7, [["a"]])[:cut] + tail
    try:
        body = read(Sample, data)
    except ProofError:
        return
    assert decode(LABEL, data) == [body.number, [[row.name] for row in body.rows]]


@pytest.mark.parametrize("part", [None, 1.5, True, -1, 2**53, {}, {1: 2}, [[["deep"]]], [None], "\ud800"])
def test_foreign_parts_are_not_encoded(part: object) -> None:
    """What we could not read we do not write."""
    with refused("malformed"):
        encode(LABEL, part)  # type: ignore[arg-type]


@pytest.mark.parametrize("depth", [1_000, 60_000])
def test_endless_nesting_is_malformed(depth: int) -> None:
    """Depth exhausts no stack."""
    for reader in (decode_array, lambda data: read(Sample, data)):
        with refused("malformed"):
            reader(b"\x91" * depth)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (encode(LABEL, 7, [["a"]]) + b"\0", "not_canonical"),
        (encode(LABEL, 7, [["a"]]).replace(b"\x07", b"\xcc\x07"), "not_canonical"),
        (encode("webtherapy/v1/other", 7, [["a"]]), "wrong_label"),
        (encode(LABEL, 7), "malformed"),
        (encode(LABEL, 7, [["a"]], 1), "malformed"),
        (encode(LABEL, 7, [["a", "b"]]), "malformed"),
        (encode(LABEL, "7", [["a"]]), "malformed"),
        (msgspec.msgpack.encode([LABEL, -7, [["a"]]]), "malformed"),
        (msgspec.msgpack.encode({"type": LABEL}), "malformed"),
        (bytes(65_537), "too_large"),
    ],
)
def test_typed_reader_says_why(data: bytes, reason: str) -> None:
    """The typed reader refuses by the words of §1.6."""
    with refused(reason):
        read(Sample, data)


def test_a_structure_without_label_has_no_wrong_one() -> None:
    """A row has no label to be wrong."""
    with refused("malformed"):
        read(Row, encode_array([1]))


def test_what_would_be_refused_is_not_written() -> None:
    """A structure built with an impossible number is caught before anyone signs it."""
    with refused("malformed"):
        written(Sample(2**53, ()))


def test_repr_shows_no_content() -> None:
    """A structure in a log says its type only."""
    assert repr(Sample(7, (Row("secret"),))) == "<Sample>"


def test_the_largest_structure_is_still_read() -> None:
    """65 536 bytes are allowed, one more is not; to both readers."""
    spare = MAX_BYTES - len(encode_array([bytes(65_000), bytes(64)]))
    largest = SignedBody(bytes(65_000 + spare), bytes(64)).encoded()
    assert len(largest) == MAX_BYTES
    assert len(decode_array(largest)) == 2
    assert read(SignedBody, largest).encoded() == largest
    longer = SignedBody(bytes(65_001 + spare), bytes(64)).encoded()
    for reader in (decode_array, lambda data: read(SignedBody, data)):
        with refused("too_large"):
            reader(longer)
