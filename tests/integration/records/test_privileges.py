"""What is retained cannot be changed or removed by the application (requirement S10)."""

# ruff: noqa: S608  (the names of tables are words of this file)

import asyncpg
import pytest

from server.crypto.closing import ClosingReason
from tests.integration.channels.care import Care
from tests.integration.channels.cast import House, Pair, house

RETAINED = ("conversation", "member", "record", "epoch", "wrap", "deposit", "sealed_share", "successor", "closing")
MOVING = ("conversation_head", "sender_instance", "cursor")
"""Places and counters: they move forward with the record, and are in it all the same."""

DENIED = asyncpg.InsufficientPrivilegeError


async def _filled(home: House) -> Pair:
    pair = Pair()
    await home.begin(pair)
    await home.send(pair.client.account, pair.seal(pair.client))()
    pair.client.rotate()
    await home.certify(pair.client)
    care = Care(home)
    over = await care.treat()
    assert await care.close(over, over.therapist, ClosingReason.ENDED) == "closed"
    return pair


@pytest.mark.parametrize("table", RETAINED)
async def test_nothing_retained_is_changed_or_removed(messaging_url: str, table: str) -> None:
    """The role that serves may add and read: UPDATE, DELETE, TRUNCATE and DROP are refused by PostgreSQL itself."""
    async with house(messaging_url) as home:
        await _filled(home)
    connection = await asyncpg.connect(messaging_url)
    try:
        before = await connection.fetchval(f"SELECT count(*) FROM {table}")
        assert before > 0
        for statement in (
            f"UPDATE {table} SET conversation = conversation",
            f"DELETE FROM {table}",
            f"TRUNCATE {table} CASCADE",
        ):
            with pytest.raises(DENIED):
                await connection.execute(statement)
        with pytest.raises(asyncpg.PostgresError):
            await connection.execute(f"DROP TABLE {table} CASCADE")
        assert await connection.fetchval(f"SELECT count(*) FROM {table}") == before
    finally:
        await connection.close()


async def test_no_partition_is_a_way_around(messaging_url: str) -> None:
    """The parts of the record cannot be reached by their own names."""
    connection = await asyncpg.connect(messaging_url)
    try:
        for statement in ("SELECT FROM record_00", "DELETE FROM record_63", "UPDATE record_17 SET time = 0"):
            with pytest.raises(DENIED):
                await connection.execute(statement)
    finally:
        await connection.close()


async def test_only_a_change_of_therapist_lets_a_member_leave(messaging_url: str) -> None:
    """Nobody else leaves, no client ever, nobody comes back by an update; and who reads keeps their wraps."""
    async with house(messaging_url) as home:
        care = Care(home)
        ended, changed = await care.treat(), await care.treat()
        assert await care.close(ended, ended.therapist, ClosingReason.ENDED) == "closed"
        assert await care.close(changed, changed.client) == "closed"
    connection = await asyncpg.connect(messaging_url)
    leave = "UPDATE member SET left_at = $3 WHERE conversation = $1 AND account = $2"
    erase = "DELETE FROM wrap WHERE conversation = $1 AND account = $2"
    try:
        for pair, person, left in (
            (ended, ended.therapist, 1),
            (ended, ended.client, 1),
            (changed, changed.client, 1),
            (changed, changed.therapist, None),
        ):
            with pytest.raises(DENIED):
                await connection.execute(leave, pair.conversation, person.account, left)
        for pair, person in ((ended, ended.therapist), (ended, ended.client), (changed, changed.client)):
            with pytest.raises(DENIED):
                await connection.execute(erase, pair.conversation, person.account)
        with pytest.raises(DENIED):
            await connection.execute("UPDATE wrap SET wrap = wrap")
    finally:
        await connection.close()


@pytest.mark.parametrize("table", MOVING)
async def test_places_move_but_do_not_go(messaging_url: str, table: str) -> None:
    """Heads, counters and cursors may be updated, never deleted."""
    connection = await asyncpg.connect(messaging_url)
    try:
        await connection.execute(f"UPDATE {table} SET conversation = conversation")
        with pytest.raises(DENIED):
            await connection.execute(f"DELETE FROM {table}")
        with pytest.raises(DENIED):
            await connection.execute(f"TRUNCATE {table} CASCADE")
    finally:
        await connection.close()


async def test_lengths_are_checked_by_the_database_too(messaging_url: str) -> None:
    """An id or a hash of the wrong length is refused whoever inserts it."""
    connection = await asyncpg.connect(messaging_url)
    insert = "INSERT INTO record VALUES ($1, $2, 0, $3, $4, 'x', $5)"
    sixteen, thirty_two = bytes(16), bytes(32)
    wrong = [
        (bytes(15), 1, 2, sixteen, thirty_two),
        (sixteen, 0, 2, sixteen, thirty_two),
        (sixteen, 1, 3, sixteen, thirty_two),
        (sixteen, 1, 2, None, thirty_two),
        (sixteen, 1, 1, sixteen, thirty_two),
        (sixteen, 1, 2, bytes(17), thirty_two),
        (sixteen, 1, 2, sixteen, bytes(31)),
    ]
    try:
        for values in wrong:
            with pytest.raises(asyncpg.CheckViolationError):
                await connection.execute(insert, *values)
    finally:
        await connection.close()


async def test_the_record_is_spread_over_its_parts(messaging_url: str) -> None:
    """Sixty-four of them, by conversation."""
    connection = await asyncpg.connect(messaging_url)
    try:
        count = await connection.fetchval("SELECT count(*) FROM pg_inherits WHERE inhparent = 'record'::regclass")
        keys = await connection.fetchval("SELECT pg_get_partkeydef('record'::regclass)")
    finally:
        await connection.close()
    assert (count, keys) == (64, "HASH (conversation)")
