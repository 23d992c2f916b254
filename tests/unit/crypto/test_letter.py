"""crypto.md §6.6; more in letter.json."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from server.crypto.canonical import read
from server.crypto.letter import (
    MAX_ATTACHMENTS,
    MAX_FILE_BYTES,
    MAX_LETTER_BYTES,
    MAX_MEDIA_TYPE_BYTES,
    MAX_NAME_BYTES,
    MAX_SUBJECT_BYTES,
    Attachment,
    Letter,
    Purpose,
)
from server.crypto.padding import padded_length
from server.errors import ProofError
from server.ids import AttachmentId, MessageId

THREAD = MessageId(bytes(16))
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(texts, texts, st.sampled_from(Purpose), st.integers(0, 3))
def test_a_letter_comes_back_or_is_refused(subject: str, text: str, purpose: Purpose, files: int) -> None:
    """Whatever is written; a name that would deceive is refused by both sides alike."""
    with suppress(ProofError):
        rows = tuple(_file(bytes([n]) * 16, f"{n}{text}") for n in range(files))
        letter = Letter(THREAD, subject, text, purpose, rows)
        assert read(Letter, letter.encoded()) == letter


@given(st.binary(max_size=200))
def test_any_bytes_are_a_letter_or_refused(data: bytes) -> None:
    """Nothing but ProofError."""
    with suppress(ProofError):
        assert read(Letter, data).encoded() == data


def test_the_longest_letter_fits_an_envelope() -> None:
    """With ten attachments under the longest names it pads to 38 912 bytes, far below what a frame holds."""
    rows = tuple(
        Attachment(
            AttachmentId(bytes([n]) * 16), "n" * MAX_NAME_BYTES, "m" * MAX_MEDIA_TYPE_BYTES, MAX_FILE_BYTES, *_proof()
        )
        for n in range(MAX_ATTACHMENTS)
    )
    letter = Letter(THREAD, "s" * MAX_SUBJECT_BYTES, "t" * MAX_LETTER_BYTES, Purpose.REFERRAL, rows)
    assert padded_length(len(letter.encoded())) == 38_912


def _file(identity: bytes, name: str) -> Attachment:
    return Attachment(AttachmentId(identity), name, "text/plain", 1, *_proof())


def _proof() -> tuple[bytes, bytes]:
    return bytes(32), bytes(32)
