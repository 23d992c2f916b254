"""Cursors (protocol.md §3.4): how far each member's clients have received and shown the record. They only move forward."""

from collections.abc import Mapping
from dataclasses import dataclass

from server.ids import AccountId, ConversationId
from server.records.sql import queries
from server.storage.database import Connection

Confirmed = Mapping[tuple[ConversationId, AccountId], tuple[int, int]]
"""Who has received and shown how much of what: (delivered, read)."""


@dataclass(frozen=True, slots=True, repr=False)
class Moved:
    """A cursor where it stands now."""

    conversation: ConversationId
    account: AccountId
    delivered: int
    read: int


async def confirm(connection: Connection, confirmed: Confirmed) -> list[Moved]:
    """Move cursors, all in one statement; what is not a member's, or lies beyond the record, is not believed."""
    # Sorted, so that two processes lock rows in one order.
    keys = sorted(confirmed)
    rows = await connection.fetch(
        queries.confirm,
        [conversation for conversation, _ in keys],
        [account for _, account in keys],
        [confirmed[key][0] for key in keys],
        [confirmed[key][1] for key in keys],
    )
    return [Moved(row["conversation"], row["account"], row["delivered"], row["read"]) for row in rows]
