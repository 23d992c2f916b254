"""Tidings: what identity has to tell somebody of their own account, kept in Valkey until messaging has sealed it into their mailbox (S9).

Put after it was committed there, forgotten after it was committed here: whoever dies in between leaves it to be put, or told, again, and
what is told twice is told once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from redis.asyncio import Redis

from server.ids import AccountId
from server.sessions.redis import at_once, faults_typed, raw

AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiding:
    """Whose account, what has happened to it (a word of identity's history), and when (Unix milliseconds)."""

    account: AccountId
    event: str
    at: int

    @classmethod
    def read(cls, line: bytes) -> Self:
        """As `line` wrote it."""
        account, event, at = line.decode().split(" ")
        return cls(account=AccountId(bytes.fromhex(account)), event=event, at=int(at))

    def line(self) -> bytes:
        """By this it is kept, found and forgotten."""
        return f"{self.account.hex()} {self.event} {self.at}".encode()


class Tidings:
    """The list. All methods raise DoorbellFault when Valkey is away."""

    def __init__(self, redis: Redis, prefix: str = "webtherapy:") -> None:
        self._redis = redis
        self._key = f"{prefix}tidings"

    async def put(self, tidings: Sequence[Tiding]) -> None:
        """Somebody shall be told."""
        await at_once(self._redis, *(("RPUSH", self._key, each.line()) for each in tidings))

    async def waiting(self) -> list[Tiding]:
        """The oldest that are not told yet, at most `AT_ONCE`."""
        with faults_typed():
            lines = await self._redis.lrange(self._key, 0, AT_ONCE - 1)
        return [Tiding.read(raw(line)) for line in lines]

    async def forget(self, told: Sequence[Tiding]) -> None:
        """They were told."""
        await at_once(self._redis, *(("LREM", self._key, 0, each.line()) for each in told))
