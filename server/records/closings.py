"""Closings in the record (crypto.md §12.4): whose conversation is over, and who leaves it."""

from collections.abc import Collection

from server.crypto.closing import ClosingReason
from server.crypto.signing import SignedBody
from server.ids import AccountId, ConversationId
from server.records.grants import ClosingGrant
from server.records.log import LogKind, Noted, add
from server.records.sql import care as queries
from server.storage.database import Connection, Row

Unread = tuple[ConversationId, AccountId]
"""Who does not read what any more."""


async def closing_of(connection: Connection, conversation: ConversationId) -> SignedBody | None:
    """The closing of a conversation, None while it is open."""
    row = await connection.fetchrow(queries.closing_of, conversation)
    return None if row is None else SignedBody(row["body"], row["signature"])


async def keep(connection: Connection, grant: ClosingGrant, now: int) -> list[Unread]:
    """Close, in the transaction that has the head locked. With a change of therapist everyone but the client leaves, their wraps are
    erased, and what they read of that client's by grants is theirs no more; identity will hear of it (records/departures.py).
    """
    closing = grant.closing
    await connection.execute(
        queries.close,
        closing.conversation,
        closing.reason.value,
        closing.account,
        grant.signed.body,
        grant.signed.signature,
        now,
    )
    noted = Noted(
        kind=LogKind.CLOSING,
        record=grant.signed.encoded(),
        account=closing.account,
        conversation=closing.conversation,
    )
    await add(connection, noted)
    if closing.reason is not ClosingReason.CHANGED:
        return []
    unread = _pairs(await connection.fetch(queries.leave, closing.conversation, now))
    await connection.execute(queries.erase_wraps, *_columns(unread))
    await connection.execute(queries.depart, closing.conversation)
    return unread


async def who_left(connection: Connection, reading: Collection[Unread]) -> set[Unread]:
    """Those of these who do not read any more what they did."""
    return set(_pairs(await connection.fetch(queries.gone, *_columns(reading))))


async def members_among(connection: Connection, asked: Collection[Unread]) -> set[Unread]:
    """Those of these who take part, and have not left."""
    return set(_pairs(await connection.fetch(queries.members_among, *_columns(asked))))


def _columns(pairs: Collection[Unread]) -> tuple[list[bytes], list[bytes]]:
    return [conversation for conversation, _ in pairs], [account for _, account in pairs]


def _pairs(rows: Collection[Row]) -> list[Unread]:
    return [(ConversationId(row["conversation"]), AccountId(row["account"])) for row in rows]
