"""Migrations, on databases of their own."""

from pathlib import Path

import pytest

from server.errors import ConfigurationError, StorageFault
from server.storage.database import Database
from server.storage.embedded.roles import Side
from server.storage.migrate import MIGRATIONS, check_schema, migrate, read_migrations
from tests.support.databases import FreshDatabase, Templates


@pytest.fixture(name="empty")
async def _empty(templates: Templates):  # type: ignore[no-untyped-def]
    async with templates.empty(Side.MESSAGING) as made:
        yield made


def _write(folder: Path, **files: str) -> Path:
    for name, sql in files.items():
        (folder / f"{name}.sql").write_text(sql)
    return folder


async def _tables(database: FreshDatabase) -> set[str]:
    async with Database(database.superuser_url) as opened, opened.acquire() as connection:
        rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return {row["tablename"] for row in rows}


async def test_each_is_applied_once_and_in_order(empty: FreshDatabase, tmp_path: Path) -> None:
    """The second run finds nothing to do; a new file is all that a third applies."""
    _write(tmp_path, **{"0001_pre_a": "CREATE TABLE a ();", "0002_pre_b": "CREATE TABLE b ();"})
    assert await migrate(empty.migration_url, tmp_path) == ["0001_pre_a.sql", "0002_pre_b.sql"]
    assert await migrate(empty.migration_url, tmp_path) == []
    _write(tmp_path, **{"0003_post_c": "DROP TABLE a;"})
    assert await migrate(empty.migration_url, tmp_path) == ["0003_post_c.sql"]
    assert await _tables(empty) == {"b", "schema_migration"}


async def test_a_file_that_changed_is_refused(empty: FreshDatabase, tmp_path: Path) -> None:
    """History stays as it was applied."""
    _write(tmp_path, **{"0001_pre_a": "CREATE TABLE a ();"})
    await migrate(empty.migration_url, tmp_path)
    _write(tmp_path, **{"0001_pre_a": "CREATE TABLE a (n integer);"})
    with pytest.raises(ConfigurationError, match="was changed"):
        await migrate(empty.migration_url, tmp_path)


async def test_a_schema_newer_than_the_code_is_refused(empty: FreshDatabase, tmp_path: Path) -> None:
    """Old code does not run on what it cannot know."""
    _write(tmp_path, **{"0001_pre_a": "CREATE TABLE a ();", "0002_pre_b": "CREATE TABLE b ();"})
    await migrate(empty.migration_url, tmp_path)
    (tmp_path / "0002_pre_b.sql").unlink()
    with pytest.raises(ConfigurationError, match="newer than this code"):
        await migrate(empty.migration_url, tmp_path)
    with pytest.raises(ConfigurationError, match="newer than this code"):
        await check_schema(empty.url, tmp_path)


async def test_one_that_fails_leaves_nothing_and_says_no_values(empty: FreshDatabase, tmp_path: Path) -> None:
    """It is undone whole, those before it stay, and the error repeats no row."""
    broken = "CREATE TABLE b (n integer PRIMARY KEY); INSERT INTO b VALUES (4711), (4711);"
    _write(tmp_path, **{"0001_pre_a": "CREATE TABLE a ();", "0002_pre_b": broken})
    with pytest.raises(ConfigurationError, match=r"0002_pre_b.sql failed with SQLSTATE 23505") as caught:
        await migrate(empty.migration_url, tmp_path)
    assert "4711" not in str(caught.value)
    assert await _tables(empty) == {"a", "schema_migration"}


async def test_it_runs_under_limits_that_a_file_can_widen(empty: FreshDatabase, tmp_path: Path) -> None:
    """Four seconds for locks and five for statements, unless the file's head says otherwise."""
    keep = "CREATE TABLE {0} AS SELECT current_setting('lock_timeout') AS l, current_setting('statement_timeout') AS s;"
    widened = "-- Fills a column.\n-- statement_timeout: 30s\n" + keep.format("b")
    _write(tmp_path, **{"0001_pre_a": keep.format("a"), "0002_pre_b": widened})
    await migrate(empty.migration_url, tmp_path)
    async with Database(empty.superuser_url) as opened, opened.acquire() as connection:
        assert tuple((await connection.fetch("TABLE a"))[0].values()) == ("4s", "5s")
        assert tuple((await connection.fetch("TABLE b"))[0].values()) == ("4s", "30s")


async def test_a_schema_that_is_behind_says_what_to_run(empty: FreshDatabase, tmp_path: Path) -> None:
    """A server does not start on a schema that lacks something."""
    _write(tmp_path, **{"0001_pre_a": "CREATE TABLE a ();"})
    with pytest.raises(ConfigurationError, match="webtherapy migrate"):
        await check_schema(empty.url, tmp_path)
    await migrate(empty.migration_url, tmp_path)
    await check_schema(empty.url, tmp_path)


async def test_the_app_role_cannot_migrate(empty: FreshDatabase, tmp_path: Path) -> None:
    """Only the migration role owns the schema."""
    _write(tmp_path, **{"0001_pre_a": "CREATE TABLE a ();"})
    with pytest.raises(StorageFault):
        await migrate(empty.url, tmp_path)


@pytest.mark.parametrize(
    "names",
    [["0001_pre_a", "0003_pre_b"], ["0002_pre_a"], ["0001_pre_a", "0001_pre_b"], ["0001_a"], ["1_pre_a"]],
)
def test_files_are_numbered_without_gaps(names: list[str], tmp_path: Path) -> None:
    """A gap, a number twice and a name that says nothing are mistakes."""
    _write(tmp_path, **dict.fromkeys(names, "SELECT 1;"))
    with pytest.raises(ConfigurationError):
        read_migrations(tmp_path)


@pytest.mark.parametrize("side", list(Side))
def test_our_own_files_are_in_order(side: Side) -> None:
    """Both sides have migrations, and all of them can be read."""
    assert read_migrations(MIGRATIONS / side.value)
