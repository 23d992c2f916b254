import os
import secrets

import pytest
from redis.asyncio import Redis

from server.errors import Refusal, RefusalCode, StorageFault
from server.identity.attempts import Attempts
from server.sessions.redis import at_once, raw
from tests.integration.house import Clock, House

LOOKUP = bytes(32)


def attempts_of(home: House, clock: Clock, prefix: str) -> tuple[Attempts, Redis]:
    """Counters under a prefix of their own."""
    redis: Redis = home.sessions._redis
    return Attempts(redis, clock, os.urandom, prefix), redis


async def fail(attempts: Attempts, network: str, lookup: bytes = LOOKUP) -> None:
    """A wrong key."""
    with pytest.raises(Refusal) as refused:
        async with attempts.counted(lookup, network):
            raise Refusal(RefusalCode.WRONG_CREDENTIALS)
    assert refused.value.code is RefusalCode.WRONG_CREDENTIALS


async def test_our_own_faults_count_against_nobody(home: House) -> None:
    """While the database is away one may try as often as one likes."""
    attempts, _ = attempts_of(home, Clock(), f"test-{secrets.token_hex(8)}:")
    for _ in range(20):
        with pytest.raises(StorageFault):
            async with attempts.counted(LOOKUP, "192.0.2.0/24"):
                raise StorageFault


async def test_our_own_faults_forgive_nobody(home: House) -> None:
    """Who can make the database stumble cannot thereby begin afresh: the fifth failure is the fifth, whatever lay between."""
    attempts, _ = attempts_of(home, Clock(), f"test-{secrets.token_hex(8)}:")
    for _ in range(5):
        with pytest.raises(StorageFault):
            async with attempts.counted(LOOKUP, "192.0.2.0/24"):
                raise StorageFault
        await fail(attempts, "192.0.2.0/24")
    with pytest.raises(Refusal) as refused:
        async with attempts.counted(LOOKUP, "192.0.2.0/24"):
            pass
    assert refused.value.code is RefusalCode.TOO_FAST


async def test_many_networks_together_hold_an_account_up_for_half_a_minute_at_most(home: House) -> None:
    """After a hundred failures from everywhere the holder waits a second or so, not a quarter of an hour."""
    attempts, _ = attempts_of(home, Clock(), f"test-{secrets.token_hex(8)}:")
    for number in range(100):
        await fail(attempts, f"10.0.{number}.0/24")
    with pytest.raises(Refusal) as refused:
        async with attempts.counted(LOOKUP, "192.0.2.0/24"):
            pass
    assert refused.value.code is RefusalCode.TOO_FAST
    assert 0 < refused.value.retry_after <= 1.0


async def test_one_network_is_held_up_whatever_numbers_it_tries(home: House) -> None:
    """A hundred numbers once each: the network waits, others do not."""
    attempts, _ = attempts_of(home, Clock(), f"test-{secrets.token_hex(8)}:")
    for _ in range(100):
        await fail(attempts, "192.0.2.0/24", os.urandom(32))
    with pytest.raises(Refusal) as refused:
        async with attempts.counted(os.urandom(32), "192.0.2.0/24"):
            pass
    assert refused.value.code is RefusalCode.TOO_FAST
    async with attempts.counted(os.urandom(32), "198.51.100.0/24"):
        pass


async def test_who_has_to_wait_leaves_nothing_behind(home: House) -> None:
    """A network that is held up may go on asking about as many numbers as it likes: Valkey keeps none of them."""
    prefix = f"test-{secrets.token_hex(8)}:"
    attempts, redis = attempts_of(home, Clock(), prefix)
    for _ in range(100):
        await fail(attempts, "192.0.2.0/24", os.urandom(32))
    (before,) = await at_once(redis, ("KEYS", f"{prefix}*"))
    for _ in range(10):
        with pytest.raises(Refusal) as refused:
            async with attempts.counted(os.urandom(32), "192.0.2.0/24"):
                pass
        assert refused.value.code is RefusalCode.TOO_FAST
    (after,) = await at_once(redis, ("KEYS", f"{prefix}*"))
    assert set(after) == set(before)


async def test_names_of_counters_say_nothing_and_are_forgotten(home: House) -> None:
    """Keyed hashes with a key per day; everything in Valkey has an end."""
    clock, prefix = Clock(), f"test-{secrets.token_hex(8)}:"
    attempts, redis = attempts_of(home, clock, prefix)
    await fail(attempts, "192.0.2.0/24")
    (today,) = await at_once(redis, ("KEYS", f"{prefix}*"))
    clock.ahead_ms = 24 * 3_600_000
    await fail(attempts, "192.0.2.0/24")
    (both,) = await at_once(redis, ("KEYS", f"{prefix}*"))
    assert len(today) == 4
    assert len(both) == 8
    for key in both:
        assert b"192.0.2" not in raw(key)
        assert LOOKUP.hex().encode() not in raw(key)
        (left,) = await at_once(redis, ("PTTL", key))
        assert 0 < left <= 48 * 3_600_000
