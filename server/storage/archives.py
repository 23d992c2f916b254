"""Tables in a file and back: a ZIP of PostgreSQL's binary COPY, one member per table, all of one moment.

What a backup is made of (docs/operations.md §6). The key side and the record side go into files of their own, so that each can be kept
where and as long as it should be (crypto.md §15.4).
"""

import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TypeAlias, cast
from zipfile import BadZipFile, ZipFile

import asyncpg

from server.errors import ConfigurationError
from server.storage.database import CONNECT_SECONDS, Connection, faults_typed
from server.storage.migrate import MIGRATIONS, read_migrations

if TYPE_CHECKING:
    _Driver: TypeAlias = asyncpg.Connection[asyncpg.Record]

FORMAT: Final = "webtherapy/backup/1"


class Part(StrEnum):
    """What an archive holds."""

    KEYS = "keys"
    """Of the messaging database: what opens something."""

    RECORD = "record"
    """Of the messaging database: everything else."""

    IDENTITY = "identity"
    """The identity database."""


KEY_TABLES: Final = ("wrap", "sealed_share", "handed_share", "contribution")

_PARENTS: Final = {
    "wrap": "EXISTS (SELECT FROM epoch p WHERE p.conversation = t.conversation AND p.epoch = t.epoch)",
    "sealed_share": (
        "EXISTS (SELECT FROM deposit p WHERE p.conversation = t.conversation AND p.epoch = t.epoch"
        " AND p.account = t.account AND p.manifest_hash = t.manifest_hash)"
    ),
    "handed_share": (
        "EXISTS (SELECT FROM handing p WHERE p.conversation = t.conversation AND p.deposit_id = t.deposit_id"
        " AND p.from_manifest_hash = t.from_manifest_hash AND p.manifest_hash = t.manifest_hash AND p.hander = t.hander)"
    ),
    "contribution": "EXISTS (SELECT FROM release_order p WHERE p.order_id = t.order_id)",
}
"""Keys may be newer than the record that they are restored to: what belongs to nothing there is left out."""

_TABLES: Final = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'schema_migration' ORDER BY c.relname
"""
_REFERENCES: Final = """
SELECT child.relname AS child, parent.relname AS parent FROM pg_constraint k
JOIN pg_class child ON child.oid = k.conrelid JOIN pg_class parent ON parent.oid = k.confrelid WHERE k.contype = 'f'
"""
_NUMBERED: Final = """
SELECT table_name AS of_table, column_name AS number FROM information_schema.columns WHERE table_schema = 'public' AND is_identity = 'YES'
"""


@dataclass(frozen=True, slots=True)
class Archive:
    """A file of one part, opened to be read. ConfigurationError when it is another thing."""

    path: Path
    part: Part
    schema: int
    tables: tuple[str, ...]
    destroyed: str | None
    """Where the file of destructions ended when this was made; None of identity's."""

    @classmethod
    def read(cls, path: Path, part: Part) -> "Archive":
        """What the file says of itself."""
        try:
            with ZipFile(path) as archive:
                said = json.loads(archive.read("backup.json"))
        except (OSError, BadZipFile, KeyError, ValueError):
            raise ConfigurationError(f"{path} is no backup") from None
        if said.get("format") != FORMAT or said.get("part") != part.value:
            raise ConfigurationError(f"{path} is no backup of the {part.value}")
        return cls(path, part, said["schema"], tuple(said["tables"]), said.get("destroyed"))


Beside = Callable[[Connection], Awaitable[str]]
"""Gives where the file of destructions ends, of the moment that is copied."""


async def write_archives(url: str, paths: dict[Part, Path], beside: Beside | None = None) -> None:
    """Copy a database's tables, as of one moment, into new files that only their owner reads."""
    async with _connected(url) as driver:
        with faults_typed():
            async with driver.transaction(isolation="repeatable_read", readonly=True):
                tables = [row["relname"] for row in await driver.fetch(_TABLES)]
                schema = await driver.fetchval("SELECT max(number) FROM schema_migration")
                destroyed = None if beside is None else await beside(Connection(cast("Any", driver)))
                for part, path in paths.items():
                    held = tuple(each for each in tables if _is_of(part, each))
                    await _write(driver, Archive(path, part, schema, held, destroyed))


