"""The one way to Valkey: bounded waits, typed faults, and it heals by itself when Valkey comes back."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Final

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from server.errors import DoorbellFault

CONNECTIONS: Final = 64
"""Commands are short; more connections would only queue inside Valkey instead of here."""

ANSWER_SECONDS: Final = 2.0
CONNECT_SECONDS: Final = 1.0


def connect(url: str) -> Redis:
    """A client for `url` (redis://, rediss:// or unix://). Connects when first used; raises nothing here.

    One silent retry, because a pooled connection may be one that a restarted Valkey no longer knows.
    """
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=CONNECTIONS,
        timeout=ANSWER_SECONDS,
        socket_timeout=ANSWER_SECONDS,
        socket_connect_timeout=CONNECT_SECONDS,
        retry=Retry(NoBackoff(), 1),
    )
    return Redis(connection_pool=pool)


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Redis]:
    """The same, for as long as the context lasts."""
    redis = connect(url)
    try:
        yield redis
    finally:
        await redis.aclose()
        await redis.connection_pool.disconnect()


@contextmanager
def faults_typed() -> Iterator[None]:
    """Whatever the driver raises inside becomes a DoorbellFault without its text, which may hold keys and values.

    It may also take a cancellation for its own timeout (`asyncio.wait_for` does before Python 3.12, when both come at once): then
    whoever was cancelled would go on, and whoever waits for that would wait for good. Here it is said again.
    """
    before = _cancellations()
    try:
        yield
    except (RedisError, OSError):
        if _cancellations() > before:
            raise asyncio.CancelledError from None
        raise DoorbellFault from None
    if _cancellations() > before:
        raise asyncio.CancelledError


def _cancellations() -> int:
    """How often the task at work was asked to end."""
    task = asyncio.current_task()
    return 0 if task is None else task.cancelling()


async def at_once(redis: Redis, *commands: tuple[str | bytes | int, ...]) -> list[Any]:
    """Send commands in one round trip, in order, without a transaction; their answers."""
    pipeline = redis.pipeline(transaction=False)
    for command in commands:
        pipeline.execute_command(*command)
    with faults_typed():
        return await pipeline.execute()


def raw(value: object) -> bytes:
    """What Valkey answered, as the bytes that it is: the driver's own types also allow for text, which we never ask for."""
    if not isinstance(value, bytes):
        raise DoorbellFault
    return value
