"""Reading the record: onwards from a cursor, backwards page by page, and where a member stands."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from server.errors import StorageFault
from server.ids import AccountId, ConversationId, LiveSessionId
from server.protocol.frames import Cursor, Entry
from server.protocol.limits import MAX_DELIVERY_BYTES
from server.records.appending import Placed
from server.records.grants import ReadingGrant
from server.records.sql import queries
from server.storage.database import Connection, Row


class Standing(Enum):
    """Who may read: who takes part, and who was let read what was before them (crypto.md §5.3)."""

    MEMBER = "member"
    READER = "reader"


@dataclass(frozen=True, slots=True, repr=False)
class Place:
    """A conversation as one comes to it who reads and has seen everything up to `after`; `head` is the head there."""

    after: int
    head: bytes
    sequence: int
    epoch: int
    session: LiveSessionId | None
    cursors: list[Cursor]


@dataclass(frozen=True, slots=True, repr=False)
class ReadPage:
    """Entries in order, and the head before the first of them."""

    anchor: bytes
    entries: list[Entry]


async def place_of(
    connection: Connection, conversation: ConversationId, account: AccountId, after: int = 0
) -> Place | None:
    """Where one stands who reads; None for who does not, and where there is no conversation.

    `after` is lowered to the newest sequence when the record does not reach that far (protocol.md §3.3).
    """
    row = await connection.fetchrow(queries.place_of, conversation, account, after)
    if row is None:
        return None
    return Place(
        after=min(after, row["sequence"]),
        head=_head_at(row, after),
        sequence=row["sequence"],
        epoch=row["epoch"],
        session=row["session"],
        cursors=[
            Cursor(account=each, delivered=delivered, read=read)
            for each, delivered, read in zip(row["accounts"], row["delivered"], row["read"], strict=True)
        ],
    )


async def read_after(connection: Connection, grant: ReadingGrant, after: int, limit: int) -> list[Placed]:
    """The next entries, at most `limit` and MAX_DELIVERY_BYTES of payload, but one if there is one. Empty: there are none, or the
    grant's holder reads no more.
    """
    return await _after(connection, grant.conversation, after, limit, grant.account)


async def read_for_tail(connection: Connection, conversation: ConversationId, after: int, limit: int) -> list[Placed]:
    """The same for what a process keeps of a conversation, for whoever follows it there."""
    return await _after(connection, conversation, after, limit, None)


async def _after(
    connection: Connection, conversation: ConversationId, after: int, limit: int, account: AccountId | None
) -> list[Placed]:
    rows = await connection.fetch(queries.read_after, conversation, after, limit, MAX_DELIVERY_BYTES, account)
    return [(_entry(row), row["head"]) for row in rows]


async def read_before(connection: Connection, grant: ReadingGrant, before: int, limit: int) -> ReadPage:
    """The newest entries with a lower sequence than `before`, oldest first, bounded as in `read_after`, and their anchor."""
    rows = await connection.fetch(queries.read_before, grant.conversation, before, limit, MAX_DELIVERY_BYTES)
    anchored = rows[0]["sequence"] - 1 if rows else 0
    place = await place_of(connection, grant.conversation, grant.account, anchored)
    if place is None or place.after != anchored:
        # The row says that there is a record up to there, the grant that it is theirs: this is our fault, or it is theirs no more.
        raise StorageFault
    return ReadPage(place.head, [_entry(row) for row in rows])


async def newest(connection: Connection, conversations: Collection[ConversationId]) -> dict[ConversationId, int]:
    """The newest sequence of each of these conversations."""
    rows = await connection.fetch(queries.newest, list(conversations))
    return {row["conversation"]: row["sequence"] for row in rows}


async def is_member(connection: Connection, conversation: ConversationId, account: AccountId) -> bool:
    """Whether there is such a conversation and the account takes part in it, and has not left."""
    return bool(await connection.fetchval(queries.is_member, conversation, account))


async def standing_of(connection: Connection, conversation: ConversationId, account: AccountId) -> Standing | None:
    """How an account stands to a conversation; None when it may not read it, and where there is none."""
    member = await connection.fetchval(queries.standing, conversation, account)
    if member is None:
        return None
    return Standing.MEMBER if member else Standing.READER


def _head_at(row: Row, after: int) -> bytes:
    if after == 0:
        return bytes(row["genesis"])
    return bytes(row["head"] if after >= row["sequence"] else row["head_at"])


def _entry(row: Row) -> Entry:
    return Entry(sequence=row["sequence"], time=row["time"], kind=row["kind"], payload=row["payload"])
