"""Tells the sockets of this process that their sign-in session is over, whichever process ended it.

An ending is announced by pub/sub, which may lose it: so whoever listens also looks, after each (re)connection and at intervals.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from redis.asyncio import Redis
from redis.asyncio.client import PubSub

from server.errors import DoorbellFault, EndReason
from server.ids import SignInId
from server.sessions.redis import faults_typed, raw
from server.sessions.scripts import IDLE_MS
from server.sessions.sign_in_session import SignInSessions

LOOK_SECONDS: Final = 5.0
"""How late a lost announcement is noticed at most."""

RECONNECT_SECONDS: Final = 0.5

ALONE_SECONDS: Final = IDLE_MS / 1000
"""Without Valkey for so long, every session is over: nobody's activity was counted since."""

Told = Callable[[EndReason | None], None]
"""Is told why a session ended; None when nobody knows, as after Valkey was emptied."""


class Endings:
    """One per process. `run()` is its task; `watching()` is for whoever holds a socket."""

    def __init__(self, redis: Redis, sessions: SignInSessions, alone_seconds: float = ALONE_SECONDS) -> None:
        self._redis = redis
        self._sessions = sessions
        self._alone_seconds = alone_seconds
        self._looked_at = 0.0
        self._until: dict[SignInId, float] = {}
        """Until when the watched sessions last, by the loop's clock, if nothing more is heard of them."""
        self._watched: dict[SignInId, set[Told]] = {}
        self.listening = asyncio.Event()
        """Set while announcements are heard."""

    @contextmanager
    def watching(self, session: SignInId) -> Iterator[asyncio.Event]:
        """An event that is set when the session ends. Enter *before* looking it up, so that no end falls between."""
        over = asyncio.Event()
        with self.telling(session, lambda _: over.set()):
            yield over

    @contextmanager
    def telling(self, session: SignInId, tell: Told) -> Iterator[None]:
        """The same for whoever has no task to wait: `tell` is called when the session ends, perhaps more than once."""
        self._watched.setdefault(session, set()).add(tell)
        try:
            yield
        finally:
            told = self._watched[session]
            told.discard(tell)
            if not told:
                del self._watched[session]

    async def run(self) -> None:
        """Listen until cancelled. While Valkey is away nothing ends before it must, and everything when it was to; it is looked at when
        Valkey is back.
        """
        clock = asyncio.get_running_loop().time
        self._looked_at = clock()
        while True:
            before = self._looked_at
            try:
                await self._listen()
            except DoorbellFault:
                # A line that only broke may be mended at once: what happened since the last look is then seen before anyone is let go.
                if self._looked_at == before:
                    self._give_up(clock())
                await asyncio.sleep(RECONNECT_SECONDS)
            finally:
                self.listening.clear()

    async def look(self) -> None:
        """Tell of every watched session that is over, and remember how long the others last."""
        watched, now = tuple(self._watched), asyncio.get_running_loop().time()
        left = await self._sessions.left_of(watched)
        for session, reason in (await self._sessions.ended(watched)).items():
            self._announce(session, reason)
        self._until = {session: now + each / 1000 for session, each in left.items()}
        self._looked_at = now

    async def _listen(self) -> None:
        async with self._redis.pubsub(ignore_subscribe_messages=True) as channel:
            with faults_typed():
                await channel.subscribe(self._sessions.endings_channel)
            self.listening.set()
            while True:
                await self.look()
                await self._hear(channel)

    async def _hear(self, channel: PubSub) -> None:
        """Take announcements until it is time to look again."""
        clock = asyncio.get_running_loop().time
        until = clock() + LOOK_SECONDS
        while (left := until - clock()) > 0:
            with faults_typed():
                message = await channel.get_message(timeout=left)
            if message is not None:
                session, reason = raw(message["data"]).decode().split(" ")
                self._announce(SignInId(bytes.fromhex(session)), EndReason(reason))

    def _give_up(self, now: float) -> None:
        """Tell of those that cannot last any longer: nothing that their people did since could be counted."""
        alone = self._looked_at + self._alone_seconds
        for session in tuple(self._watched):
            if now >= min(alone, self._until.get(session, alone)):
                self._announce(session, None)

    def _announce(self, session: SignInId, reason: EndReason | None) -> None:
        for tell in tuple(self._watched.get(session, ())):
            tell(reason)
