"""Everyone who was seeded is at their desk: their sign-in sessions are told so while loads are made and measured.

Without it whoever waits for a load longer than five minutes would be logged off (protocol.md §1.3). Reports are spread evenly,
fewer than people at work send, and go the way that the server's own take.
"""

import asyncio
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Final

from server.errors import DoorbellFault, Refusal
from server.ids import SignInId
from server.sessions.redis import connected
from server.sessions.sign_in_session import SignInSessions

ROUND_SECONDS: Final = 60.0

Present = Callable[[], Collection[SignInId]]


@contextmanager
def attending(redis_url: str, present: Present) -> Iterator[None]:
    """Until the end of the block, in a thread of its own: loads are synchronous."""
    loop, over = asyncio.new_event_loop(), asyncio.Event()
    thread = Thread(target=loop.run_until_complete, args=(_attend(redis_url, present, over),), daemon=True)
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()


async def _attend(redis_url: str, present: Present, over: asyncio.Event) -> None:
    """Nothing is cancelled at the end: each report is bounded by itself, and each wait ends with the block."""
    async with connected(redis_url) as redis:
        sessions = SignInSessions(redis, os.urandom)
        while not over.is_set():
            people = tuple(present())
            for session in people:
                await _says_so(sessions, session)
                if await _within(over, ROUND_SECONDS / len(people)):
                    return
            if not people:
                await _within(over, 1.0)


async def _within(over: asyncio.Event, seconds: float) -> bool:
    """Whether it is over within so long."""
    with suppress(TimeoutError):
        await asyncio.wait_for(over.wait(), seconds)
    return over.is_set()


async def _says_so(sessions: SignInSessions, session: SignInId) -> None:
    try:
        await sessions.activity(session, 0)
    except (DoorbellFault, Refusal):
        # Valkey is away for a moment; or a benchmark has signed this one out.
        return