@asynccontextmanager
async def restoring(url: str, archives: Sequence[Archive], side: str) -> AsyncIterator[Connection]:
    """A transaction in which the tables of an empty database are what the archives say, while nothing guards them; committed at its end.

    ConfigurationError when the database is not empty or the schema is another one.
    """
    async with _connected(url) as driver:
        with faults_typed():
            transaction = driver.transaction()
            await transaction.start()
        try:
            with faults_typed():
                tables = [row["relname"] for row in await driver.fetch(_TABLES)]
                await _check(driver, archives, side)
                await _guarded(driver, tables, "DISABLE")
                await driver.execute(f"TRUNCATE {', '.join(tables)}")
                order = await _in_order(driver, tables)
                for archive in archives:
                    await _load(driver, archive, [each for each in order if each in archive.tables])
                for row in await driver.fetch(_NUMBERED):
                    table, number = row["of_table"], row["number"]
                    await driver.execute(
                        f"SELECT setval(pg_get_serial_sequence('{table}', '{number}'),"  # noqa: S608 - names of our own schema
                        f" greatest((SELECT max({number}) FROM {table}), 1))"
                    )
            # A connection of its own does what one on loan from a pool does.
            yield Connection(cast("Any", driver))
            with faults_typed():
                await _guarded(driver, tables, "ENABLE")
        except BaseException:
            await transaction.rollback()
            raise
        with faults_typed():
            await transaction.commit()


@asynccontextmanager
async def _connected(url: str) -> "AsyncIterator[_Driver]":
    with faults_typed():
        driver = await asyncpg.connect(url, timeout=CONNECT_SECONDS, statement_cache_size=0)
    try:
        yield driver
    finally:
        await driver.close(timeout=CONNECT_SECONDS)


def _is_of(part: Part, table: str) -> bool:
    if part is Part.IDENTITY:
        return True
    return (table in KEY_TABLES) is (part is Part.KEYS)


async def _write(driver: "_Driver", made: Archive) -> None:
    said = {"format": FORMAT, "part": made.part.value, "schema": made.schema, "tables": made.tables}
    said |= {} if made.destroyed is None else {"destroyed": made.destroyed}
    file = os.fdopen(os.open(made.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
    with file, ZipFile(file, "w") as archive:
        archive.writestr("backup.json", json.dumps(said))
        for table in made.tables:
            with archive.open(f"tables/{table}.copy", "w", force_zip64=True) as member:
                await driver.copy_from_query(f"SELECT * FROM {table}", output=cast("BinaryIO", member), format="binary")  # noqa: S608 - as above
        file.flush()
        os.fsync(file.fileno())


async def _check(driver: "_Driver", archives: Sequence[Archive], side: str) -> None:
    schema = await driver.fetchval("SELECT max(number) FROM schema_migration")
    newest = len(read_migrations(MIGRATIONS / side))
    for archive in archives:
        if archive.schema != schema or schema != newest:
            raise ConfigurationError(
                f"{archive.path} was made by release with migration {archive.schema}, the database has {schema}: restore with that release, then upgrade"
            )
    told = "conversation" if side == "messaging" else "account"
    if await driver.fetchval(f"SELECT EXISTS (SELECT FROM {told})"):  # noqa: S608 - one of two words
        raise ConfigurationError(f"the {side} database is not empty: a backup is restored to an empty one only")


async def _guarded(driver: "_Driver", tables: Sequence[str], does: str) -> None:
    for table in tables:
        await driver.execute(f"ALTER TABLE {table} {does} TRIGGER USER")


async def _in_order(driver: "_Driver", tables: Sequence[str]) -> list[str]:
    """Whatever is referred to comes first."""
    refers: dict[str, set[str]] = {each: set() for each in tables}
    for row in await driver.fetch(_REFERENCES):
        if row["child"] in refers and row["child"] != row["parent"]:
            refers[row["child"]].add(row["parent"])
    order: list[str] = []
    while len(order) < len(refers):
        order += [each for each in tables if each not in order and refers[each] <= set(order)]
    return order


async def _load(driver: "_Driver", archive: Archive, tables: Sequence[str]) -> None:
    with ZipFile(archive.path) as file:
        for table in tables:
            with file.open(f"tables/{table}.copy") as member:
                if archive.part is not Part.KEYS:
                    await driver.copy_to_table(table, source=cast("BinaryIO", member), format="binary")
                    continue
                await driver.execute(f"CREATE TEMP TABLE restored_{table} (LIKE {table}) ON COMMIT DROP")
                await driver.copy_to_table(f"restored_{table}", source=cast("BinaryIO", member), format="binary")
                await driver.execute(
                    f"INSERT INTO {table} SELECT t.* FROM restored_{table} t WHERE {_PARENTS[table]}"  # noqa: S608 - as above
                )
