"""What is held, or agreed on by nobody, stays whoever runs what statement: the database's own law (crypto.md §15.2, §15.3; compliance RT-02)."""

import os
from collections.abc import AsyncIterator
from typing import Final

import asyncpg
import pytest

from server.storage.database import Connection, Database
from tests.integration.practice.retaining import MadeRecord, made

DENIED: Final = asyncpg.InsufficientPrivilegeError
AT: Final = 1

ERASING: Final = {
    "wrap": "DELETE FROM wrap WHERE conversation = $1",
    "share": "DELETE FROM sealed_share WHERE conversation = $1",
    "entry": "UPDATE record SET payload = '', letter_from = NULL WHERE conversation = $1",
    "chunk": "DELETE FROM attachment_chunk c USING attachment a WHERE a.attachment = c.attachment AND a.conversation = $1",
    "shelved": "DELETE FROM shelved_chunk c USING attachment a WHERE a.attachment = c.attachment AND a.conversation = $1",
    "file": "DELETE FROM attachment WHERE conversation = $1",
}
"""What the role that serves may run to erase a record."""


@pytest.fixture(name="database")
async def _database(messaging_url: str) -> AsyncIterator[Database]:
    async with Database(messaging_url, pool_size=1) as database:
        yield database


async def _refused(url: str, statement: str, *values: object) -> None:
    """By PostgreSQL itself, for this very reason."""
    connection = await asyncpg.connect(url)
    try:
        with pytest.raises(DENIED):
            await connection.execute(statement, *values)
    finally:
        await connection.close()


async def _all_refused(url: str, record: MadeRecord) -> None:
    for statement in ERASING.values():
        await _refused(url, statement, record.conversations[0])


async def _agreed(connection: Connection, record: MadeRecord) -> bytes:
    """Two people have signed that it goes."""
    destruction = os.urandom(16)
    await connection.execute(
        "INSERT INTO destruction (destruction_id, client, body, signature, proposed_at) VALUES ($1, $2, '', $3, $4)",
        destruction, record.client, bytes(64), AT,
    )  # fmt: skip
    await connection.execute(
        "INSERT INTO destruction_approval VALUES ($1, $2, $3, 0, 0, 0, 0, 0)", destruction, bytes(64), AT
    )
    return destruction


async def _hold(connection: Connection, record: MadeRecord) -> bytes:
    hold = os.urandom(16)
    await connection.execute(
        "INSERT INTO hold (hold_id, client, cause, reason_hash, body, signature, kept_at) VALUES ($1, $2, 'officer', $3, '', $4, $5)",
        hold, record.client, bytes(32), bytes(64), AT,
    )  # fmt: skip
    return hold


async def _lift(connection: Connection, hold: bytes) -> None:
    reason = os.urandom(32)
    await connection.execute("INSERT INTO paper (hash, sealed, kept_at) VALUES ($1, '', $2)", reason, AT)
    await connection.execute("INSERT INTO hold_lift VALUES ($1, $2, '', $3, $4)", hold, reason, bytes(64), AT)


DESTROY: Final = "INSERT INTO destroyed_conversation (conversation, destruction_id) VALUES ($1, $2)"


async def test_a_hold_is_the_databases_own(database: Database, messaging_url: str) -> None:
    """Neither before nor after two have agreed is anything erased while it stands; lifted, all of it goes, and nothing comes back."""
    record = await made(database, AT)
    [conversation] = record.conversations
    await _all_refused(messaging_url, record)
    async with database.transaction() as connection:
        destruction, first = await _agreed(connection, record), await _hold(connection, record)
    await _refused(messaging_url, DESTROY, conversation, destruction)
    async with database.transaction() as connection:
        await _lift(connection, first)
        await connection.execute(DESTROY, conversation, destruction)
        second = await _hold(connection, record)
    await _all_refused(messaging_url, record)
    async with database.transaction() as connection:
        await _lift(connection, second)
        for statement in ERASING.values():
            await connection.execute(statement, conversation)
    assert await record.left(database) == {"wraps": 0, "shares": 0, "entries": 0, "files": 0, "places": 3}
    wrap = "INSERT INTO wrap (conversation, epoch, account, wrap) VALUES ($1, 1, $2, 'wrap')"
    await _refused(messaging_url, wrap, conversation, record.client)


async def test_only_what_is_over_and_this_clients_is_destroyed(database: Database, messaging_url: str) -> None:
    """An open conversation is not, nor another client's by the same agreement."""
    over, going_on = await made(database, AT), await made(database, AT, closed=False)
    async with database.transaction() as connection:
        of_over, of_going_on = await _agreed(connection, over), await _agreed(connection, going_on)
    await _refused(messaging_url, DESTROY, going_on.conversations[0], of_going_on)
    await _refused(messaging_url, DESTROY, going_on.conversations[0], of_over)
    another = await made(database, AT)
    await _refused(messaging_url, DESTROY, another.conversations[0], of_over)


async def test_an_entry_is_emptied_and_never_rewritten(database: Database, messaging_url: str) -> None:
    """Not even of what is destroyed: other words in its place are refused."""
    record = await made(database, AT)
    async with database.transaction() as connection:
        await connection.execute(DESTROY, record.conversations[0], await _agreed(connection, record))
    await _refused(
        messaging_url,
        "UPDATE record SET payload = 'other', letter_from = NULL WHERE conversation = $1",
        record.conversations[0],
    )
