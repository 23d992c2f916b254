"""`Database`: one pool to one PostgreSQL database. The driver's errors end here.

An error of the driver may repeat the values of a row, so what leaves this file is `StorageFault`, without text and without cause.
A lost server costs at most `ACQUIRE_SECONDS` per call; the pool opens new connections by itself once PostgreSQL is back.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, Self, TypeAlias, cast

import asyncpg

from server.errors import StorageFault

if TYPE_CHECKING:
    # The stubs make these generic; at run time they are not.
    _Driver: TypeAlias = asyncpg.pool.PoolConnectionProxy[asyncpg.Record]
    _Pool: TypeAlias = asyncpg.Pool[asyncpg.Record]

Row: TypeAlias = Mapping[str, Any]
"""A row by column names. It stays in the room that asked for it: rooms above get that room's own types."""

ACQUIRE_SECONDS: Final = 2.0
"""How long a caller waits for a connection before "try again" is the better answer."""

CONNECT_SECONDS: Final = 1.5
ABANDONED_SECONDS: Final = 10.0
"""How long PostgreSQL keeps the locks of a transaction whose process was stopped, or lost the network, in the middle of it."""

ROLLBACK_SECONDS: Final = 1.0
"""How long a server that hangs may hold up someone who is leaving."""


@contextmanager
def faults_typed() -> Iterator[None]:
    """Whatever the driver or the network raises inside becomes a StorageFault that says nothing."""
    try:
        yield
    except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError):
        raise StorageFault from None


async def _nothing_to_reset(_: object) -> None:
    """Nobody changes a session's settings, listens or keeps cursors here; what was begun is rolled back by the driver before this.

    The driver's own way is a round trip at the end of every loan, which is half of what most loans cost.
    """


class Connection:
    """A connection on loan. Statements are named queries; values are parameters, never part of the text."""

    __slots__ = ("_driver",)

    def __init__(self, driver: "_Driver") -> None:
        self._driver = driver

    async def execute(self, query: str, *values: object) -> str:
        """Run a statement for its effect; gives PostgreSQL's command tag, such as "UPDATE 1"."""
        with faults_typed():
            return await self._driver.execute(query, *values)

    async def executemany(self, query: str, rows: Sequence[Sequence[object]]) -> None:
        """Run a statement once for each row of values, pipelined; all of them or none."""
        with faults_typed():
            await self._driver.executemany(query, rows)

    async def fetch(self, query: str, *values: object) -> list[Row]:
        """All rows."""
        with faults_typed():
            return cast(list[Row], await self._driver.fetch(query, *values))

    async def fetchrow(self, query: str, *values: object) -> Row | None:
        """The first row, or None."""
        with faults_typed():
            return cast(Row | None, await self._driver.fetchrow(query, *values))

    async def fetchval(self, query: str, *values: object) -> Any:
        """The first column of the first row, or None."""
        with faults_typed():
            return await self._driver.fetchval(query, *values)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """A transaction, or inside of one a savepoint: what fails in it alone is undone alone."""
        with faults_typed():
            transaction = self._driver.transaction()
            await transaction.start()
        try:
            yield
        except BaseException:
            # What ended it counts, not that a hanging or lost server could not be told: the pool throws such a connection away.
            with suppress(StorageFault), faults_typed():
                async with asyncio.timeout(ROLLBACK_SECONDS):
                    await transaction.rollback()
            raise
        with faults_typed():
            await transaction.commit()


class Database:
    """A pool of at most `pool_size` connections to `url`. `statement_cache_size` 0 is for a transaction pooler in between.

    Connecting opens nothing yet, so a service may start before its PostgreSQL does.
    """

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 10,
        statement_cache_size: int = 100,
        statement_seconds: float = 5.0,
        abandoned_seconds: float = ABANDONED_SECONDS,
    ) -> None:
        self._url = url
        self._abandoned_seconds = abandoned_seconds
        self._pool_size = pool_size
        self._statement_cache_size = statement_cache_size
        self._statement_seconds = statement_seconds
        self._pool: _Pool | None = None

    async def connect(self) -> None:
        """Make the pool. Raises StorageFault when the address itself is no good."""
        with faults_typed():
            self._pool = await asyncpg.create_pool(
                self._url,
                min_size=0,
                max_size=self._pool_size,
                timeout=CONNECT_SECONDS,
                command_timeout=self._statement_seconds,
                statement_cache_size=self._statement_cache_size,
                server_settings=self._server_settings(),
                reset=_nothing_to_reset,
            )

    def _server_settings(self) -> dict[str, str]:
        # A pooler in between would refuse connections that bring settings: there they belong to the role (docs/operations.md).
        if self._statement_cache_size == 0:
            return {}
        return {"idle_in_transaction_session_timeout": f"{round(self._abandoned_seconds * 1000)}ms"}

    async def close(self, seconds: float = 2.0) -> None:
        """Wait for loans to be returned, at most `seconds`, then close all the same."""
        if self._pool is None:
            return
        pool, self._pool = self._pool, None
        try:
            with faults_typed():
                await asyncio.wait_for(pool.close(), seconds)
        except StorageFault:
            pool.terminate()

    async def __aenter__(self) -> Self:
        await self.connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Connection]:
        """A connection outside any transaction: each statement commits by itself."""
        pool = self._pool
        if pool is None:
            raise StorageFault
        with faults_typed():
            driver = await pool.acquire(timeout=ACQUIRE_SECONDS)
        try:
            yield Connection(driver)
        except BaseException:
            with suppress(StorageFault), faults_typed():
                await pool.release(driver, timeout=ROLLBACK_SECONDS)
            raise
        with faults_typed():
            await pool.release(driver, timeout=ACQUIRE_SECONDS)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A connection inside one transaction. A StorageFault on the way out means: nothing is known to be committed."""
        async with self.acquire() as connection, connection.transaction():
            yield connection

    async def ping(self) -> None:
        """Return when PostgreSQL answers; StorageFault within ACQUIRE_SECONDS or so when it does not."""
        async with self.acquire() as connection:
            await connection.fetchval("SELECT 1")
