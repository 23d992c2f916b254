"""Letters (crypto.md §6.6): what people write to each other in between, in threads, with attachments."""

from enum import StrEnum
from typing import Final

from server.crypto.canonical import Body, Uint
from server.crypto.checks import KEY_BYTES, count, exactly, hashes, ids, text_at_most
from server.errors import ProofError
from server.ids import AttachmentId, MessageId
from server.roles import Role

MAX_LETTER_BYTES: Final = 32_768
MAX_SUBJECT_BYTES: Final = 200
MAX_ATTACHMENTS: Final = 10
MAX_FILE_BYTES: Final = 26_214_400
MAX_NAME_BYTES: Final = 255
MAX_MEDIA_TYPE_BYTES: Final = 127

_CONTROLS: Final = ((0x00, 0x1F), (0x7F, 0x9F), (0x2028, 0x202E), (0x2066, 0x2069))
"""Signs that nobody sees, and those that turn the direction of what stands behind them: "exe.txt" would read as it is not."""


class Purpose(StrEnum):
    """What a letter is for; only a therapist refers."""

    LETTER = "letter"
    REFERRAL = "referral"


class Attachment(Body, frozen=True):
    """A file that goes with a letter: what it is, and what opens it (crypto.md §6.7)."""

    attachment: AttachmentId
    name: str
    media_type: str
    size: Uint
    key: bytes
    digest: bytes

    def __post_init__(self) -> None:
        ids(self.attachment)
        text_at_most(MAX_NAME_BYTES, self.name)
        text_at_most(MAX_MEDIA_TYPE_BYTES, self.media_type)
        if not is_name(self.name):
            raise ProofError("malformed")
        if not all(" " <= sign <= "~" for sign in self.media_type):
            raise ProofError("malformed")
        if not 1 <= self.size <= MAX_FILE_BYTES:
            raise ProofError("malformed")
        exactly(KEY_BYTES, self.key)
        hashes(self.digest)


class Letter(Body, frozen=True, tag="webtherapy/v1/letter"):
    """A letter. `thread` is the message id of the thread's first letter; only that one has a subject."""

    thread: MessageId
    subject: str
    text: str
    purpose: Purpose
    attachments: tuple[Attachment, ...]

    def __post_init__(self) -> None:
        ids(self.thread)
        text_at_most(MAX_SUBJECT_BYTES, self.subject)
        text_at_most(MAX_LETTER_BYTES, self.text)
        count(self.attachments, 0, MAX_ATTACHMENTS)
        if not self.text and not self.attachments:
            raise ProofError("malformed")
        if len({row.attachment for row in self.attachments}) < len(self.attachments):
            raise ProofError("malformed")


def check_letter(letter: Letter, message: MessageId, sender: Role) -> None:
    """ProofError("wrong_thread") unless exactly a thread's first letter has a subject; ("unlawful_role") for a referral by others."""
    if (letter.thread == message) != bool(letter.subject):
        raise ProofError("wrong_thread")
    if letter.purpose is Purpose.REFERRAL and sender is not Role.THERAPIST:
        raise ProofError("unlawful_role")


def is_name(name: str) -> bool:
    """A name that reads as it is: not empty, no slash, no control character, none that turns the direction of writing."""
    return bool(name) and not any(_is_foreign(sign) for sign in name)


def _is_foreign(sign: str) -> bool:
    return sign == "/" or any(first <= ord(sign) <= last for first, last in _CONTROLS)
