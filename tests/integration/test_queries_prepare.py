"""Named SQL against the real schema: a misspelt column fails here, not at night."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TypeAlias

import asyncpg
import pytest

from server.storage.embedded.roles import Side
from server.storage.queries import load
from tests.support.databases import Templates

SERVER = Path(__file__).resolve().parents[2] / "server"
FILES = sorted(file for file in SERVER.rglob("*.sql") if "migrations" not in file.parts)


Sides: TypeAlias = "dict[Side, asyncpg.Connection[asyncpg.Record]]"


@pytest.fixture(scope="module", name="sides")
async def _sides(templates: Templates) -> AsyncIterator[Sides]:
    """A connection to each database, by the role that will run them; preparing changes nothing."""
    async with templates.fresh(Side.IDENTITY) as identity, templates.fresh(Side.MESSAGING) as messaging:
        made = {side: await asyncpg.connect(fresh.url) for side, fresh in zip(Side, (identity, messaging), strict=True)}
        yield made
        for connection in made.values():
            await connection.close()


@pytest.mark.parametrize("file", FILES, ids=[f"{file.parent.name}/{file.stem}" for file in FILES])
async def test_every_query_can_be_prepared(file: Path, sides: Sides) -> None:
    """PostgreSQL accepts each query of each room as it stands, for the role that will run it."""
    connection = sides[Side.IDENTITY if file.parent.name == "identity" else Side.MESSAGING]
    for name, text in load(file):
        assert (await connection.prepare(text)).get_query() == text, name
