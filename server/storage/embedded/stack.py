"""`EmbeddedStack`: PostgreSQL with two databases, Valkey and the peppers below one data directory."""

import os
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Self

from server.storage.embedded.folders import Folders
from server.storage.embedded.passwords import Passwords
from server.storage.embedded.postgres import Postgres, postgres_url
from server.storage.embedded.roles import Side, create_database, ensure_databases, superuser
from server.storage.embedded.supervised import Supervised
from server.storage.embedded.valkey import Valkey, valkey_url
from server.storage.peppers import ensure_peppers


class EmbeddedStack:
    """`async with EmbeddedStack(data_dir) as stack:` has everything running; `stack.environ` is what a server needs to know.

    Enter it on the main thread: the kernel ends the servers when the thread that started them does. Raises ConfigurationError when
    another stack runs on the same directory, or a server does not start.
    """

    def __init__(self, data_dir: Path, environ: Mapping[str, str] | None = None) -> None:
        self.folders = Folders.of(data_dir, {} if environ is None else environ)
        self._exits = AsyncExitStack()
        self._passwords: Passwords | None = None
        self._postgres: Postgres | None = None

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as exits:
            exits.enter_context(self.folders.alone())
            self.folders.make()
            exits.callback(self.folders.tidy)
            ensure_peppers(self.folders.pepper)
            passwords = self._passwords = Passwords.ensure(self.folders.passwords)
            server = self._postgres = Postgres(self.folders, passwords.superuser)
            self.postgres = await exits.enter_async_context(Supervised(server))
            self.valkey = await exits.enter_async_context(Supervised(Valkey(self.folders, passwords.valkey)))
            await ensure_databases(server.superuser_url(), passwords)
            self._exits = exits.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._exits.aclose()

    @property
    def environ(self) -> dict[str, str]:
        """The settings of a server on this stack, as environment variables."""
        return environ_of(self.folders)

    def urls(self, side: Side, database: str | None = None) -> tuple[str, str]:
        """The addresses of one of a side's databases: (the app role's, the migration role's)."""
        return _urls(self.folders, Passwords.read(self.folders.passwords), side, database or side.value)

    def superuser_url(self, database: str = "postgres") -> str:
        """The superuser's address, for dumps and tests."""
        return self._started.superuser_url(database)

    def valkey_url(self, number: int = 0) -> str:
        """The address of Valkey's numbered database (0 to 15)."""
        return valkey_url(self.folders, Passwords.read(self.folders.passwords).valkey, number)

    async def create_database(self, name: str, side: Side) -> None:
        """One more database that only this side's roles can connect to."""
        async with superuser(self.superuser_url()) as connection:
            await create_database(connection, name, side)

    @property
    def _started(self) -> Postgres:
        if self._postgres is None:
            raise RuntimeError("the stack has not been started")
        return self._postgres


def environ_of(folders: Folders) -> dict[str, str]:
    """What a server on the embedded stack of these folders needs to know, whether it runs or not; ConfigurationError before the first run."""
    passwords = Passwords.read(folders.passwords)
    found = {
        "REDIS_URL": valkey_url(folders, passwords.valkey),
        "WEBTHERAPY_DATA_DIR": os.fspath(folders.data),
        "WEBTHERAPY_PEPPER_DIR": os.fspath(folders.pepper),
    }
    for side in Side:
        app, migration = _urls(folders, passwords, side, side.value)
        found[f"{side.name}_DATABASE_URL"] = app
        found[f"{side.name}_MIGRATION_URL"] = migration
    return found


def _urls(folders: Folders, passwords: Passwords, side: Side, database: str) -> tuple[str, str]:
    app = postgres_url(folders, side.app_role, getattr(passwords, side.app_role), database)
    migration = postgres_url(folders, side.migration_role, getattr(passwords, side.migration_role), database)
    return app, migration
