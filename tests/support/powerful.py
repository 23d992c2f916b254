"""Whoever has the whole database in their hands: no trigger is in their way, and nothing but a proof can tell."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from server.storage.database import Connection, Database


@asynccontextmanager
async def powerful(url: str) -> AsyncIterator[Connection]:
    """A transaction of theirs, by the superuser's address; it stays."""
    async with Database(url, pool_size=1) as database, powerfully(database) as connection:
        yield connection


@asynccontextmanager
async def powerfully(database: Database) -> AsyncIterator[Connection]:
    """The same, where the superuser is connected already."""
    async with database.transaction() as connection:
        await connection.execute("SET LOCAL session_replication_role = replica")
        yield connection


@asynccontextmanager
async def bent(database: Database) -> AsyncIterator[Connection]:
    """The same, and nothing of it stays."""
    with suppress(_UndoneError):
        async with powerfully(database) as connection:
            yield connection
            raise _UndoneError


class _UndoneError(Exception):
    """Ends a transaction so that nothing of it stays."""
