import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from redis.asyncio import Redis

from server.errors import EndReason
from server.ids import AccountId, SignInId
from server.roles import Role
from server.sessions.endings import ALONE_SECONDS, Endings
from server.sessions.redis import at_once
from server.sessions.scripts import IDLE_MS
from server.sessions.sign_in_session import SignInSessions
from tests.integration.sessions.cable import Cable
from tests.support.valkey_clock import ValkeyClock

ACCOUNT = AccountId(bytes(16))


@asynccontextmanager
async def listening(redis: Redis, prefix: str, alone_seconds: float = ALONE_SECONDS) -> AsyncIterator[Endings]:
    """One process's ear."""
    endings = Endings(redis, SignInSessions(redis, os.urandom, prefix), alone_seconds)
    task = asyncio.create_task(endings.run())
    await endings.listening.wait()
    yield endings
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def begin(sessions: SignInSessions) -> SignInId:
    """A session."""
    return (await sessions.begin(ACCOUNT, Role.CLIENT))[1].id


async def test_every_process_hears_of_an_end_within_a_second(
    redis: Redis, sessions: SignInSessions, prefix: str
) -> None:
    """Whoever watches it, in whichever process, however often; nobody else is disturbed."""
    session, other = await begin(sessions), await begin(sessions)
    async with listening(redis, prefix) as here, listening(redis, prefix) as there:
        with (
            here.watching(session) as one,
            here.watching(session) as two,
            there.watching(session) as three,
            there.watching(other) as still,
        ):
            await sessions.end(session)
            await asyncio.wait_for(asyncio.gather(one.wait(), two.wait(), three.wait()), 1.0)
            assert not still.is_set()
        assert not here._watched


async def test_who_watches_is_told_why(redis: Redis, sessions: SignInSessions, prefix: str) -> None:
    """By the announcement and by looking alike."""
    session = await begin(sessions)
    async with listening(redis, prefix) as endings:
        told: asyncio.Queue[EndReason | None] = asyncio.Queue()
        with endings.telling(session, told.put_nowait):
            await sessions.end(session, EndReason.CHANGED)
            assert await asyncio.wait_for(told.get(), 1.0) is EndReason.CHANGED
            await endings.look()
            assert await asyncio.wait_for(told.get(), 1.0) is EndReason.CHANGED


async def test_an_end_that_nobody_announced_is_seen_by_looking(
    redis: Redis, sessions: SignInSessions, prefix: str
) -> None:
    """As after Valkey was emptied: nobody knows why, but it is over."""
    session = await begin(sessions)
    endings = Endings(redis, sessions)
    with endings.watching(session) as over:
        await endings.look()
        assert not over.is_set()
        await at_once(redis, ("DEL", f"{prefix}session:{session.hex()}"))
        await endings.look()
        assert over.is_set()


async def test_an_end_while_the_line_was_cut_is_seen_when_it_is_mended(
    sessions: SignInSessions, far_redis: Redis, cable: Cable, prefix: str
) -> None:
    """Nothing ends because Valkey is away, and nothing is missed once it is back."""
    session = await begin(sessions)
    async with listening(far_redis, prefix) as endings:
        with endings.watching(session) as over:
            await cable.cut()
            await sessions.end(session)
            assert not over.is_set()
            await cable.mend()
            await asyncio.wait_for(over.wait(), 5.0)


async def test_without_valkey_the_idle_clock_runs_on(
    redis: Redis, sessions: SignInSessions, far_redis: Redis, cable: Cable, prefix: str
) -> None:
    """Who had a second left has a second left: only what was begun just now lasts for longer (SES-09)."""
    nearly_over, clock = await begin(sessions), ValkeyClock(redis, prefix)
    await clock.forward(IDLE_MS - 1_000)
    fresh = await begin(sessions)
    async with listening(far_redis, prefix) as endings:
        with endings.watching(nearly_over) as over, endings.watching(fresh) as still:
            await endings.look()
            await cable.cut()
            await asyncio.wait_for(over.wait(), 10.0)
            assert not still.is_set()


async def test_a_line_that_only_broke_ends_nobody(
    sessions: SignInSessions, far_redis: Redis, cable: Cable, prefix: str
) -> None:
    """However little anyone had left when it was last looked: it is looked again before anyone is let go."""
    session = await begin(sessions)
    async with listening(far_redis, prefix, alone_seconds=0.0) as endings:
        with endings.watching(session) as over:
            await cable.cut()
            await cable.mend()
            mended = asyncio.get_running_loop().time()
            async with asyncio.timeout(60):
                while endings._looked_at < mended:  # noqa: ASYNC110  (nothing tells of a look at which nothing was over)
                    await asyncio.sleep(0.01)
            assert not over.is_set()


async def test_without_valkey_nobody_stays_for_longer_than_the_idle_clock_allows(
    sessions: SignInSessions, far_redis: Redis, cable: Cable, prefix: str
) -> None:
    """After so long nobody's activity can have been counted: whoever is still connected is let go."""
    session = await begin(sessions)
    async with listening(far_redis, prefix, alone_seconds=0.0) as endings:
        with endings.watching(session) as over:
            await cable.cut()
            await asyncio.wait_for(over.wait(), 10.0)
    assert await sessions.ended([session]) == {}
