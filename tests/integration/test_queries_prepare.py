"""Named SQL against the real schema: a misspelt column fails here, not at night."""

from pathlib import Path

import asyncpg
import pytest

from server.storage.embedded.roles import Side
from server.storage.queries import load
from tests.support.databases import Templates

SERVER = Path(__file__).resolve().parents[2] / "server"
FILES = sorted(file for file in SERVER.rglob("*.sql") if "migrations" not in file.parts)


@pytest.mark.parametrize("file", FILES, ids=[f"{file.parent.name}/{file.stem}" for file in FILES])
async def test_every_query_can_be_prepared(file: Path, templates: Templates) -> None:
    """PostgreSQL accepts each query of each room as it stands, for the role that will run it."""
    side = Side.IDENTITY if file.parent.name == "identity" else Side.MESSAGING
    async with templates.fresh(side) as fresh:
        connection = await asyncpg.connect(fresh.url)
        try:
            for name, text in load(file):
                assert (await connection.prepare(text)).get_query() == text, name
        finally:
            await connection.close()
