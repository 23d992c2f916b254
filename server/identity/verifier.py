"""What proves that someone knows a password: Argon2id over the authentication key (crypto.md §1.4, §3.4).

The browser has stretched the password already; this second pass makes a stolen verifier no key. It is slow on purpose, so
it runs in two threads at most, below the chat's priority, and a crowd is told to come again rather than let in to wait.
"""

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

from argon2 import Parameters, PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

from server.errors import Refusal, RefusalCode

THREADS: Final = 2
MOST_WAITING: Final = 200
"""Some four seconds of work. Whoever comes after would have given up before the answer."""

CROWDED_RETRY_SECONDS: Final = 5.0
BACKGROUND_NICENESS: Final = 19
SALT_BYTES: Final = 16

ResultT = TypeVar("ResultT")


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


class Verifiers:
    """Makes and checks verifiers (argon2's own text, as bytes). One per process; `close()` lets its threads go."""

    def __init__(self, profile: Profile, random: Callable[[int], bytes]) -> None:
        self._hasher = profile.hasher()
        self._random = random
        self._threads = ThreadPoolExecutor(THREADS, "verifier", initializer=_yield_to_the_chat)
        self._inside = 0

    def close(self) -> None:
        """Let the threads go; whoever still waits is cancelled."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    @asynccontextmanager
    async def room(self) -> AsyncIterator[None]:
        """A place for who may come to wait inside of this; a Refusal `try_again` when all are taken.

        It is taken before anything is counted against anyone, and before whatever else has to be waited for: many at once do not slip in.
        """
        if self._inside >= MOST_WAITING:
            raise Refusal(RefusalCode.TRY_AGAIN, CROWDED_RETRY_SECONDS)
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1

    async def make(self, key: bytes) -> bytes:
        """A verifier for an authentication key."""
        return await self._run(self.make_now, key)

    def make_now(self, key: bytes) -> bytes:
        """The same where there is no loop to hold up: at start, and in the command line."""
        return self._hasher.hash(key, salt=self._random(SALT_BYTES)).encode("ascii")

    async def check(self, verifier: bytes, key: bytes) -> Literal[True]:
        """True, or a Refusal `wrong_credentials`; there is no third."""
        return await self._run(self._check, verifier, key)

    async def matches(self, verifier: bytes, key: bytes) -> bool:
        """Whether it is the right key, where more than one has to be right before anything is said."""
        try:
            return await self.check(verifier, key)
        except Refusal:
            return False

    def outdated(self, verifier: bytes) -> bool:
        """Whether it was made under another profile than today's and should be made anew at this chance."""
        return self._hasher.check_needs_rehash(verifier.decode("ascii"))

    def _check(self, verifier: bytes, key: bytes) -> Literal[True]:
        try:
            return self._hasher.verify(verifier, key)
        except (VerificationError, InvalidHashError):
            raise Refusal(RefusalCode.WRONG_CREDENTIALS) from None

    async def _run(self, work: Callable[..., ResultT], *arguments: bytes) -> ResultT:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)


def _yield_to_the_chat() -> None:
    """On Linux a thread has its own niceness: whoever is signing in waits for whoever is talking, never the reverse."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), BACKGROUND_NICENESS)
