"""What one side has to tell the other, kept in Valkey until it was heard: put after it was committed there, forgotten after it was committed
here. Whoever dies in between leaves it to be put, or heard, again, and what is heard twice is heard once.
"""

from collections.abc import Callable, Sequence
from typing import Final, Generic, Protocol, TypeVar

from redis.asyncio import Redis

from server.sessions.redis import at_once, faults_typed, raw

AT_ONCE: Final = 200


class Word(Protocol):
    """One thing to tell."""

    def line(self) -> bytes:
        """By this it is kept, found and forgotten."""
        ...


T = TypeVar("T", bound=Word)


class Handover(Generic[T]):
    """The list under a key. All methods raise DoorbellFault when Valkey is away."""

    def __init__(self, redis: Redis, key: str, read: Callable[[bytes], T]) -> None:
        self._redis = redis
        self._key = key
        self._read = read

    async def put(self, words: Sequence[T]) -> None:
        """These are to be heard."""
        await at_once(self._redis, *(("RPUSH", self._key, each.line()) for each in words))

    async def waiting(self) -> list[T]:
        """The oldest that were not heard yet, at most `AT_ONCE`."""
        with faults_typed():
            lines = await self._redis.lrange(self._key, 0, AT_ONCE - 1)
        return [self._read(raw(line)) for line in lines]

    async def forget(self, heard: Sequence[T]) -> None:
        """They were heard."""
        await at_once(self._redis, *(("LREM", self._key, 0, each.line()) for each in heard))
