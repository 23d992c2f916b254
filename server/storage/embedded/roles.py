"""The two databases and their roles: whoever can reach one cannot connect to the other."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

import asyncpg

from server.storage.database import faults_typed
from server.storage.embedded.passwords import Passwords


class Side(StrEnum):
    """Which of the two applications a database belongs to; also the database's name and the folder of its migrations."""

    IDENTITY = "identity"
    MESSAGING = "messaging"

    @property
    def app_role(self) -> str:
        """The role that serves: it has what the migrations grant, and owns nothing."""
        return f"{self}_app"

    @property
    def migration_role(self) -> str:
        """The role that owns the schema; used by `webtherapy migrate` alone."""
        return f"{self}_migration"


Superuser: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
"""The superuser's connection, which makes roles and databases."""

Copying: TypeAlias = Literal["WAL_LOG", "FILE_COPY"]
"""PostgreSQL's two ways to copy a template: through its log, or file by file, which is half the work where files are in memory."""


@dataclass(frozen=True, slots=True)
class _Role:
    name: str
    password: str


async def ensure_databases(superuser_url: str, passwords: Passwords) -> None:
    """Make the roles and databases that are missing; the same again changes nothing."""
    async with superuser(superuser_url) as connection:
        for side in Side:
            for role in _roles(side, passwords):
                await _ensure_role(connection, role)
            if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", side.value):
                await create_database(connection, side.value, side)
            else:
                await _close_to_strangers(connection, side.value, side)
        for database in ("postgres", "template1"):
            await connection.execute(f"REVOKE ALL ON DATABASE {database} FROM PUBLIC")


@asynccontextmanager
async def superuser(url: str) -> AsyncIterator[Superuser]:
    """A connection that may make and drop databases."""
    with faults_typed():
        connection = await asyncpg.connect(url)
        try:
            yield connection
        finally:
            await connection.close()


async def create_database(
    connection: Superuser, name: str, side: Side, *, template: str = "template0", copying: Copying = "WAL_LOG"
) -> None:
    """One more database for a side, as a copy of `template`, which nobody may be connected to meanwhile."""
    with faults_typed():
        owned = f'OWNER {side.migration_role} TEMPLATE "{template}" STRATEGY {copying}'
        await connection.execute(f'CREATE DATABASE "{name}" {owned}')
        await _close_to_strangers(connection, name, side)


async def drop_database(connection: Superuser, name: str) -> None:
    """Drop a database, ending whatever is connected to it."""
    with faults_typed():
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _roles(side: Side, passwords: Passwords) -> list[_Role]:
    return [_Role(name, getattr(passwords, name)) for name in (side.app_role, side.migration_role)]


async def _ensure_role(connection: Superuser, role: _Role) -> None:
    # A password cannot be a parameter here; it is generated, from letters that need no quoting.
    if await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", role.name):
        await connection.execute(f"ALTER ROLE {role.name} LOGIN PASSWORD '{role.password}'")
    else:
        await connection.execute(f"CREATE ROLE {role.name} LOGIN PASSWORD '{role.password}'")


async def _close_to_strangers(connection: Superuser, name: str, side: Side) -> None:
    await connection.execute(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')
    await connection.execute(f'GRANT CONNECT ON DATABASE "{name}" TO {side.app_role}, {side.migration_role}')
