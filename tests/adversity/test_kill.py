"""Two thousand messages by twenty pairs while something is killed: acknowledged is in the record, exactly once."""

import signal
from collections.abc import AsyncIterator

import pytest

from server.storage.embedded.stack import EmbeddedStack
from tests.acceptance.house import House, Room
from tests.acceptance.service import Running
from tests.adversity.crowd import Acknowledged, check_everything, gather_crowd, write_everything

EACH = 50
"""Twenty pairs, two people, fifty messages: two thousand."""
FIRST, SECOND = 400, 1200
"""After so many acknowledgements something dies."""


@pytest.fixture(scope="module")
async def rooms(battered: Running, crowd: House) -> AsyncIterator[list[Room]]:
    """Everybody in their sessions."""
    met = await gather_crowd(crowd, battered.url)
    yield met
    for room in met:
        await room.close()


@pytest.mark.slow
async def test_the_web_process_is_killed_twice(battered: Running, crowd: House, rooms: list[Room]) -> None:
    """SIGKILL in the middle, and once more; each time it is started again."""

    async def mishap(said: Acknowledged) -> None:
        for milestone in (FIRST, SECOND):
            await said.reached(milestone)
            await battered.process.kill()
            await battered.process.start_again()

    said = await write_everything(rooms, "web", EACH, mishap)
    await check_everything(crowd, battered.url, rooms, "web", EACH, said)


@pytest.mark.slow
async def test_the_web_process_is_asked_to_end(battered: Running, crowd: House, rooms: list[Room]) -> None:
    """SIGTERM in the middle, and once more: it ends by itself, in time, and loses nothing that it has acknowledged."""

    async def mishap(said: Acknowledged) -> None:
        for milestone in (FIRST, SECOND):
            await said.reached(milestone)
            assert await battered.process.stop() != -signal.SIGKILL
            await battered.process.start_again()

    said = await write_everything(rooms, "asked", EACH, mishap)
    await check_everything(crowd, battered.url, rooms, "asked", EACH, said)


@pytest.mark.slow
async def test_postgresql_is_killed(battered: Running, crowd: House, rooms: list[Room], stack: EmbeddedStack) -> None:
    """SIGKILL of the database; its supervisor starts it again, and the service heals by itself."""

    async def mishap(said: Acknowledged) -> None:
        await said.reached(FIRST)
        stack.postgres.kill()
        await stack.postgres.healed()

    said = await write_everything(rooms, "postgres", EACH, mishap)
    await check_everything(crowd, battered.url, rooms, "postgres", EACH, said)


@pytest.mark.slow
async def test_valkey_is_killed(battered: Running, crowd: House, rooms: list[Room], stack: EmbeddedStack) -> None:
    """SIGKILL of the doorbell and of the sign-in sessions; nothing that was acknowledged depends on it."""

    async def mishap(said: Acknowledged) -> None:
        await said.reached(FIRST)
        stack.valkey.kill()
        await stack.valkey.healed()

    said = await write_everything(rooms, "valkey", EACH, mishap)
    await check_everything(crowd, battered.url, rooms, "valkey", EACH, said)
