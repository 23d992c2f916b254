"""What an envelope holds (crypto.md §6.2): a text, an aside, the end of a live session, a seal upon one, a letter, an appointment."""

from enum import StrEnum
from typing import Final

from server.crypto.appointment import Appointment
from server.crypto.aside import Aside, CheckIn, CodeWord, Question
from server.crypto.canonical import Body, Uint, read, written
from server.crypto.checks import hashes, ids, text_at_most
from server.crypto.letter import Letter
from server.errors import ProofError
from server.ids import LiveSessionId

MAX_TEXT_BYTES = 32_768


class EnvelopeKind(StrEnum):
    """What an envelope is, said outside the ciphertext so that the server can tell whether it is lawful now."""

    TEXT = "text"
    END = "end"
    SEAL = "seal"
    LETTER = "letter"
    APPOINTMENT = "appointment"


WRITTEN_KINDS: Final = frozenset({EnvelopeKind.LETTER, EnvelopeKind.APPOINTMENT})
"""What the message center shows; it needs no live session (crypto.md §6.5)."""


class Text(Body, frozen=True, tag="webtherapy/v1/text"):
    """What someone wrote, at most 32 768 bytes of UTF-8."""

    text: str

    def __post_init__(self) -> None:
        text_at_most(MAX_TEXT_BYTES, self.text)


class End(Body, frozen=True, tag="webtherapy/v1/end"):
    """The live session is over."""


class Seal(Body, frozen=True, tag="webtherapy/v1/seal"):
    """The sender's word on what the session was: its last entry and head."""

    session: LiveSessionId
    last_sequence: Uint
    last_head: bytes

    def __post_init__(self) -> None:
        ids(self.session)
        hashes(self.last_head)


Content = Text | Aside | End | Seal | Letter | Appointment

_SHAPES: dict[EnvelopeKind, tuple[type[Content], ...]] = {
    EnvelopeKind.TEXT: (Text, CheckIn, Question, CodeWord),
    EnvelopeKind.LETTER: (Letter,),
    EnvelopeKind.APPOINTMENT: (Appointment,),
    EnvelopeKind.END: (End,),
    EnvelopeKind.SEAL: (Seal,),
}


def write_content(kind: EnvelopeKind, content: Content) -> bytes:
    """The content's bytes; ProofError("wrong_label") when it is not of that kind."""
    if not isinstance(content, _SHAPES[kind]):
        raise ProofError("wrong_label")
    return written(content)


def read_content(kind: EnvelopeKind, data: bytes) -> Content:
    """The content of an envelope of that kind; ProofError("wrong_label") when it is another."""
    *others, last = _SHAPES[kind]
    for shape in others:
        try:
            return read(shape, data)
        except ProofError as error:
            if error.reason != "wrong_label":
                raise
    return read(last, data)
