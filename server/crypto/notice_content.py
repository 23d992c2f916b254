"""What a notice says (crypto.md §11.1): a title, a text, and named values that a page may show in its own way. Secret."""

from server.crypto.canonical import Body, read, written
from server.crypto.checks import ascending, count, text_at_most, word
from server.crypto.padding import is_padded_length, pad, unpad
from server.crypto.sealing import OVERHEAD_BYTES
from server.errors import ProofError

MAX_TITLE_BYTES = 200
MAX_TEXT_BYTES = 16_384
MOST_VALUES = 16
MAX_VALUE_BYTES = 1_024

MAX_SEALED_BYTES = 34_816 + OVERHEAD_BYTES
"""What the longest content pads and seals to."""


class NoticeValue(Body, frozen=True):
    """A value by its name."""

    name: str
    value: str

    def __post_init__(self) -> None:
        word(self.name)
        text_at_most(MAX_VALUE_BYTES, self.value)


class NoticeContent(Body, frozen=True, tag="webtherapy/v1/notice-content"):
    """Title, text, values in the order of their names. Secret."""

    title: str
    text: str
    values: tuple[NoticeValue, ...] = ()

    def __post_init__(self) -> None:
        if not self.title:
            raise ProofError("malformed")
        text_at_most(MAX_TITLE_BYTES, self.title)
        text_at_most(MAX_TEXT_BYTES, self.text)
        count(self.values, 0, MOST_VALUES)
        ascending([each.name.encode() for each in self.values])


def pad_content(content: NoticeContent) -> bytes:
    """What is sealed."""
    return pad(written(content))


def read_content(padded: bytes) -> NoticeContent:
    """What was sealed; reasons: bad_padding and those of canonical.py."""
    return read(NoticeContent, unpad(padded))


def check_sealed_length(sealed: bytes) -> None:
    """ProofError("bad_padding") where no content is sealed to so many bytes, "too_large" beyond the longest. Opens nothing."""
    if len(sealed) > MAX_SEALED_BYTES:
        raise ProofError("too_large")
    if not is_padded_length(len(sealed) - OVERHEAD_BYTES):
        raise ProofError("bad_padding")
