"""The idle clock (protocol.md §1.3), by Valkey's time: it is put forward, nobody waits."""

import asyncio
import os
from random import Random

import pytest
from redis.asyncio import Redis

from server.errors import EndReason, Refusal, RefusalCode
from server.ids import AccountId, SignInId
from server.roles import Role
from server.sessions.ended import Ended
from server.sessions.reaper import keep_reaping
from server.sessions.redis import raw
from server.sessions.scripts import DAY_MS, IDLE_MS
from server.sessions.sign_in_session import REAP_AT_ONCE, STAFF_LIFE_MS, SignInSessions, sign_in_id
from tests.support.valkey_clock import CLOSE_MS, ValkeyClock

ACCOUNT = AccountId(bytes(16))


@pytest.fixture(name="clock")
def _clock(redis: Redis, prefix: str) -> ValkeyClock:
    return ValkeyClock(redis, prefix)


async def why_over(sessions: SignInSessions, token: bytes) -> EndReason | None:
    """The reason with which a token is refused."""
    with pytest.raises(Refusal) as refused:
        await sessions.find(token)
    assert refused.value.code is RefusalCode.SIGNED_OUT
    return refused.value.reason


async def test_five_quiet_minutes_end_a_session(sessions: SignInSessions, clock: ValkeyClock) -> None:
    """Shortly before it is found, at 300 s it is not, though nobody has reaped it (SES-02)."""
    assert IDLE_MS == 300_000  # what the practice promises its clients
    token, session = await sessions.begin(ACCOUNT, Role.CLIENT)
    assert session.left == IDLE_MS
    await clock.forward(IDLE_MS - CLOSE_MS)
    assert 0 < (await sessions.find(token)).left <= CLOSE_MS
    await clock.forward(CLOSE_MS)
    assert await why_over(sessions, token) is EndReason.IDLE
    assert [(each.session, each.reason, each.at) for each in await sessions.log.waiting()] == [
        (session.id, EndReason.IDLE, session.active + IDLE_MS)
    ]


async def test_looking_is_not_doing(sessions: SignInSessions, clock: ValkeyClock) -> None:
    """Finding, listing, asking and the reload key leave the clock where it was (SES-03)."""
    token, session = await sessions.begin(ACCOUNT, Role.CLIENT)
    await clock.forward(IDLE_MS - CLOSE_MS)
    await sessions.find(token)
    await sessions.list_of(ACCOUNT)
    await sessions.swap_reload_key(session.id, bytes(32))
    await sessions.complete(session.id)
    assert (await sessions.activity(session.id, None)).left <= CLOSE_MS
    await clock.forward(CLOSE_MS)
    assert await why_over(sessions, token) is EndReason.IDLE


async def test_activity_puts_the_end_off(sessions: SignInSessions, clock: ValkeyClock) -> None:
    """Five minutes from then, again and again."""
    token, session = await sessions.begin(ACCOUNT, Role.CLIENT)
    for _ in range(10):
        await clock.forward(IDLE_MS - CLOSE_MS)
        assert (await sessions.activity(session.id, 0)).left == IDLE_MS
    await clock.forward(IDLE_MS)
    assert await why_over(sessions, token) is EndReason.IDLE


async def test_activity_counts_from_when_it_was(sessions: SignInSessions, clock: ValkeyClock) -> None:
    """What was done 15 s ago is worth 285 s; and an older report takes nothing from a newer one."""
    _, session = await sessions.begin(ACCOUNT, Role.CLIENT)
    await clock.forward(100_000)
    assert (await sessions.activity(session.id, 15_000)).left == IDLE_MS - 15_000
    assert (await sessions.activity(session.id, 0)).left == IDLE_MS
    assert IDLE_MS - CLOSE_MS < (await sessions.activity(session.id, 15_000)).left <= IDLE_MS


async def test_a_report_that_comes_too_late_helps_nobody(sessions: SignInSessions, clock: ValkeyClock) -> None:
    """After 300 s nothing is accepted, however shortly before them it was done."""
    token, session = await sessions.begin(ACCOUNT, Role.CLIENT)
    await clock.forward(IDLE_MS)
    with pytest.raises(Refusal) as refused:
        await sessions.activity(session.id, 10_000)
    assert refused.value.reason is EndReason.IDLE
    assert await why_over(sessions, token) is EndReason.IDLE


