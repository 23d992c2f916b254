"""Fresh databases by copying a migrated template, which is quicker than migrating each."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from server.storage.embedded.roles import Copying, Side
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
    """One migrated database per side, never connected to after it was made."""

    def __init__(self, stack: EmbeddedStack) -> None:
        self._stack = stack

    async def make(self, side: Side) -> None:
        """Make and migrate a side's template."""
        name = f"{side}_template"
        await self._stack.create_database(name, side)
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
        await self._stack.create_database(name, side, template=template, copying=copying)
        url, migration_url = self._stack.urls(side, name)
        try:
            yield FreshDatabase(name, url, migration_url, self._stack.superuser_url(name))
        finally:
            await self._stack.postgres.healed()
            await self._stack.drop_database(name)
