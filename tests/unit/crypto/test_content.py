"""crypto.md §6.2, §8.3; more in envelope.json."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.crypto.appointment import Appointment, AppointmentAction
from server.crypto.content import MAX_TEXT_BYTES, Content, End, EnvelopeKind, Seal, Text, read_content, write_content
from server.crypto.letter import Letter, Purpose
from server.crypto.padding import padded_length
from server.errors import ProofError
from server.ids import AppointmentId, LiveSessionId, MessageId
from tests.unit.crypto.refusal import refused

SEAL = Seal(LiveSessionId(bytes(16)), 3, bytes(32))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_text_comes_back(text: str) -> None:
    """Every character of it."""
    assert read_content(EnvelopeKind.TEXT, write_content(EnvelopeKind.TEXT, Text(text))) == Text(text)


LAWFUL: dict[EnvelopeKind, Content] = {
    EnvelopeKind.TEXT: Text("a"),
    EnvelopeKind.END: End(),
    EnvelopeKind.SEAL: SEAL,
    EnvelopeKind.LETTER: Letter(MessageId(bytes(16)), "Thursday", "Dear", Purpose.LETTER, ()),
    EnvelopeKind.APPOINTMENT: Appointment(
        AppointmentId(bytes(16)), 1, AppointmentAction.PROPOSE, 0, 50, "Europe/Paris", ""
    ),
}


@pytest.mark.parametrize("kind", EnvelopeKind)
def test_each_kind_has_its_content(kind: EnvelopeKind) -> None:
    """Text for text, a letter for letters, end for end; nothing else."""
    lawful = LAWFUL[kind]
    assert read_content(kind, write_content(kind, lawful)) == lawful
    for other in LAWFUL.values():
        if other is not lawful:
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
