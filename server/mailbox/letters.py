"""Letters and appointments (protocol.md §1.5): where they stand in the record, what was read, and what was put away."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.errors import Refusal, RefusalCode
from server.ids import AccountId, ConversationId, MessageId
from server.records.transcripts import is_member
from server.storage.database import Connection
from server.storage.queries import load

_queries: Final = load(Path(__file__).with_name("letters.sql"))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Place:
    """Where a letter stands. `read`: by the asker; of the asker's own letters, by somebody else who lets that be known."""

    conversation: ConversationId
    sequence: int
    sender: AccountId
    read: bool


async def letters_of(connection: Connection, account: AccountId) -> list[Place]:
    """Those of conversations that the account reads, newest first."""
    return [
        Place(
            conversation=ConversationId(row["conversation"]),
            sequence=row["sequence"],
            sender=AccountId(row["sender"]),
            read=row["read"],
        )
        for row in await connection.fetch(_queries.letters_of, account)
    ]


async def archived_by(connection: Connection, account: AccountId) -> list[MessageId]:
    """The threads that the account has put away."""
    return [MessageId(row["thread"]) for row in await connection.fetch(_queries.archived_by, account)]


async def read_letters(
    connection: Connection,
    conversation: ConversationId,
    account: AccountId,
    sequences: Sequence[int],
    now: int,
    *,
    told: bool = True,
) -> None:
    """A member has read them; again is fine, and what is no letter of somebody else's is passed over. `told`: others may know."""
    await _check_member(connection, conversation, account)
    await connection.execute(_queries.read_letters, conversation, account, list(sequences), now, told)


async def archive(
    connection: Connection, conversation: ConversationId, account: AccountId, thread: MessageId, *, archived: bool
) -> None:
    """A member puts a thread away, or takes it back."""
    await _check_member(connection, conversation, account)
    query = _queries.archive if archived else _queries.unarchive
    await connection.execute(query, account, conversation, thread)


async def _check_member(connection: Connection, conversation: ConversationId, account: AccountId) -> None:
    if not await is_member(connection, conversation, account):
        raise Refusal(RefusalCode.NOT_FOR_YOU)
