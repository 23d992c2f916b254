"""Valkey's clock, as the scripts of `server/sessions` see it: tests put it forward instead of waiting."""

from typing import Final

from redis.asyncio import Redis

CLOSE_MS: Final = 12_000
"""What real time may pass between two commands of a test, on the slowest machine."""


class ValkeyClock:
    """The offset of one prefix. It only ever goes forward."""

    def __init__(self, redis: Redis, prefix: str = "webtherapy:") -> None:
        self._redis = redis
        self._key = f"{prefix}clock-offset"

    async def forward(self, milliseconds: int) -> None:
        """From now on it is so much later."""
        await self._redis.incrby(self._key, milliseconds)

    async def now(self) -> int:
        """Unix milliseconds."""
        seconds, microseconds = await self._redis.time()
        return seconds * 1000 + microseconds // 1000 + int(await self._redis.get(self._key) or 0)
