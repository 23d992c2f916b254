"""Unread marks (protocol.md §2.2 `unread`): how many letters and notices wait for somebody."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from server.ids import AccountId, ConversationId
from server.storage.database import Connection
from server.storage.queries import load

_queries: Final = load(Path(__file__).with_name("unread.sql"))


class Unread(NamedTuple):
    """What an account has not read."""

    letters: int
    notices: int


async def unread(connection: Connection, accounts: Sequence[AccountId]) -> Mapping[AccountId, Unread]:
    """The counts of each of these accounts, in one round trip. The one place that counts."""
    rows = await connection.fetch(_queries.unread, list(accounts))
    return {AccountId(row["account"]): Unread(row["letters"], row["notices"]) for row in rows}


async def readers_of(connection: Connection, conversations: Collection[ConversationId]) -> list[AccountId]:
    """Everyone who reads any of these conversations."""
    rows = await connection.fetch(_queries.readers_of, list(conversations))
    return [AccountId(row["account"]) for row in rows]
