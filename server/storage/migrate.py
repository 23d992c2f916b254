"""Migrations: numbered plain SQL, forward only, each in one transaction, run by the migration role.

A file is `0007_pre_add_label.sql`: `pre` is safe while the previous release still runs, `post` is for when it is gone. Its first
comment lines may widen the limits it runs under: `-- lock_timeout: 4s`, `-- statement_timeout: 30s`.
What was applied is kept with its SHA-256: a file that changed afterwards, a gap, or a schema newer than the code are refused.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg

from server.errors import ConfigurationError
from server.storage.database import CONNECT_SECONDS, faults_typed

MIGRATIONS: Final = Path(__file__).with_name("migrations")

_NAME: Final = re.compile(r"^(\d{4})_(pre|post)_[a-z0-9_]+\.sql$")
_LIMIT: Final = re.compile(r"^-- (lock_timeout|statement_timeout): (\d+(?:ms|s|min))$")
_LIMITS: Final = {"lock_timeout": "4s", "statement_timeout": "5s"}
"""A migration that cannot have its locks soon must not hold up everyone else who waits behind it."""

_ADVISORY_LOCK: Final = 0x77656274_68657261  # "webthera": one migration at a time per database

_LEDGER: Final = """
CREATE TABLE IF NOT EXISTS schema_migration (
    number      integer PRIMARY KEY,
    name        text NOT NULL,
    sha256      bytea NOT NULL,
    applied_at  timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT ON schema_migration TO PUBLIC;
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file. `limits` are PostgreSQL settings for its transaction."""

    number: int
    name: str
    sql: str
    sha256: bytes
    limits: dict[str, str]


def read_migrations(folder: Path) -> list[Migration]:
    """The files of a folder in order. Raises ConfigurationError for a name that says nothing, a number twice, or a gap."""
    found = [_read(path) for path in sorted(folder.glob("*.sql"))]
    for expected, migration in enumerate(found, start=1):
        if migration.number != expected:
            raise ConfigurationError(
                f"{migration.name}: migrations must be numbered without gaps, {expected:04} is next"
            )
    return found


async def migrate(url: str, folder: Path) -> list[str]:
    """Bring the database at `url` up to date; gives the names of what was applied, nothing when it was current.

    Raises ConfigurationError when the database and the files contradict each other or a statement of a file fails, StorageFault
    when PostgreSQL is away. What was applied before a failure stays applied.
    """
    migrations = read_migrations(folder)
    with faults_typed():
        connection = await asyncpg.connect(url, timeout=CONNECT_SECONDS, statement_cache_size=0)
    try:
        with faults_typed():
            await connection.execute("SELECT pg_advisory_lock($1)", _ADVISORY_LOCK)
            await connection.execute(_LEDGER)
            applied = await _applied(connection)
        _check_history(migrations, applied)
        waiting = migrations[len(applied) :]
        for migration in waiting:
            await _apply(connection, migration)
    finally:
        await connection.close(timeout=CONNECT_SECONDS)
    return [migration.name for migration in waiting]


async def check_schema(url: str, folder: Path) -> None:
    """Raise ConfigurationError unless the schema at `url` is the one that this code was written for."""
    with faults_typed():
        connection = await asyncpg.connect(url, timeout=CONNECT_SECONDS, statement_cache_size=0)
    try:
        with faults_typed():
            known = await connection.fetchval("SELECT to_regclass('schema_migration') IS NOT NULL")
            applied = await _applied(connection) if known else {}
    finally:
        await connection.close(timeout=CONNECT_SECONDS)
    migrations = read_migrations(folder)
    _check_history(migrations, applied)
    if len(applied) < len(migrations):
        missing = migrations[len(applied)].name
        raise ConfigurationError(f"the {folder.name} database lacks {missing}: run `webtherapy migrate` first")


def _read(path: Path) -> Migration:
    name = _NAME.match(path.name)
    if name is None:
        raise ConfigurationError(f"{path.name}: a migration is named like 0007_pre_add_label.sql")
    content = path.read_bytes()
    sql = content.decode()
    limits = dict(_LIMITS)
    for line in sql.splitlines():
        if not line.startswith("--"):
            break
        limit = _LIMIT.match(line)
        if limit is not None:
            limits[limit[1]] = limit[2]
    return Migration(int(name[1]), path.name, sql, hashlib.sha256(content).digest(), limits)


async def _applied(connection: "asyncpg.Connection[asyncpg.Record]") -> dict[int, tuple[str, bytes]]:
    rows = await connection.fetch("SELECT number, name, sha256 FROM schema_migration ORDER BY number")
    return {row["number"]: (row["name"], row["sha256"]) for row in rows}


def _check_history(migrations: list[Migration], applied: dict[int, tuple[str, bytes]]) -> None:
    known = {migration.number: migration for migration in migrations}
    for expected, number in enumerate(applied, start=1):
        name, sha256 = applied[number]
        if number != expected:
            raise ConfigurationError(f"the database has a gap before {name}: restore it from a backup")
        if number not in known:
            raise ConfigurationError(f"the database is newer than this code: it has {name}")
        if known[number].sha256 != sha256:
            raise ConfigurationError(f"{name} was changed after it had been applied: put it back and write a new one")


async def _apply(connection: "asyncpg.Connection[asyncpg.Record]", migration: Migration) -> None:
    try:
        async with connection.transaction():
            for name, value in migration.limits.items():
                await connection.execute("SELECT set_config($1, $2, true)", name, value)
            await connection.execute(migration.sql)
            await connection.execute(
                "INSERT INTO schema_migration (number, name, sha256) VALUES ($1, $2, $3)",
                migration.number,
                migration.name,
                migration.sha256,
            )
    except asyncpg.PostgresError as error:
        # The code only: the text may repeat rows.
        raise ConfigurationError(
            f"{migration.name} failed with SQLSTATE {error.sqlstate}; nothing of it was kept"
        ) from None
