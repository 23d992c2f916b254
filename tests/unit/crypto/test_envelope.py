"""crypto.md §6; more in envelope.json."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.crypto.canonical import encode_array, read
from server.crypto.content import EnvelopeKind, Text
from server.crypto.envelope import EnvelopeHeader, open_envelope, parse_envelope, seal_envelope, verify_envelope
from server.errors import ProofError
from tests.vectors import world
from tests.vectors.case import stream, un
from tests.vectors.structures.envelope import GOOD, SIGNER, header

HEADER = read(EnvelopeHeader, header())
EPOCH = world.sealed_epoch()
RAW = encode_array(list(GOOD))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=600))
def test_what_is_sealed_verifies_and_opens(text: str) -> None:
    """For every text."""
    raw = seal_envelope(HEADER, Text(text), EPOCH, SIGNER, stream("nonce")).raw
    envelope = parse_envelope(raw)
    verify_envelope(envelope, SIGNER.public)
    assert envelope.header == HEADER
    assert open_envelope(envelope, EPOCH) == Text(text)


@given(st.integers(0, len(RAW) - 1), st.integers(0, 7))
@settings(max_examples=500, deadline=None)
def test_any_flipped_bit_is_refused(place: int, bit: int) -> None:
    """By its form or by its signature, before anything is committed."""
    bent = bytearray(RAW)
    bent[place] ^= 1 << bit
    with pytest.raises(ProofError):
        verify_envelope(parse_envelope(bytes(bent)), SIGNER.public)


@given(st.binary(max_size=80))
def test_any_bytes_are_an_envelope_or_refused(data: bytes) -> None:
    """Nothing but ProofError."""
    for candidate in (data, RAW[: len(data)] + data, encode_array([data, *GOOD[1:]])):
        with pytest.raises(ProofError):
            verify_envelope(parse_envelope(candidate), SIGNER.public)


def test_the_longest_text_fits() -> None:
    """32 768 bytes of text are an envelope, and that inside a frame."""
    text = next(said["text"] for said in world.chain()["envelopes"] if said["name"] == "as long as can be")
    raw = seal_envelope(HEADER, Text(text), EPOCH, SIGNER, stream("nonce")).raw
    assert len(raw) < 65_536
    assert open_envelope(parse_envelope(raw), EPOCH) == Text(text)


def test_chain_envelopes_have_different_nonces() -> None:
    """A nonce is drawn anew for each."""
    raws = [un(said["envelope"]) for said in world.chain()["envelopes"]]
    assert len({parse_envelope(raw).nonce for raw in raws}) == len(raws)


def test_an_envelope_shows_nothing_of_itself() -> None:
    """Neither in a log nor in a traceback."""
    envelope = parse_envelope(RAW)
    for hidden in (envelope.ciphertext, envelope.raw, envelope.header.sender, envelope.header.message_id):
        assert repr(hidden) not in repr(envelope)
    assert envelope.header.kind is EnvelopeKind.TEXT


def test_parsing_is_quick() -> None:
    """It stands on the path of every message: some microseconds, and no more than a hundred anywhere."""
    started = time.process_time()
    for _ in range(1000):
        parse_envelope(RAW)
    assert time.process_time() - started < 0.1
