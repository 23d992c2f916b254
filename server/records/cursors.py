"""Cursors (protocol.md §3.4): how far each member's clients have received and shown the record. They only move forward."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from server.ids import AccountId, ConversationId
from server.records.sql import queries
from server.storage.database import Connection


class Seen(NamedTuple):
    """How far somebody's clients have received and shown the record, and how far of the latter others may know."""

    delivered: int
    read: int
    told: int

    def further(self, other: "Seen") -> "Seen":
        """The furthest of both."""
        return Seen(*map(max, self, other))


Confirmed = Mapping[tuple[ConversationId, AccountId], Seen]
"""Who has seen how much of what."""


@dataclass(frozen=True, slots=True, repr=False)
class Moved:
    """A cursor where it stands now, as far as others may know."""

    conversation: ConversationId
    account: AccountId
    delivered: int
    told: int


async def confirm(connection: Connection, confirmed: Confirmed) -> list[Moved]:
    """Move cursors, all in one statement: those of which others may know more now.

    What is not a member's, or lies beyond the record, is not believed.
    """
    # Sorted, so that two processes lock rows in one order.
    keys = sorted(confirmed)
    rows = await connection.fetch(
        queries.confirm,
        [conversation for conversation, _ in keys],
        [account for _, account in keys],
        [confirmed[key].delivered for key in keys],
        [confirmed[key].read for key in keys],
        [confirmed[key].told for key in keys],
    )
    return [Moved(row["conversation"], row["account"], row["delivered"], row["told"]) for row in rows]
