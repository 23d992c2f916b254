import os

import pytest
from redis.asyncio import Redis

from server.errors import DoorbellFault, EndReason, Refusal, RefusalCode
from server.ids import AccountId
from server.roles import Role
from server.sessions.device import UNKNOWN_DEVICE, Browser, Device, System
from server.sessions.redis import at_once, raw
from server.sessions.sign_in_session import MOST_SESSIONS, SecondFactor, SignInSessions, sign_in_id
from tests.integration.sessions.cable import Cable
from tests.support.valkey_clock import ValkeyClock

ACCOUNT = AccountId(bytes(16))


async def test_a_session_is_found_by_its_token_only(sessions: SignInSessions) -> None:
    """The token opens it, its hash does not."""
    token, begun = await sessions.begin(ACCOUNT, Role.THERAPIST)
    assert await sessions.find(token) == begun
    assert (begun.account, begun.role) == (ACCOUNT, Role.THERAPIST)
    for wrong in (begun.id, os.urandom(32)):
        with pytest.raises(Refusal) as refused:
            await sessions.find(wrong)
        assert refused.value.code is RefusalCode.SIGNED_OUT


async def test_valkey_never_holds_a_token(sessions: SignInSessions, redis: Redis, prefix: str) -> None:
    """No key, field or value contains it, as bytes or as hex."""
    token, _ = await sessions.begin(ACCOUNT, Role.CLIENT)
    (keys,) = await at_once(redis, ("KEYS", f"{prefix}*"))
    assert keys
    for key in keys:
        (dump,) = await at_once(redis, ("DUMP", key))
        assert token not in raw(dump) + raw(key)
        assert token.hex().encode() not in raw(dump) + raw(key)


async def test_all_sessions_of_an_account_end_together(sessions: SignInSessions) -> None:
    """Every one of this account's but the one to be kept; nobody else's."""
    kept, _ = await sessions.begin(ACCOUNT, Role.CLIENT)
    tokens = [(await sessions.begin(ACCOUNT, Role.CLIENT))[0] for _ in range(3)]
    other, _ = await sessions.begin(AccountId(bytes(15) + b"\1"), Role.CLIENT)
    assert await sessions.end_all(ACCOUNT, but=sign_in_id(kept)) == 3
    assert await sessions.ended([sign_in_id(token) for token in (kept, other, *tokens)]) == {
        sign_in_id(token): EndReason.ELSEWHERE for token in tokens
    }
    assert await sessions.end_all(ACCOUNT) == 1
    assert (await sessions.find(other)).role is Role.CLIENT


async def test_an_account_has_a_bounded_number_of_sessions(sessions: SignInSessions, redis: Redis, prefix: str) -> None:
    """One more ends the one whose person was quiet for longest, which need not be the oldest; nobody else's."""
    clock, other = ValkeyClock(redis, prefix), (await sessions.begin(AccountId(bytes(15) + b"\1"), Role.CLIENT))[1]
    begun = []
    for _ in range(MOST_SESSIONS):
        begun.append((await sessions.begin(ACCOUNT, Role.CLIENT))[1].id)
        await clock.forward(1)
    await sessions.activity(begun[0], 0)
    begun.append((await sessions.begin(ACCOUNT, Role.CLIENT))[1].id)
    assert await sessions.ended([*begun, other.id]) == {begun[1]: EndReason.ELSEWHERE}


async def test_an_account_sees_its_sessions(sessions: SignInSessions) -> None:
    """The newest first, each with what it came from; not those that are over, nor another account's."""
    phone, laptop = Device(Browser.SAFARI, System.IOS), Device(Browser.FIREFOX, System.LINUX)
    _, first = await sessions.begin(ACCOUNT, Role.CLIENT, device=phone)
    _, over = await sessions.begin(ACCOUNT, Role.CLIENT)
    _, second = await sessions.begin(ACCOUNT, Role.CLIENT, device=laptop)
    await sessions.begin(AccountId(bytes(15) + b"\1"), Role.CLIENT)
    await sessions.end(over.id)
    listed = await sessions.list_of(ACCOUNT)
    assert {each.id: each.device for each in listed} == {first.id: phone, second.id: laptop}
    assert [each.created for each in listed] == sorted((each.created for each in listed), reverse=True)
    assert over.device == UNKNOWN_DEVICE


async def test_a_session_is_complete_with_a_second_factor_that_it_needs(sessions: SignInSessions) -> None:
    """Who has one to set up is incomplete until it is set up; one that has ended is not completed."""
    token, session = await sessions.begin(ACCOUNT, Role.THERAPIST, second_factor=SecondFactor.MISSING)
    assert not session.complete
    await sessions.complete(session.id)
    found = await sessions.find(token)
    assert (found.complete, found.second_factor) == (True, SecondFactor.PRESENT)
    for second_factor in (SecondFactor.NONE, SecondFactor.PRESENT):
        assert (await sessions.begin(ACCOUNT, Role.CLIENT, second_factor=second_factor))[1].complete
    await sessions.end(session.id)
    with pytest.raises(Refusal):
        await sessions.complete(session.id)


async def test_an_ended_session_has_no_reload_key(sessions: SignInSessions, redis: Redis, prefix: str) -> None:
    """Swapping after the end is refused and leaves nothing behind."""
    _, session = await sessions.begin(ACCOUNT, Role.CLIENT)
    first, second = os.urandom(32), os.urandom(32)
    assert await sessions.swap_reload_key(session.id, first) is None
    assert await sessions.swap_reload_key(session.id, second) == first
    await sessions.end(session.id)
    with pytest.raises(Refusal):
        await sessions.swap_reload_key(session.id, first)
    assert await at_once(redis, ("KEYS", f"{prefix}session:*")) == [[]]


async def test_while_valkey_is_away_nobody_is_let_in(far_redis: Redis, cable: Cable, prefix: str) -> None:
    """A typed fault, not a guess; when it is back the same session is found by the same client."""
    sessions = SignInSessions(far_redis, os.urandom, prefix)
    token, begun = await sessions.begin(ACCOUNT, Role.CLIENT)
    await cable.cut()
    with pytest.raises(DoorbellFault) as fault:
        await sessions.find(token)
    assert str(fault.value) == ""
    await cable.mend()
    assert await sessions.find(token) == begun


async def test_who_works_here_is_let_in_once_they_agreed(sessions: SignInSessions) -> None:
    """Nobody is kept out before somebody has said which version is in force; then it holds for those, too, who came in meanwhile. Who had
    agreed when they came in goes on; clients are asked nothing.
    """
    account, client = AccountId(os.urandom(16)), AccountId(os.urandom(16))
    early, session = await sessions.begin(account, Role.INTAKE)
    assert session.agreed
    await sessions.set_agreement(1, {})
    assert not (await sessions.find(early)).agreed
    _, hers = await sessions.begin(client, Role.CLIENT)
    assert hers.agreed
    await sessions.set_agreement(1, {account: 1})
    assert (await sessions.find(early)).agreed
    bound, _ = await sessions.begin(account, Role.INTAKE)
    await sessions.set_agreement(2, {account: 1})
    late, _ = await sessions.begin(account, Role.INTAKE)
    assert [(await sessions.find(token)).agreed for token in (early, bound, late)] == [False, True, False]
