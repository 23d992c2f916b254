"""What an envelope holds (crypto.md §6.2, §8.3): a text, the end of a live session, or a seal upon one."""

from enum import StrEnum

from server.crypto.canonical import Body, Uint, read, written
from server.crypto.checks import hashes, ids, text_at_most
from server.errors import ProofError
from server.ids import LiveSessionId

MAX_TEXT_BYTES = 32_768


class EnvelopeKind(StrEnum):
    """What an envelope is, said outside the ciphertext so that the server can tell whether it is lawful now."""

    TEXT = "text"
    END = "end"
    SEAL = "seal"
    LETTER = "letter"


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


Content = Text | End | Seal

_SHAPES: dict[EnvelopeKind, type[Text] | type[End] | type[Seal]] = {
    EnvelopeKind.TEXT: Text,
    EnvelopeKind.LETTER: Text,
    EnvelopeKind.END: End,
    EnvelopeKind.SEAL: Seal,
}


def write_content(kind: EnvelopeKind, content: Content) -> bytes:
    """The content's bytes; ProofError("wrong_label") when it is not of that kind."""
    if not isinstance(content, _SHAPES[kind]):
        raise ProofError("wrong_label")
    return written(content)


def read_content(kind: EnvelopeKind, data: bytes) -> Content:
    """The content of an envelope of that kind; ProofError("wrong_label") when it is another."""
    return read(_SHAPES[kind], data)