async def test_nobody_stays_beyond_the_longest_life(sessions: SignInSessions, clock: ValkeyClock) -> None:
    """Twelve hours of work end all the same, and the clock says beforehand how much is left (SES-11)."""
    token, session = await sessions.begin(ACCOUNT, Role.THERAPIST)
    while (passed := await clock.now() - session.created) < STAFF_LIFE_MS - IDLE_MS:
        left = await sessions.activity(session.id, 0)
        assert left.left == min(IDLE_MS, left.cap)
        assert STAFF_LIFE_MS - passed - CLOSE_MS < left.cap <= STAFF_LIFE_MS - passed
        await clock.forward(IDLE_MS - CLOSE_MS)
    last = await sessions.activity(session.id, 0)
    assert last.left == last.cap
    await clock.forward(session.expires - await clock.now())
    assert await sessions.reap() == 1
    assert await why_over(sessions, token) is EndReason.CAP
    (ended,) = await sessions.log.waiting()
    assert (ended.reason, ended.at) == (EndReason.CAP, session.expires)


async def test_each_session_has_a_clock_of_its_own(sessions: SignInSessions, clock: ValkeyClock) -> None:
    """What is done at one device keeps no other one open."""
    (quiet, _), (busy, session) = [await sessions.begin(ACCOUNT, Role.CLIENT) for _ in range(2)]
    await clock.forward(IDLE_MS - CLOSE_MS)
    await sessions.activity(session.id, 0)
    await clock.forward(CLOSE_MS)
    assert await sessions.reap() == 1
    assert await why_over(sessions, quiet) is EndReason.IDLE
    assert (await sessions.find(busy)).id == session.id


async def test_reapers_end_each_session_once(
    redis: Redis, sessions: SignInSessions, prefix: str, clock: ValkeyClock
) -> None:
    """Many at once, due in greater number than one script takes: each ends once, is announced once, is written once."""
    count = 2 * REAP_AT_ONCE + 1
    begun = {(await sessions.begin(AccountId(os.urandom(16)), Role.CLIENT))[1].id for _ in range(count)}
    async with redis.pubsub(ignore_subscribe_messages=True) as channel:
        await channel.subscribe(sessions.endings_channel)
        await clock.forward(IDLE_MS)
        others = [SignInSessions(redis, os.urandom, prefix) for _ in range(4)]
        assert sum(await asyncio.gather(*(each.reap() for each in others))) == count
        heard = [await _next(channel) for _ in range(count)]
        assert await channel.get_message(timeout=0.0) is None
    assert sorted(heard) == sorted(f"{session.hex()} idle".encode() for session in begun)
    assert await redis.llen(f"{prefix}history") == count
    assert await sessions.reap() == 0
    assert await redis.keys(f"{prefix}session:*") + await redis.keys(f"{prefix}account:*") == []


async def _next(channel: object) -> bytes:
    while (message := await channel.get_message(timeout=CLOSE_MS / 1000)) is None:  # type: ignore[attr-defined]
        pass
    return raw(message["data"])


async def test_any_process_reaps(redis: Redis, sessions: SignInSessions, prefix: str, clock: ValkeyClock) -> None:
    """The task of a process that never heard of the session ends it, and one look later it is found ended (SES-02)."""
    _, session = await sessions.begin(ACCOUNT, Role.CLIENT)
    async with redis.pubsub(ignore_subscribe_messages=True) as channel:
        await channel.subscribe(sessions.endings_channel)
        task = asyncio.create_task(keep_reaping(SignInSessions(redis, os.urandom, prefix)))
        await clock.forward(IDLE_MS)
        assert await _next(channel) == f"{session.id.hex()} idle".encode()
        task.cancel()
    assert await sessions.ended([session.id]) == {session.id: EndReason.IDLE}


