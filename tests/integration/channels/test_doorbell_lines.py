"""The doorbell over a line to Valkey that breaks, with and without a word."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from redis.asyncio import Redis

from server.channels.doorbell import Heard, ValkeyDoorbell
from server.ids import ConversationId
from server.sessions.redis import connect
from tests.integration.sessions.cable import Cable

PATIENCE = 60.0
"""Seconds until we say that it does not come: a bound on hanging, not a measure of speed."""

CONVERSATION = ConversationId(os.urandom(16))


@pytest.fixture(name="cable")
async def _cable(redis_url: str, tmp_path: Path) -> AsyncIterator[Cable]:
    cable = Cable(redis_url, tmp_path)
    await cable.mend()
    yield cable
    await cable.cut()


@pytest.fixture(name="redis")
async def _redis(redis_url: str) -> AsyncIterator[Redis]:
    redis = connect(redis_url)
    yield redis
    await redis.aclose()
    await redis.connection_pool.disconnect()


@asynccontextmanager
async def _bell(url: str, rung: asyncio.Queue[ConversationId], prefix: str = "test:") -> AsyncIterator[ValkeyDoorbell]:
    redis = connect(url)
    heard = Heard(rung=rung.put_nowait, told=lambda _, __: None)
    bell = ValkeyDoorbell(redis, heard, prefix, hearing_seconds=0.3)
    task = asyncio.create_task(bell.run())
    try:
        async with asyncio.timeout(PATIENCE):
            await bell.listening.wait()
        yield bell
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await redis.aclose()
        await redis.connection_pool.disconnect()


async def _stopped_listening(bell: ValkeyDoorbell, redis: Redis) -> None:
    while bell.listening.is_set():
        await redis.ping()


async def _published(redis: Redis) -> int:
    """How much was ever published."""
    return int((await redis.info("commandstats")).get("cmdstat_spublish", {}).get("calls", 0))


async def test_one_who_begins_to_listen_while_valkey_is_away_looks_when_it_is_back(cable: Cable, redis: Redis) -> None:
    """It read before rings were heard, so what was rung between is not known to it."""
    rung: asyncio.Queue[ConversationId] = asyncio.Queue()
    async with _bell(cable.url, rung) as bell, asyncio.timeout(PATIENCE):
        await cable.cut()
        await _stopped_listening(bell, redis)
        await bell.listen(CONVERSATION)
        await cable.mend()
        assert await rung.get() == CONVERSATION


async def test_a_line_on_which_nothing_passes_is_noticed(cable: Cable) -> None:
    """No reset, no end of file: whoever listened looks all the same, over a new line."""
    rung: asyncio.Queue[ConversationId] = asyncio.Queue()
    async with _bell(cable.url, rung) as bell, asyncio.timeout(PATIENCE):
        await bell.listen(CONVERSATION)
        cable.stall()
        assert await rung.get() == CONVERSATION


async def test_a_quiet_line_is_not_taken_for_a_broken_one(redis: Redis, redis_url: str) -> None:
    """Nobody rings for several silences but the bell itself: the line stays, and nobody looks for nothing."""
    rung: asyncio.Queue[ConversationId] = asyncio.Queue()
    async with _bell(redis_url, rung) as bell, asyncio.timeout(PATIENCE):
        await bell.listen(CONVERSATION)
        begun = await _published(redis)
        while await _published(redis) < begun + 3:
            assert rung.empty()


async def test_what_is_rung_while_the_line_is_broken_is_rung_when_it_is_mended(
    cable: Cable, redis: Redis, redis_url: str
) -> None:
    """Those at the other end had no broken line that would make them look."""
    rung: asyncio.Queue[ConversationId] = asyncio.Queue()
    prefix = f"test-{secrets.token_hex(8)}:"
    async with (
        _bell(redis_url, rung, prefix) as near,
        _bell(cable.url, asyncio.Queue(), prefix) as far,
        asyncio.timeout(PATIENCE),
    ):
        await near.listen(CONVERSATION)
        await cable.cut()
        far.ring([CONVERSATION])
        await _stopped_listening(far, redis)
        await cable.mend()
        assert await rung.get() == CONVERSATION
