"""Drafts (crypto.md §3.10): what somebody has written and not sent, sealed for their own other browsers."""

from dataclasses import dataclass

from server.crypto.aead import open_box, seal_box
from server.crypto.canonical import Body, encode, read, written
from server.crypto.checks import Random, counted, ids, text_at_most
from server.crypto.content import MAX_TEXT_BYTES
from server.crypto.letter import MAX_LETTER_BYTES, MAX_SUBJECT_BYTES
from server.crypto.padding import pad, unpad
from server.ids import AccountId, ConversationId, DraftSlot, MessageId


class Draft(Body, frozen=True, tag="webtherapy/v1/draft"):
    """A text that may become a message, and is no longer than one may be."""

    text: str

    def __post_init__(self) -> None:
        text_at_most(MAX_TEXT_BYTES, self.text)


class LetterDraft(Body, frozen=True, tag="webtherapy/v1/letter-draft"):
    """What may become a letter: to whom, in which thread (empty: a new one), and what is written so far."""

    conversation: ConversationId
    thread: MessageId
    subject: str
    text: str

    def __post_init__(self) -> None:
        ids(self.conversation)
        if self.thread:
            ids(self.thread)
        text_at_most(MAX_SUBJECT_BYTES, self.subject)
        text_at_most(MAX_LETTER_BYTES, self.text)


@dataclass(frozen=True, slots=True)
class DraftPlace:
    """Whose draft, in which slot; `version` is the time of writing, and greater than the one before it."""

    account: AccountId
    slot: DraftSlot
    version: int


def seal_draft(drafts_key: bytes, place: DraftPlace, text: str, random: Random) -> bytes:
    """The sealed draft."""
    return seal_box(drafts_key, pad(written(Draft(text))), _context(place), random)


def open_draft(drafts_key: bytes, place: DraftPlace, sealed: bytes) -> str:
    """The text; ProofError("wrong_key") unless key and place are those it was sealed with."""
    return read(Draft, unpad(open_box(drafts_key, sealed, _context(place)))).text


def seal_letter_draft(drafts_key: bytes, place: DraftPlace, draft: LetterDraft, random: Random) -> bytes:
    """The sealed draft of a letter."""
    return seal_box(drafts_key, pad(written(draft)), _context(place), random)


def open_letter_draft(drafts_key: bytes, place: DraftPlace, sealed: bytes) -> LetterDraft:
    """The letter as far as it is written; ProofError("wrong_key") unless key and place are those it was sealed with."""
    return read(LetterDraft, unpad(open_box(drafts_key, sealed, _context(place))))


def _context(place: DraftPlace) -> bytes:
    ids(place.account, place.slot)
    counted(place.version)
    return encode("webtherapy/v1/draft-seal", place.account, place.slot, place.version)
