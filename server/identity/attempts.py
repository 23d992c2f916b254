"""How often one may be wrong (compliance: NIST SP 800-63B-4 §3.2.2). Counted in Valkey by Valkey's clock.

Three counters, each with growing delays: this account from this network, this network, this account from anywhere. The
first bites early and long; the last bites late and never longer than half a minute, and not at all where the account is known or
what is shown cannot be guessed, so that a stranger who keeps guessing holds up himself, hardly the holder. An attempt is counted
before it is tried, so that many at once do not slip through. What shuts a way in for good is counted in `failures.py`.
"""

import hmac
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from redis.asyncio import Redis

from server.errors import Fault, Refusal, RefusalCode
from server.sessions.redis import at_once, faults_typed, raw

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
  local delay = delays[math.max(1, math.min(count, #delays))]
  redis.call('HSET', key, 'earliest', string.format('%.0f', now + delay))
  redis.call('PEXPIRE', key, ARGV[1])
end
return 0
"""

REMEMBERED_MS: Final = 24 * 3_600_000
DAY_MS: Final = 24 * 3_600_000


def delays_ms(free: int, first_ms: int, longest_ms: int) -> tuple[int, ...]:
    """The wait after the 1st, 2nd … failure: none for the first `free - 1`, then `first_ms` doubling up to `longest_ms`.

    The last element holds for all that follow.
    """
    delays = [0] * (free - 1)
    delay = first_ms
    while delay < longest_ms:
        delays.append(delay)
        delay *= 2
    return (*delays, longest_ms)


HERE: Final = delays_ms(5, 1_000, 900_000)
"""One account from one network: five tries, then 1 s … 15 min."""

NETWORK: Final = delays_ms(100, 1_000, 900_000)
"""One network whatever the account: a practice's whole house may sit behind one address."""

ANYWHERE: Final = delays_ms(100, 1_000, 30_000)
"""One account from anywhere: a crowd of networks is slowed down, the holder waits half a minute at worst."""

CHALLENGES: Final = delays_ms(200, 1_000, 60_000)
"""Passkey challenges from one network that led to no sign-in: anyone may ask for them, and each is kept for five minutes."""


@dataclass(slots=True, kw_only=True, repr=False)
class Attempt:
    """One that was counted: the names of its counters; `anywhere` is None where it does not count."""

    here: str
    network: str
    anywhere: str | None
    undecided: bool = False
    """Right so far, but not yet a success: it is given back and forgives nothing."""

    @property
    def names(self) -> list[str]:
        """All of its counters."""
        return [name for name in (self.here, self.network, self.anywhere) if name is not None]


class Attempts:
    """Counts for all processes together. Raises DoorbellFault when Valkey is away: no guessing without counting."""

    def __init__(
        self, redis: Redis, now: Callable[[], int], random: Callable[[int], bytes], prefix: str = "webtherapy:"
    ) -> None:
        self._redis = redis
        self._now = now
        self._random = random
        self._prefix = f"{prefix}attempts:"
        self._script = redis.register_script(_TAKE)
        self._daily: tuple[int, bytes] | None = None

    @asynccontextmanager
    async def counted(self, lookup: bytes, network: str, *, everywhere: bool = True) -> AsyncIterator[Attempt]:
        """Count an attempt at an account (by its look-up, crypto.md §3.4) from a network, before it is made inside of this.

        A Refusal `too_fast` when it must wait. A Refusal from inside stays counted. What ends well forgives those before, unless
        it is `undecided`. What fails by our fault is given back, and no more than that: nobody waits because our database was
        away, and nobody who can make it so begins afresh. `everywhere`: it counts for the account from anywhere too.
        """
        attempt = await self._take(lookup, network, everywhere=everywhere)
        try:
            yield attempt
        except Fault:
            await self._give_back(attempt.names)
            raise
        if attempt.undecided:
            await self._give_back(attempt.names)
        else:
            await self._forgive(attempt)

    async def count_challenge(self, network: str) -> None:
        """Count a challenge that is given out; a Refusal `too_fast` when too many of that network's led to nothing."""
        await self._count((await self._challenges(network), CHALLENGES))

    async def give_challenge_back(self, network: str) -> None:
        """It led to a sign-in."""
        await self._give_back([await self._challenges(network)])

    async def _challenges(self, network: str) -> str:
        return self._name(await self._daily_key(), b"challenge", network.encode())

    async def _take(self, lookup: bytes, network: str, *, everywhere: bool) -> Attempt:
        """Count everywhere or nowhere: who has to wait uses up nothing that counts for everyone, and leaves nothing behind."""
        key = await self._daily_key()
        attempt = Attempt(
            here=self._name(key, b"here", lookup, network.encode()),
            network=self._name(key, b"network", network.encode()),
            anywhere=self._name(key, b"anywhere", lookup) if everywhere else None,
        )
        await self._count(*zip(attempt.names, (HERE, NETWORK, ANYWHERE), strict=False))
        return attempt

    async def _forgive(self, attempt: Attempt) -> None:
        """The account starts afresh, and the network has this one back, but not its earlier ones."""
        await at_once(self._redis, ("DEL", attempt.here, *([attempt.anywhere] if attempt.anywhere else [])))
        await self._give_back([attempt.network])

    async def _give_back(self, names: Sequence[str]) -> None:
        """As if this attempt had not been: it was not held up when it was counted, nor is the next."""
        commands: list[tuple[str | int, ...]] = []
        for name in names:
            commands += [
                ("HINCRBY", name, "count", -1),
                ("HSET", name, "earliest", 0),
                ("PEXPIRE", name, REMEMBERED_MS),
            ]
        await at_once(self._redis, *commands)

    async def _count(self, *counters: tuple[str, Sequence[int]]) -> None:
        """Count at each of these names, by its delays, unless one of them has to wait."""
        names = [name for name, _ in counters]
        delays = [json.dumps(each) for _, each in counters]
        with faults_typed():
            wait_ms = await self._script(keys=names, args=[REMEMBERED_MS, *delays])
        if wait_ms > 0:
            raise Refusal(RefusalCode.TOO_FAST, wait_ms / 1000)

    async def _daily_key(self) -> bytes:
        """Names of counters are made with a key that is forgotten after two days: no network can be read from them then."""
        day = self._now() // DAY_MS
        if self._daily is None or self._daily[0] != day:
            name = f"{self._prefix}key:{day}"
            with faults_typed():
                await self._redis.set(name, self._random(32), nx=True, px=2 * DAY_MS)
                self._daily = (day, raw(await self._redis.get(name)))
        return self._daily[1]

    def _name(self, key: bytes, kind: bytes, *parts: bytes) -> str:
        return self._prefix + hmac.digest(key, b"|".join((kind, *parts)), "sha256").hex()
