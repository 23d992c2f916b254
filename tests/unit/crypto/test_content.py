"""crypto.md §6.2, §8.3; more in envelope.json."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.crypto.content import MAX_TEXT_BYTES, Content, End, EnvelopeKind, Seal, Text, read_content, write_content
from server.crypto.padding import padded_length
from server.errors import ProofError
from server.ids import LiveSessionId
from tests.unit.crypto.refusal import refused

SEAL = Seal(LiveSessionId(bytes(16)), 3, bytes(32))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_text_comes_back(text: str) -> None:
    """Every character of it."""
    assert read_content(EnvelopeKind.TEXT, write_content(EnvelopeKind.TEXT, Text(text))) == Text(text)


@pytest.mark.parametrize("kind", EnvelopeKind)
def test_each_kind_has_its_content(kind: EnvelopeKind) -> None:
    """Text for text and letter, end for end, seal for seal; nothing else."""
    lawful: Content = Text("a")
    if kind is EnvelopeKind.END:
        lawful = End()
    elif kind is EnvelopeKind.SEAL:
        lawful = SEAL
    assert read_content(kind, write_content(kind, lawful)) == lawful
    for other in (Text("a"), End(), SEAL):
        if type(other) is not type(lawful):
            with refused("wrong_label"):
                write_content(kind, other)
            with refused("wrong_label"):
                read_content(kind, other.encoded())


@given(st.sampled_from(EnvelopeKind), st.binary(max_size=60))
def test_any_bytes_are_content_or_refused(kind: EnvelopeKind, data: bytes) -> None:
    """Nothing but ProofError."""
    with suppress(ProofError):
        assert read_content(kind, data).encoded() == data


def test_a_text_has_its_limit_in_bytes() -> None:
    """32 768 bytes of UTF-8, which pad to 34 816."""
    longest = Text("\u00e9" * (MAX_TEXT_BYTES // 2))
    assert padded_length(len(longest.encoded())) == 34_816
    with refused("too_large"):
        Text(longest.text + "a")
    with refused("malformed"):
        Text("\udfff")


def test_content_shows_nothing_of_itself() -> None:
    """Neither in a log nor in a traceback."""
    assert repr(Text("what nobody else may read")) == "<Text>"
