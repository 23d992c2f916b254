"""A therapist's own notes (crypto.md §14, protocol.md §1.11): sealed here, for their author alone."""

import os
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Final

from client_py.account import Account
from client_py.documents import Document, Octets
from client_py.http import Http
from server.crypto.checks import Random, drawn
from server.crypto.private_note import NotePlace, PrivateNote, open_private_note, seal_private_note
from server.errors import ProofError
from server.ids import ID_BYTES, AccountId, ConversationId, NoteId

PATH: Final = "/messaging/v1/private-notes"


class StoredNote(Document, frozen=True, kw_only=True):
    """A note as the service keeps it, and POST private-notes; `sealed` is null once it was deleted."""

    note: Octets
    conversation: Octets
    version: int
    sealed: Octets | None


class NotesPage(Document, frozen=True, kw_only=True):
    """GET private-notes."""

    notes: list[StoredNote]


@dataclass(frozen=True, slots=True, repr=False)
class OwnNote:
    """A note as its author reads it."""

    place: NotePlace
    said: PrivateNote


async def keep_note(
    http: Http, account: Account, conversation: ConversationId, said: PrivateNote, random: Random = os.urandom
) -> NotePlace:
    """A new note about a conversation."""
    place = NotePlace(account.identity, conversation, NoteId(drawn(random, ID_BYTES)), 1)
    await _tell(http, place, seal_private_note(account.ring.newest.notes, place, said, random))
    return place


async def delete_note(http: Http, place: NotePlace) -> None:
    """The note is gone, from the service and for ever; `conflict` when it was written to meanwhile."""
    await _tell(http, NotePlace(place.author, place.conversation, place.note, place.version + 1), None)


async def read_notes(http: Http, account: Account, conversation: ConversationId, client: AccountId) -> list[OwnNote]:
    """All notes about a conversation, newest first. ProofError when one does not open, or is about somebody else."""
    found: list[OwnNote] = []
    behind = ""
    while page := (await http.get(f"{PATH}?conversation={_named(conversation)}{behind}", NotesPage)).notes:
        found += [_opened(account, each, conversation, client) for each in page if each.sealed is not None]
        behind = f"&before={_named(page[-1].note)}"
    return found


def _opened(account: Account, stored: StoredNote, conversation: ConversationId, client: AccountId) -> OwnNote:
    place = NotePlace(account.identity, conversation, NoteId(bytes(stored.note)), stored.version)
    for generation in range(account.ring.generation, -1, -1):
        try:
            said = open_private_note(account.ring.at(generation).notes, place, bytes(stored.sealed or b""))
        except ProofError as error:
            if error.reason != "wrong_key":
                raise
            continue
        if said.client != client:
            raise ProofError("wrong_client")
        return OwnNote(place, said)
    raise ProofError("wrong_key")


async def _tell(http: Http, place: NotePlace, sealed: bytes | None) -> None:
    note = StoredNote(
        note=Octets(place.note),
        conversation=Octets(place.conversation),
        version=place.version,
        sealed=None if sealed is None else Octets(sealed),
    )
    await http.tell(PATH, note)


def _named(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode("ascii")
