"""Departures: who reads of a client no more, kept in Valkey until identity has forgotten what was sealed to them (crypto.md §12.1).

As tidings the other way (sessions/tidings.py): put after it was committed there, forgotten after it was committed here; twice is once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from redis.asyncio import Redis

from server.ids import AccountId
from server.sessions.redis import at_once, faults_typed, raw

AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """Whose words, and who reads them no more."""

    client: AccountId
    reader: AccountId

    @classmethod
    def read(cls, line: bytes) -> Self:
        """As `line` wrote it."""
        client, reader = (AccountId(bytes.fromhex(word)) for word in line.decode().split(" "))
        return cls(client=client, reader=reader)

    def line(self) -> bytes:
        """By this it is kept, found and forgotten."""
        return f"{self.client.hex()} {self.reader.hex()}".encode()


class Departures:
    """The list. All methods raise DoorbellFault when Valkey is away."""

    def __init__(self, redis: Redis, prefix: str = "webtherapy:") -> None:
        self._redis = redis
        self._key = f"{prefix}departures"

    async def put(self, departures: Sequence[Departure]) -> None:
        """These have left."""
        await at_once(self._redis, *(("RPUSH", self._key, each.line()) for each in departures))

    async def waiting(self) -> list[Departure]:
        """The oldest that identity has not heard of, at most `AT_ONCE`."""
        with faults_typed():
            lines = await self._redis.lrange(self._key, 0, AT_ONCE - 1)
        return [Departure.read(raw(line)) for line in lines]

    async def forget(self, heard: Sequence[Departure]) -> None:
        """Identity knows."""
        await at_once(self._redis, *(("LREM", self._key, 0, each.line()) for each in heard))
