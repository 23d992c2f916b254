"""What proves that someone knows a password: Argon2id over the authentication key (crypto.md §1.4, §3.4).

The browser has stretched the password already; this second pass makes a stolen verifier no key. It is slow on purpose, so
it runs in processes of its own, below everyone's priority, and a crowd is told to come again rather than let in to wait.
"""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, Literal

from argon2 import Parameters, PasswordHasher, Type
from argon2.low_level import ARGON2_VERSION

from server.errors import Refusal, RefusalCode
from server.identity.slow_hashes import YES
from server.identity.slow_lane import SlowLane

MOST_LANES: Final = 2
MOST_WAITING: Final = 100
"""Some four seconds of work and rest. Whoever comes after would have given up before the answer."""

CROWDED_RETRY_SECONDS: Final = (4, 12)
"""Between these, at random: who was turned away together would otherwise come again together."""

SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Profile:
    """How slow a verifier is, by name. Only `SIGN_IN` is for people."""

    name: str
    parameters: Parameters

    def hasher(self) -> PasswordHasher:
        """Argon2id as slow as that."""
        return PasswordHasher.from_parameters(self.parameters)


def _profile(name: str, *, passes: int, memory_kib: int) -> Profile:
    return Profile(
        name,
        Parameters(
            type=Type.ID,
            version=ARGON2_VERSION,
            salt_len=SALT_BYTES,
            hash_len=32,
            time_cost=passes,
            memory_cost=memory_kib,
            parallelism=1,
        ),
    )


SIGN_IN: Final = _profile("sign-in-2026", passes=2, memory_kib=19_456)
"""ASVS 5.0 appendix C. The password's own strength comes from the browser's 64 MiB (crypto.md §3.2)."""

FOR_TESTS: Final = _profile("for-tests", passes=1, memory_kib=8)
"""As quick as Argon2 can be."""


def _lanes() -> int:
    """One processor at least is never at this work, where there is another."""
    return max(1, min(MOST_LANES, len(os.sched_getaffinity(0)) - 1))


class Verifiers:
    """Makes and checks verifiers (argon2's own text, as bytes). One per process; `close()` ends what runs beside it."""

    def __init__(self, profile: Profile, random: Callable[[int], bytes]) -> None:
        self._hasher = profile.hasher()
        self._random = random
        cost = profile.parameters
        self._lanes = [SlowLane(cost.time_cost, cost.memory_cost) for _ in range(_lanes())]
        self._inside = 0

    def close(self) -> None:
        """End the processes; whoever still waits is told that it is our fault."""
        for lane in self._lanes:
            lane.close()

    @asynccontextmanager
    async def room(self) -> AsyncIterator[None]:
        """A place for who may come to wait inside of this; a Refusal `try_again` when all are taken.

        It is taken before anything is counted against anyone, and before any database is asked: turning a crowd away costs next to
        nothing, and many at once do not slip in.
        """
        if self._inside >= MOST_WAITING:
            raise Refusal(RefusalCode.TRY_AGAIN, self._crowded_retry_seconds())
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1

    def _crowded_retry_seconds(self) -> float:
        least, most = CROWDED_RETRY_SECONDS
        return least + self._random(1)[0] % (most - least + 1)

    async def make(self, key: bytes) -> bytes:
        """A verifier for an authentication key."""
        return bytes.fromhex((await self._ask("make", self._random(SALT_BYTES), key)).decode("ascii"))

    def make_now(self, key: bytes) -> bytes:
        """The same where there is no loop to hold up: at start, and in the command line."""
        return self._hasher.hash(key, salt=self._random(SALT_BYTES)).encode("ascii")

    async def check(self, verifier: bytes, key: bytes) -> Literal[True]:
        """True, or a Refusal `wrong_credentials`; there is no third."""
        if not await self.matches(verifier, key):
            raise Refusal(RefusalCode.WRONG_CREDENTIALS)
        return True

    async def matches(self, verifier: bytes, key: bytes) -> bool:
        """Whether it is the right key, where more than one has to be right before anything is said."""
        return await self._ask("check", verifier, key) == YES

    def outdated(self, verifier: bytes) -> bool:
        """Whether it was made under another profile than today's and should be made anew at this chance."""
        return self._hasher.check_needs_rehash(verifier.decode("ascii"))

    async def _ask(self, act: str, *values: bytes) -> bytes:
        """In the lane where the fewest wait."""
        return await min(self._lanes, key=lambda lane: lane.waiting).ask(act, *values)
