"""`Database` on a real PostgreSQL, over a network that fails."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator

import pytest

from server.errors import StorageFault
from server.storage.database import Database
from server.storage.embedded.stack import EmbeddedStack
from tests.support.databases import FreshDatabase


@pytest.fixture(name="database")
async def _database(messaging_database: FreshDatabase) -> AsyncIterator[Database]:
    async with Database(messaging_database.migration_url, pool_size=2) as opened:
        async with opened.acquire() as connection:
            await connection.execute("CREATE TABLE t (n integer PRIMARY KEY)")
        yield opened


async def _numbers(database: Database) -> list[int]:
    async with database.acquire() as connection:
        return [row["n"] for row in await connection.fetch("SELECT n FROM t ORDER BY n")]


async def test_a_transaction_commits_when_it_ends(database: Database) -> None:
    """What was done in it is there afterwards."""
    async with database.transaction() as connection:
        await connection.executemany("INSERT INTO t VALUES ($1)", [(1,), (2,)])
    assert await _numbers(database) == [1, 2]


async def test_a_transaction_that_is_left_by_an_exception_did_nothing(database: Database) -> None:
    """The exception goes on as it was."""
    with pytest.raises(KeyError):
        async with database.transaction() as connection:
            await connection.execute("INSERT INTO t VALUES (1)")
            raise KeyError
    assert await _numbers(database) == []


async def test_a_savepoint_fails_alone(database: Database) -> None:
    """One bad row does not take the others with it."""
    async with database.transaction() as connection:
        await connection.execute("INSERT INTO t VALUES (1)")
        with pytest.raises(StorageFault):
            async with connection.transaction():
                await connection.execute("INSERT INTO t VALUES (1)")
        await connection.execute("INSERT INTO t VALUES (2)")
    assert await _numbers(database) == [1, 2]


async def test_a_fault_says_nothing_of_the_row(database: Database) -> None:
    """The driver's text, detail and traceback's cause stay behind."""
    async with database.acquire() as connection:
        await connection.execute("INSERT INTO t VALUES (4711)")
        with pytest.raises(StorageFault) as caught:
            await connection.execute("INSERT INTO t VALUES (4711)")
    assert str(caught.value) == ""
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


async def test_a_pool_heals_when_postgresql_returns(database: Database, stack: EmbeddedStack) -> None:
    """While it is away every call is a StorageFault; afterwards the same pool works."""
    stack.postgres.kill()
    with pytest.raises(StorageFault):
        while True:
            await database.ping()
    await stack.postgres.healed()
    await database.ping()


async def test_a_transaction_that_loses_postgresql_commits_nothing(database: Database, stack: EmbeddedStack) -> None:
    """The fault reaches the caller, and the rows are not there."""
    with pytest.raises(StorageFault):
        async with database.transaction() as connection:
            await connection.execute("INSERT INTO t VALUES (1)")
            stack.postgres.kill()
            await stack.postgres.healed()
            await connection.execute("INSERT INTO t VALUES (2)")
    assert await _numbers(database) == []


async def test_an_address_where_nobody_is_fails_at_once() -> None:
    """A server that is away costs its callers no patience: the call itself says so."""
    async with Database("postgresql://nobody:x@127.0.0.1:1/nothing") as database:
        with pytest.raises(StorageFault):
            await database.ping()


async def test_a_pool_that_is_used_up_says_try_again(database: Database) -> None:
    """Who waits too long for a connection gets a fault instead of waiting on."""
    async with database.acquire(), database.acquire():
        with pytest.raises(StorageFault):
            await database.ping()
    await database.ping()


async def test_cancelling_gives_the_connection_back(database: Database) -> None:
    """A caller that goes away in the middle of a statement leaves the pool whole."""
    for _ in range(3):
        started = asyncio.Event()
        task = asyncio.create_task(_sleep_in_postgres(database, started))
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    async with database.acquire(), database.acquire():
        pass


async def _sleep_in_postgres(database: Database, started: asyncio.Event) -> None:
    async with database.transaction() as connection:
        started.set()
        await connection.execute("SELECT pg_sleep(60)")


async def test_a_database_that_was_not_connected_is_a_fault() -> None:
    """Forgetting to connect is told like an absence."""
    with pytest.raises(StorageFault):
        await Database("postgresql://x@/y").ping()


async def test_it_works_without_prepared_statements(messaging_database: FreshDatabase) -> None:
    """Behind a transaction pooler nothing may be kept on a connection."""
    async with Database(messaging_database.url, statement_cache_size=0) as database, database.acquire() as connection:
        assert await connection.fetchval("SELECT $1::integer + 1", 1) == 2


async def test_cancelling_is_cancelling_though_postgresql_hangs(messaging_database: FreshDatabase) -> None:
    """Whoever is told to end does so, and is not told of a fault instead, from which it would try again."""
    async with Database(messaging_database.url, statement_seconds=0.5) as hanging:
        backend: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(_ask_twice(hanging, backend))
        os.kill(await backend, signal.SIGSTOP)
        try:
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        finally:
            os.kill(backend.result(), signal.SIGCONT)
        await hanging.ping()


async def _ask_twice(database: Database, backend: asyncio.Future[int]) -> None:
    async with database.transaction() as connection:
        backend.set_result(await connection.fetchval("SELECT pg_backend_pid()"))
        await connection.execute("SELECT pg_sleep(60)")


async def test_a_transaction_that_is_abandoned_gives_its_locks_back(
    database: Database, messaging_database: FreshDatabase
) -> None:
    """A process that stands still in the middle of one does not hold up the others for long."""
    async with Database(messaging_database.migration_url, abandoned_seconds=0.2) as still:
        locked, moving = asyncio.Event(), asyncio.Event()
        standing = asyncio.create_task(_stand_still(still, locked, moving))
        await locked.wait()
        assert await _numbers(database) == []
        moving.set()
        with pytest.raises(StorageFault):
            await standing


async def _stand_still(database: Database, locked: asyncio.Event, moving: asyncio.Event) -> None:
    async with database.transaction() as connection:
        await connection.execute("LOCK TABLE t")
        locked.set()
        await moving.wait()
        await connection.execute("SELECT 1")
