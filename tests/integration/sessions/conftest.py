import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis.asyncio import Redis

from server.sessions.redis import connect
from server.sessions.sign_in_session import SignInSessions
from tests.integration.sessions.cable import Cable


@asynccontextmanager
async def _client(url: str) -> AsyncIterator[Redis]:
    redis = connect(url)
    yield redis
    await redis.aclose()
    await redis.connection_pool.disconnect()


@pytest.fixture(name="redis")
async def _redis(redis_url: str) -> AsyncIterator[Redis]:
    async with _client(redis_url) as redis:
        yield redis


@pytest.fixture(name="prefix")
def _prefix() -> str:
    return f"test-{secrets.token_hex(8)}:"


@pytest.fixture(name="sessions")
def _sessions(redis: Redis, prefix: str) -> SignInSessions:
    return SignInSessions(redis, os.urandom, prefix)


@pytest.fixture(name="cable")
async def _cable(redis_url: str, tmp_path: Path) -> AsyncIterator[Cable]:
    cable = Cable(redis_url, tmp_path)
    await cable.mend()
    yield cable
    await cable.cut()


@pytest.fixture(name="far_redis")
async def _far_redis(cable: Cable) -> AsyncIterator[Redis]:
    """A client at the other end of the cable."""
    async with _client(cable.url) as redis:
        yield redis
