"""The therapist's notes (crypto.md §14): sealed to their author alone. No part of the server ever opens one."""

from dataclasses import dataclass
from typing import Final

from server.crypto.aead import open_box, seal_box
from server.crypto.canonical import Body, Uint, encode, read, written
from server.crypto.checks import Random, counted, ids, text_at_most
from server.crypto.padding import pad, unpad
from server.ids import AccountId, ConversationId, NoteId

MAX_NOTE_BYTES: Final = 32_768


class PrivateNote(Body, frozen=True, tag="webtherapy/v1/private-note"):
    """What a therapist thinks of a conversation, whose client's, and since when it is written."""

    client: AccountId
    begun_at: Uint
    text: str

    def __post_init__(self) -> None:
        ids(self.client)
        text_at_most(MAX_NOTE_BYTES, self.text)


@dataclass(frozen=True, slots=True)
class NotePlace:
    """Whose note, about which conversation; `version` counts from 1."""

    author: AccountId
    conversation: ConversationId
    note: NoteId
    version: int


def seal_private_note(notes_key: bytes, place: NotePlace, note: PrivateNote, random: Random) -> bytes:
    """The sealed note."""
    return seal_box(notes_key, pad(written(note)), _context(place), random)


def open_private_note(notes_key: bytes, place: NotePlace, sealed: bytes) -> PrivateNote:
    """The note; ProofError("wrong_key") unless key and place are those it was sealed with."""
    return read(PrivateNote, unpad(open_box(notes_key, sealed, _context(place))))


def _context(place: NotePlace) -> bytes:
    ids(place.author, place.conversation, place.note)
    counted(place.version)
    return encode("webtherapy/v1/private-note-seal", place.author, place.conversation, place.note, place.version)
