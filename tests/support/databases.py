"""Fresh databases by copying a migrated template, which is quicker than migrating each."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Self

from server.storage.embedded.roles import Copying, Side, Superuser, create_database, drop_database, superuser
from server.storage.embedded.stack import EmbeddedStack
from server.storage.migrate import MIGRATIONS, migrate
from tests.support.memory import is_in_memory


@dataclass(frozen=True, slots=True)
class FreshDatabase:
    """A database of one test: the application role's address, the migration role's, and the superuser's."""

    name: str
    url: str
    migration_url: str
    superuser_url: str


class Templates:
    """One migrated database per side, never connected to after it was made. Who copies them stays connected: coming in costs as much as copying."""

    def __init__(self, stack: EmbeddedStack) -> None:
        self._stack = stack
        self._exits = AsyncExitStack()
        self._lock = asyncio.Lock()
        self._keeper: Superuser | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._exits.aclose()

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[Superuser]:
        """The connection, for one at a time; made anew where a test has ended the server behind it."""
        async with self._lock:
            await self._stack.postgres.healed()
            if self._keeper is None or self._keeper.is_closed():
                self._keeper = await self._exits.enter_async_context(superuser(self._stack.superuser_url()))
            yield self._keeper

    async def make(self, side: Side) -> None:
        """Make and migrate a side's template."""
        name = f"{side}_template"
        async with self._alone() as keeper:
            await create_database(keeper, name, side)
        await migrate(self._stack.urls(side, name)[1], MIGRATIONS / side.value)

    @asynccontextmanager
    async def fresh(self, side: Side) -> AsyncIterator[FreshDatabase]:
        """A copy, dropped at the end whoever is still connected."""
        async with self._database(side, f"{side}_template") as copy:
            yield copy

    @asynccontextmanager
    async def empty(self, side: Side) -> AsyncIterator[FreshDatabase]:
        """A database without any schema, for tests of migrations."""
        async with self._database(side, "template0") as made:
            yield made

    @asynccontextmanager
    async def _database(self, side: Side, template: str) -> AsyncIterator[FreshDatabase]:
        name = f"{side}_{secrets.token_hex(6)}"
        copying: Copying = "FILE_COPY" if is_in_memory() else "WAL_LOG"
        async with self._alone() as keeper:
            await create_database(keeper, name, side, template=template, copying=copying)
        url, migration_url = self._stack.urls(side, name)
        try:
            yield FreshDatabase(name, url, migration_url, self._stack.superuser_url(name))
        finally:
            async with self._alone() as keeper:
                await drop_database(keeper, name)
