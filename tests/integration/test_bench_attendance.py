"""Loads may last longer than five minutes."""

import asyncio
import os

from bench.attendance import attending
from server.ids import AccountId
from server.roles import Role
from server.sessions.redis import connected
from server.sessions.scripts import IDLE_MS
from server.sessions.sign_in_session import SignInSessions
from tests.support.valkey_clock import ValkeyClock

HALF_MS = IDLE_MS // 2


async def test_whoever_was_seeded_is_not_logged_off(redis_url: str) -> None:
    """Their sessions are told, from a thread beside the load, that they are at their desks; one that is over harms nobody."""
    async with connected(redis_url) as redis, asyncio.timeout(120):
        sessions = SignInSessions(redis, os.urandom)
        begun = [(await sessions.begin(AccountId(os.urandom(16)), Role.CLIENT))[1].id for _ in range(2)]
        over, waiting = begun
        await sessions.end(over)
        await ValkeyClock(redis).forward(HALF_MS)
        # Each waits its share of a minute for its turn: so many turns that a share is short.
        with attending(redis_url, lambda: [over, *[waiting] * 1000]):
            while (await sessions.activity(waiting, None)).left <= IDLE_MS - HALF_MS:
                pass
