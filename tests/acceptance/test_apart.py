"""The whole of it with identity and messaging in processes of their own, each with one database, behind a front without credentials."""

import asyncio
from pathlib import Path

import pytest

from client_py import practice
from client_py.client import Client
from client_py.credentials import rotate
from client_py.practice import RootKey
from server.crypto.checks import KEY_BYTES
from server.errors import Refusal
from server.sessions.redis import connected
from server.storage.embedded.stack import EmbeddedStack
from tests.acceptance.house import furnish, meet
from tests.acceptance.test_idle import History
from tests.support.apart import serving_apart
from tests.support.databases import Templates
from tests.support.houses import lasting_environ
from tests.support.issuing import Sheet, install_root, issue
from tests.support.valkey_clock import ValkeyClock

IDLE_MS = 300_000
PATIENCE = 60.0


async def test_keys_live_and_sessions_end_across_processes_that_share_no_database(
    stack: EmbeddedStack, templates: Templates, tmp_path: Path
) -> None:
    """A practice is founded, two talk, one takes new keys and they talk on; five quiet minutes end both, and identity writes it down."""
    async with (
        lasting_environ(stack, templates, 8) as environ,
        connected(environ["REDIS_URL"]) as valkey,
        serving_apart(environ, tmp_path) as origin,
    ):

        async def sheet(role: str) -> Sheet:
            return await issue(environ, role)

        root = RootKey(b"\x2a" * KEY_BYTES)
        await install_root(environ, root.public)
        house = await furnish(origin, sheet, root, 1)
        pair = house.pairs[0]
        room = await meet(pair, origin)
        await room.hers.send("before")
        await rotate(room.client, pair.client.number, pair.client.keys)
        await room.close()
        async with await house.intake.sign_in(origin) as intake:
            await practice.certify_everybody(intake)
        room = await meet(pair, origin)
        await room.his.send("after")
        await room.hers.wait_for(lambda: room.hers.texts == ["before", "after"])
        await ValkeyClock(valkey).forward(IDLE_MS + 1_000)
        with pytest.raises(Refusal):
            await events(room.client)
        await room.close()
        async with await pair.client.sign_in(origin) as client:
            async with asyncio.timeout(PATIENCE):
                while "idle" not in await events(client):
                    pass


async def events(client: Client) -> list[str]:
    """What identity has written down."""
    return [each.event for each in (await client.http.get("/identity/v1/history", History)).events]
