"""Keeping a therapist's own notes (crypto.md §14): its author writes, reads and deletes them, and nobody else learns that there are any."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.errors import Refusal, RefusalCode
from server.ids import AccountId, ConversationId, NoteId
from server.records import holds
from server.records.releases import client_of
from server.records.treated import Treated, has_treated, treated_by
from server.storage.database import Connection, Row
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("private_notes.sql"))

PAGE: Final = 20
"""Of the longest there can be, less than a megabyte."""

MOST_NOTES: Final = 2_000
"""About one conversation: more than a note after each session of forty years."""

MOST_DELETED: Final = 1_000
"""Deleted notes per author: of these the newest are remembered, so that no older version comes back."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class KeptNote:
    """A note as it is kept. `sealed` is None once it was deleted; `kept_at` is when its first version came."""

    note: NoteId
    conversation: ConversationId
    version: int
    sealed: bytes | None
    kept_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedPlace:
    """A conversation that an author writes notes about: whose, how many there are, and when the newest was begun (None: there is none)."""

    treated: Treated
    notes: int
    last_at: int | None


async def places_of(connection: Connection, author: AccountId) -> list[NotedPlace]:
    """Every conversation that the author has or had as its therapist, the one that began last first."""
    counts = {row["conversation"]: row for row in await connection.fetch(queries.counts, author)}
    places = []
    for treated in await treated_by(connection, author):
        row = counts.get(treated.conversation)
        notes, last_at = (0, None) if row is None else (row["notes"], row["last_at"])
        places.append(NotedPlace(treated=treated, notes=notes, last_at=last_at))
    return places


async def page_of(
    connection: Connection, author: AccountId, conversation: ConversationId, before: NoteId | None
) -> list[KeptNote]:
    """The author's notes about a conversation, newest first, PAGE of them behind `before`; `not_for_you` when it was never theirs."""
    await _check_treated(connection, conversation, author)
    return [_note(row) for row in await connection.fetch(queries.page, author, conversation, before, PAGE)]


async def note_of(connection: Connection, author: AccountId, note: NoteId) -> KeptNote:
    """One note as it is kept now, deleted ones included; `not_for_you` when it is not the author's."""
    row = await connection.fetchrow(queries.one, author, note)
    if row is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    return _note(row)


async def keep(connection: Connection, author: AccountId, note: KeptNote) -> None:
    """Keep a note's first version, or the one after the one that is kept; None in the place of `sealed` deletes it. The same again is fine.

    Refuses conversations whose therapist the author never was (`not_for_you`), any other version, whatever is written to a deleted note
    (`conflict`), more notes about a conversation than MOST_NOTES (`too_large`), and while the client's record is held (`held`) deleting any
    note and changing one that was there before.
    """
    await _check_treated(connection, note.conversation, author)
    await _check_not_held(connection, author, note)
    await connection.execute(queries.take_turns_noting, author)
    others = await connection.fetchval(queries.others, author, note.conversation, note.note)
    if note.sealed is not None and others >= MOST_NOTES:
        raise Refusal(RefusalCode.TOO_LARGE)
    kept = await connection.fetchval(
        queries.keep, author, note.note, note.conversation, note.version, note.sealed, note.kept_at
    )
    if kept is None:
        raise Refusal(RefusalCode.CONFLICT)
    if note.sealed is None:
        await connection.execute(queries.forget_deleted, author, MOST_DELETED)


async def _check_treated(connection: Connection, conversation: ConversationId, author: AccountId) -> None:
    if not await has_treated(connection, conversation, author):
        raise Refusal(RefusalCode.NOT_FOR_YOU)


async def _check_not_held(connection: Connection, author: AccountId, note: KeptNote) -> None:
    client = await client_of(connection, note.conversation)
    await holds.take_turns(connection, client)
    since = await holds.held_since(connection, client)
    if since is None:
        return
    if note.sealed is None or await connection.fetchval(queries.stood, author, note.note, note.version, since):
        raise Refusal(RefusalCode.HELD)


def _note(row: Row) -> KeptNote:
    return KeptNote(
        note=NoteId(row["note"]),
        conversation=ConversationId(row["conversation"]),
        version=row["version"],
        sealed=row["sealed"],
        kept_at=row["kept_at"],
    )
