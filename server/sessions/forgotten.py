"""Clients of whom no record is left, kept in Valkey until identity has forgotten what they said of themselves (crypto.md §15.3).

As departures (sessions/departures.py): put before it is committed there that they were, forgotten after it was committed here; twice is once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from redis.asyncio import Redis

from server.ids import AccountId
from server.sessions.redis import at_once, faults_typed, raw

AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """Whose last record was destroyed, and when: what they said of themselves since then stays."""

    client: AccountId
    at: int

    @classmethod
    def read(cls, line: bytes) -> Self:
        """As `line` wrote it."""
        client, at = line.decode().split(" ")
        return cls(client=AccountId(bytes.fromhex(client)), at=int(at))

    def line(self) -> bytes:
        """By this it is kept, found and forgotten."""
        return f"{self.client.hex()} {self.at}".encode()


class ForgottenClients:
    """The list. All methods raise DoorbellFault when Valkey is away."""

    def __init__(self, redis: Redis, prefix: str = "webtherapy:") -> None:
        self._redis = redis
        self._key = f"{prefix}forgotten"

    async def put(self, clients: Sequence[Forgotten]) -> None:
        """Of these no record is left."""
        await at_once(self._redis, *(("RPUSH", self._key, each.line()) for each in clients))

    async def waiting(self) -> list[Forgotten]:
        """The oldest that identity has not heard of, at most `AT_ONCE`."""
        with faults_typed():
            lines = await self._redis.lrange(self._key, 0, AT_ONCE - 1)
        return [Forgotten.read(raw(line)) for line in lines]

    async def heard(self, clients: Sequence[Forgotten]) -> None:
        """Identity knows."""
        await at_once(self._redis, *(("LREM", self._key, 0, each.line()) for each in clients))