async def test_the_first_reason_stands(sessions: SignInSessions, redis: Redis, prefix: str) -> None:
    """Ending what has ended changes nothing; why it ended is known for a day."""
    token, session = await sessions.begin(ACCOUNT, Role.CLIENT)
    for reason in (EndReason.CHANGED, EndReason.ELSEWHERE):
        await sessions.end(session.id, reason)
    assert await why_over(sessions, token) is EndReason.CHANGED
    assert DAY_MS - CLOSE_MS < await redis.pttl(f"{prefix}ended:{session.id.hex()}") <= DAY_MS
    assert [each.reason for each in await sessions.log.waiting()] == [EndReason.CHANGED]


async def test_what_is_due_has_ended_by_itself(sessions: SignInSessions, clock: ValkeyClock) -> None:
    """Who ends everything does not take the credit for a session that was idle before."""
    token, _ = await sessions.begin(ACCOUNT, Role.CLIENT)
    await clock.forward(IDLE_MS)
    assert await sessions.end_all(ACCOUNT, EndReason.CHANGED) == 0
    assert await why_over(sessions, token) is EndReason.IDLE


async def test_an_emptied_valkey_signs_everyone_out(sessions: SignInSessions, redis: Redis, prefix: str) -> None:
    """Whatever of a session is lost, it is over, and never longer: all of it, or its own hash alone (SES-09)."""
    token, session = await sessions.begin(ACCOUNT, Role.CLIENT)
    await redis.delete(f"{prefix}session:{session.id.hex()}")
    assert await why_over(sessions, token) is None
    assert await sessions.list_of(ACCOUNT) == []
    assert await sessions.reap() == 0
    token, _ = await sessions.begin(ACCOUNT, Role.CLIENT)
    await redis.delete(*await redis.keys(f"{prefix}*"))
    assert await why_over(sessions, token) is None


async def test_a_session_that_lost_its_deadline_is_over_in_time(
    sessions: SignInSessions, redis: Redis, prefix: str, clock: ValkeyClock
) -> None:
    """The set of deadlines only says where to look; the session itself says when."""
    token, _ = await sessions.begin(ACCOUNT, Role.CLIENT)
    await redis.delete(f"{prefix}deadlines")
    await clock.forward(IDLE_MS)
    assert await why_over(sessions, token) is EndReason.IDLE


async def test_what_ended_reads_as_it_was_written(sessions: SignInSessions) -> None:
    """Found again by the same bytes, so that it can be forgotten among others that were added meanwhile."""
    for _ in range(3):
        await sessions.begin(ACCOUNT, Role.CLIENT)
    await sessions.end_all(ACCOUNT, EndReason.CHANGED)
    first, *others = await sessions.log.waiting()
    assert Ended.read(first.line()) == first
    await sessions.log.forget([first])
    await sessions.log.forget([first])
    assert await sessions.log.waiting() == others


async def test_any_history_of_a_session_is_that_of_the_paper(sessions: SignInSessions, clock: ValkeyClock) -> None:
    """Random days of three devices, against a model in five lines: alive exactly while 300 s have not passed."""
    chance = Random(5)
    for _ in range(8):
        tokens = [(await sessions.begin(ACCOUNT, Role.CLIENT))[0] for _ in range(3)]
        passed, due = 0, dict.fromkeys(map(sign_in_id, tokens), IDLE_MS)
        for _ in range(25):
            step = chance.randrange(0, 24) * CLOSE_MS
            passed += step
            await clock.forward(step)
            session, age = chance.choice(list(due)), chance.choice([None, 0, CLOSE_MS, 3 * CLOSE_MS])
            alive = await _does(sessions, session, age)
            assert alive is (passed < due[session])
            if alive and age is not None:
                due[session] = max(due[session], passed - age + IDLE_MS)
        await sessions.reap()
        over = {session: EndReason.IDLE for session in due if due[session] <= passed}
        assert await sessions.ended(list(due)) == over
        await sessions.end_all(ACCOUNT)


async def _does(sessions: SignInSessions, session: SignInId, age: int | None) -> bool:
    try:
        await sessions.activity(session, age)
    except Refusal:
        return False
    return True
