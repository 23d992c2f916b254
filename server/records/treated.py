"""Whom somebody treats or treated: unlike reading the record, that stays true after a client has gone to somebody else."""

from dataclasses import dataclass

from server.ids import AccountId, ConversationId
from server.records.sql import care as queries
from server.storage.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Treated:
    """A conversation that somebody has or had as its therapist, and its client."""

    conversation: ConversationId
    client: AccountId
    opened_at: int


async def treated_by(connection: Connection, therapist: AccountId) -> list[Treated]:
    """All of them, the one that began last first."""
    return [
        Treated(
            conversation=ConversationId(row["conversation"]),
            client=AccountId(row["client"]),
            opened_at=row["opened_at"],
        )
        for row in await connection.fetch(queries.treated_by, therapist)
    ]


async def has_treated(connection: Connection, conversation: ConversationId, account: AccountId) -> bool:
    """Whether the account is or was the therapist of a conversation."""
    return bool(await connection.fetchval(queries.has_treated, conversation, account))


async def therapists_of(connection: Connection, conversation: ConversationId) -> list[AccountId]:
    """Who are or were the therapists of a conversation."""
    return [AccountId(row["account"]) for row in await connection.fetch(queries.therapists_of, conversation)]
