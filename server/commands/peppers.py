"""`peppers add | rotate | status`: a new pepper, everything moved to it, and which old one may go (docs/operations.md §5)."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from server.crypto.pepper import Peppers
from server.errors import ConfigurationError
from server.identity.resealing import Resealing, under_peppers
from server.settings import Settings
from server.storage.database import Database
from server.storage.peppers import add_pepper, read_peppers


def add(settings: Settings) -> list[str]:
    """Make the next pepper; gives lines to show."""
    folder = _folder(settings)
    read_peppers(folder)  # a folder without a pepper is the wrong one
    number = add_pepper(folder)
    return [f"pepper {number} was added: restart every process that serves identity, then `webtherapy peppers rotate`"]


async def rotate(settings: Settings) -> AsyncIterator[str]:
    """Move everything to the newest pepper; gives lines to show as it goes on. It may be cut off and begun again."""
    peppers = Peppers(read_peppers(_folder(settings)))
    async with _database(settings) as database:
        await _counts(settings, database)
        rows = 0
        async for count in Resealing(database=database, peppers=peppers, random=os.urandom).run():
            rows += count
            yield f"{rows} rows moved"
    for line in await status(settings):
        yield line


async def status(settings: Settings) -> list[str]:
    """How much is kept under each pepper, and which may be removed; lines to show."""
    async with _database(settings) as database:
        counts = await _counts(settings, database)
    *older, newest = sorted(counts)
    lines = [f"pepper {number}: {counts[number]} sealed values and look-ups" for number in sorted(counts)]
    lines += [f"pepper {number} may be removed" for number in older if counts[number] == 0]
    lines += [f"pepper {number} is still needed: `webtherapy peppers rotate`" for number in older if counts[number]]
    return [*lines, f"pepper {newest} is the newest: it seals"]


async def _counts(settings: Settings, database: Database) -> dict[int, int]:
    """By the number of each pepper at hand; ConfigurationError when something needs one that is not."""
    found = await under_peppers(database)
    at_hand = read_peppers(_folder(settings))
    for number in found.keys() - at_hand.keys():
        raise ConfigurationError(f"pepper {number} is not at hand, and {found[number]} values need it: put it back")
    return {number: found.get(number, 0) for number in at_hand}


def _folder(settings: Settings) -> Path:
    if settings.pepper_dir is None:
        raise ConfigurationError("WEBTHERAPY_PEPPER_DIR must be set")
    return settings.pepper_dir


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[Database]:
    """With time to count everything that is kept."""
    url = settings.required("identity_database_url")
    async with Database(url, pool_size=1, statement_seconds=600.0) as database:
        yield database
