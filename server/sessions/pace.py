"""How often something may be done that anyone may do: per network and by everyone together, each time with a longer wait. Counted in Valkey."""

import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from redis.asyncio import Redis

from server.errors import Refusal, RefusalCode
from server.sessions.redis import faults_typed, raw

_TAKE: Final = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, key in ipairs(KEYS) do
  local earliest = tonumber(redis.call('HGET', key, 'earliest') or '0')
  if now < earliest then return earliest - now end
end
for place, key in ipairs(KEYS) do
  local delays = cjson.decode(ARGV[place + 1])
  local count = redis.call('HINCRBY', key, 'count', 1)
  redis.call('HSET', key, 'earliest', string.format('%.0f', now + delays[math.min(count, #delays)]))
  redis.call('PEXPIRE', key, ARGV[1])
end
return 0
"""

DAY_MS: Final = 24 * 3_600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """Milliseconds to wait after the 1st, 2nd … time; the last holds for all that follow."""

    network: Sequence[int]
    everyone: Sequence[int]


class Pace:
    """The counts of one thing, for all processes. Raises DoorbellFault when Valkey is away: nothing open to all goes uncounted."""

    def __init__(self, redis: Redis, random: Callable[[int], bytes], waits: Waits, prefix: str) -> None:
        self._redis = redis
        self._random = random
        self._waits = waits
        self._prefix = prefix
        self._script = redis.register_script(_TAKE)

    async def take(self, network: str) -> None:
        """Count one more from this network; a Refusal `too_fast`, and nothing counted, when it or everyone has to wait."""
        key = await self._key()
        names = [
            self._prefix + hmac.digest(key, part, "sha256").hex() for part in (b"network|" + network.encode(), b"*")
        ]
        waits = [json.dumps(list(each)) for each in (self._waits.network, self._waits.everyone)]
        with faults_typed():
            wait_ms = await self._script(keys=names, args=[DAY_MS, *waits])
        if wait_ms > 0:
            raise Refusal(RefusalCode.TOO_FAST, wait_ms / 1000)

    async def _key(self) -> bytes:
        """Names of counts are made with a key that is forgotten after a day: no network can be read from them then."""
        name = f"{self._prefix}key"
        with faults_typed():
            await self._redis.set(name, self._random(32), nx=True, px=DAY_MS)
            return raw(await self._redis.get(name))
