"""The board: who is present where, across processes, each entry with its end (ADR 0006: it can be lost, and is written anew)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, cast

from redis.asyncio import Redis

from server.ids import ID_BYTES, AccountId, ConversationId
from server.sessions.redis import faults_typed, raw

TTL_MS: Final = 18_000
"""An entry is renewed every 10 s, so it outlives a late renewal; others look every 10 s too: gone within 28 s of a kill."""

_SYNC: Final = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local staying = tonumber(ARGV[2])
for i = 3, #ARGV do
    if i < 3 + staying then redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[i]) else redis.call('ZREM', KEYS[1], ARGV[i]) end
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return redis.call('ZRANGE', KEYS[1], 0, -1)
"""


@dataclass(frozen=True, slots=True, repr=False)
class Change:
    """What one process has to say of a conversation: who stays and who has gone, by `account ‖ process`."""

    conversation: ConversationId
    staying: Sequence[bytes]
    gone: Sequence[bytes]


class Board(Protocol):
    """The port."""

    async def sync(self, changes: Sequence[Change]) -> list[frozenset[AccountId]]:
        """Write the changes; who is present, per conversation. DoorbellFault when the board is away."""


class ValkeyBoard:
    """A sorted set per conversation, scored by Valkey's own clock."""

    def __init__(self, redis: Redis, prefix: str = "webtherapy:") -> None:
        self._redis = redis
        self._prefix = prefix
        self._sync = redis.register_script(_SYNC)

    async def sync(self, changes: Sequence[Change]) -> list[frozenset[AccountId]]:
        """See `Board`; one round trip."""
        # Scripts are loaded before the driver's own care begins: left in the middle of it, only `async with` gives the connection back.
        with faults_typed():
            async with self._redis.pipeline(transaction=False) as pipeline:
                for change in changes:
                    arguments: list[int | bytes] = [TTL_MS, len(change.staying), *change.staying, *change.gone]
                    await self._sync(keys=[self._key(change.conversation)], args=arguments, client=pipeline)
                answers = cast(list[list[Any]], await pipeline.execute())
        return [frozenset(AccountId(raw(each)[:ID_BYTES]) for each in answer) for answer in answers]

    def _key(self, conversation: ConversationId) -> bytes:
        return f"{self._prefix}presence:".encode() + conversation


class MemoryBoard:
    """The twin for tests, shared by those who would share a Valkey; `now` in milliseconds."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._entries: dict[ConversationId, dict[bytes, int]] = {}

    async def sync(self, changes: Sequence[Change]) -> list[frozenset[AccountId]]:
        """See `Board`."""
        return [self._one(change) for change in changes]

    def _one(self, change: Change) -> frozenset[AccountId]:
        entries, now = self._entries.setdefault(change.conversation, {}), self._now()
        entries.update(dict.fromkeys(change.staying, now + TTL_MS))
        for each in [*change.gone, *(name for name, end in entries.items() if end <= now)]:
            entries.pop(each, None)
        return frozenset(AccountId(each[:ID_BYTES]) for each in entries)
