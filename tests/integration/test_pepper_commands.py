"""`webtherapy peppers`, in processes of its own."""

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from server.commands.peppers import add, rotate, status
from server.crypto.pepper import Peppers
from server.crypto.signing import SigningKey
from server.errors import ConfigurationError
from server.identity.issuing import issue
from server.identity.resealing import BATCH
from server.roles import Role
from server.settings import Settings
from server.storage.database import Database
from server.storage.peppers import HIGHEST, add_pepper, read_peppers
from tests.support.databases import FreshDatabase

ROOT = SigningKey(bytes(32)).public


@pytest.fixture(name="environ")
def _environ(identity_database: FreshDatabase, tmp_path: Path) -> dict[str, str]:
    """What a command needs to know: its own folder of peppers, with one in it, and an identity database."""
    add_pepper(tmp_path)
    return {
        "IDENTITY_DATABASE_URL": identity_database.url,
        "WEBTHERAPY_PEPPER_DIR": os.fspath(tmp_path),
        "WEBTHERAPY_STRICT_LOG": "true",
        "PATH": os.environ.get("PATH", os.defpath),
    }


@pytest.fixture(name="settings")
def _settings(environ: Mapping[str, str]) -> Settings:
    return Settings.from_environ(environ)


async def issued(environ: Mapping[str, str], folder: Path, count: int) -> list[str]:
    """Accounts, as from the command line; their numbers."""
    peppers = Peppers(read_peppers(folder))
    async with Database(environ["IDENTITY_DATABASE_URL"]) as database:
        made = [await issue(database, peppers, Role.CLIENT, ROOT, 0, os.urandom) for _ in range(count)]
    return [each.number for each in made]


async def command(environ: Mapping[str, str], *words: str) -> asyncio.subprocess.Process:
    """`webtherapy peppers …`, begun."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", "peppers", *words,
        env=environ, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def printed(environ: Mapping[str, str], *words: str) -> list[str]:
    """What it prints when all is well."""
    process = await command(environ, *words)
    out, err = await process.communicate()
    assert (process.returncode, err) == (0, b"")
    return out.decode().splitlines()


async def test_a_rotation_that_is_killed_goes_on_where_it_was(environ: dict[str, str], tmp_path: Path) -> None:
    """Add, rotate, kill -9 in the middle, rotate again, remove the old pepper: every number is found, and `status` said when."""
    numbers = await issued(environ, tmp_path, BATCH + 50)
    [line] = await printed(environ, "add")
    assert line.startswith("pepper 2 was added")
    assert (tmp_path / "2.pepper").stat().st_mode & 0o777 == 0o600
    async with Database(environ["IDENTITY_DATABASE_URL"]) as database, database.transaction() as connection:
        # While we hold one row it cannot be at its end.
        await connection.execute("SELECT secret_sealed FROM activation LIMIT 1 FOR UPDATE")
        killed = await command(environ, "rotate")
        assert killed.stdout is not None
        await killed.stdout.readline()
        killed.kill()
        await killed.communicate()
    assert "pepper 1 is still needed: `webtherapy peppers rotate`" in await printed(environ, "status")
    assert (await printed(environ, "rotate"))[-3:] == [
        f"pepper 2: {3 * len(numbers)} sealed values and look-ups",
        "pepper 1 may be removed",
        "pepper 2 is the newest: it seals",
    ]
    (tmp_path / "1.pepper").unlink()
    assert await printed(environ, "status") == [
        f"pepper 2: {3 * len(numbers)} sealed values and look-ups",
        "pepper 2 is the newest: it seals",
    ]
    peppers = Peppers(read_peppers(tmp_path))
    async with Database(environ["IDENTITY_DATABASE_URL"]) as database, database.acquire() as connection:
        sql = "SELECT count(*) FROM account WHERE number_lookup = ANY ($1::bytea[])"
        assert await connection.fetchval(sql, [peppers.number_lookup(number) for number in numbers]) == len(numbers)


async def test_a_pepper_that_was_removed_too_soon_is_missed(
    environ: dict[str, str], settings: Settings, tmp_path: Path
) -> None:
    """`status` and `rotate` say which one to put back, and nothing is changed."""
    await issued(environ, tmp_path, 1)
    add(settings)
    (tmp_path / "1.pepper").rename(tmp_path / "1.away")
    with pytest.raises(ConfigurationError, match="pepper 1 is not at hand"):
        await status(settings)
    with pytest.raises(ConfigurationError, match="pepper 1 is not at hand"):
        [line async for line in rotate(settings)]
    (tmp_path / "1.away").rename(tmp_path / "1.pepper")
    assert [line async for line in rotate(settings)][-2] == "pepper 1 may be removed"


def test_nothing_is_added_where_no_pepper_is(settings: Settings, tmp_path: Path) -> None:
    """A folder without peppers is the wrong folder."""
    (tmp_path / "1.pepper").unlink()
    with pytest.raises(ConfigurationError, match="no pepper"):
        add(settings)


def test_there_are_255_peppers(settings: Settings, tmp_path: Path) -> None:
    """A pepper's number is one byte; after the last there is none, and none is used a second time."""
    (tmp_path / "1.pepper").rename(tmp_path / f"{HIGHEST}.pepper")
    with pytest.raises(ConfigurationError, match="255"):
        add(settings)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["255.pepper"]


@pytest.mark.parametrize("name", ["0", "256", "01", "x", "1²"])
def test_a_pepper_is_named_by_its_number(tmp_path: Path, name: str) -> None:
    """A file that is named otherwise is no pepper, and stops the start: nobody would know what it sealed."""
    (tmp_path / f"{name}.pepper").write_text("00" * 32)
    with pytest.raises(ConfigurationError, match="named by its number"):
        read_peppers(tmp_path)
