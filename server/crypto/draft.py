"""Drafts (crypto.md §3.10): what somebody has written and not sent, sealed for their own other browsers."""

from dataclasses import dataclass

from server.crypto.aead import open_box, seal_box
from server.crypto.canonical import Body, encode, read, written
from server.crypto.checks import Random, counted, ids, text_at_most
from server.crypto.content import MAX_TEXT_BYTES
from server.crypto.padding import pad, unpad
from server.ids import AccountId, ConversationId


class Draft(Body, frozen=True, tag="webtherapy/v1/draft"):
    """A text that may become a message, and is no longer than one may be."""

    text: str

    def __post_init__(self) -> None:
        text_at_most(MAX_TEXT_BYTES, self.text)


@dataclass(frozen=True, slots=True)
class DraftPlace:
    """Whose draft, for which conversation; `version` is the time of writing, and greater than the one before it."""

    account: AccountId
    conversation: ConversationId
    version: int


def seal_draft(drafts_key: bytes, place: DraftPlace, text: str, random: Random) -> bytes:
    """The sealed draft."""
    return seal_box(drafts_key, pad(written(Draft(text))), _context(place), random)


def open_draft(drafts_key: bytes, place: DraftPlace, sealed: bytes) -> str:
    """The text; ProofError("wrong_key") unless key and place are those it was sealed with."""
    return read(Draft, unpad(open_box(drafts_key, sealed, _context(place)))).text


def _context(place: DraftPlace) -> bytes:
    ids(place.account, place.conversation)
    counted(place.version)
    return encode("webtherapy/v1/draft-seal", place.account, place.conversation, place.version)
