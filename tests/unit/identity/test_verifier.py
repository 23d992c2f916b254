import asyncio
import os
from collections.abc import Iterator

import pytest

from server.errors import Refusal, RefusalCode
from server.identity.verifier import FOR_TESTS, MOST_WAITING, SIGN_IN, Verifiers

KEY = bytes(range(32))


@pytest.fixture(name="verifiers")
def _verifiers() -> Iterator[Verifiers]:
    verifiers = Verifiers(FOR_TESTS, os.urandom)
    yield verifiers
    verifiers.close()


async def test_the_right_key_and_no_other_is_accepted(verifiers: Verifiers) -> None:
    """The whole key counts: one bit at its very end makes it another."""
    verifier = await verifiers.make(KEY)
    assert await verifiers.check(verifier, KEY) is True
    with pytest.raises(Refusal) as refused:
        await verifiers.check(verifier, KEY[:-1] + bytes([KEY[-1] ^ 1]))
    assert refused.value.code is RefusalCode.WRONG_CREDENTIALS


async def test_a_broken_verifier_is_a_wrong_key(verifiers: Verifiers) -> None:
    """A text that is no verifier lets nobody in and says nothing of itself."""
    with pytest.raises(Refusal):
        await verifiers.check(b"canary", KEY)


async def test_a_verifier_of_another_profile_is_outdated(verifiers: Verifiers) -> None:
    """What was made under other parameters is recognised, so that it can be made anew."""
    serious = Verifiers(SIGN_IN, os.urandom)
    assert verifiers.outdated(serious.make_now(KEY))
    assert not serious.outdated(serious.make_now(KEY))
    assert not verifiers.outdated(await verifiers.make(KEY))
    serious.close()


async def test_a_crowd_is_told_to_come_again(verifiers: Verifiers) -> None:
    """Of many at once so many get in as may wait, whatever each does before the slow work; when they are gone, all is as before."""

    async def visit() -> bytes:
        async with verifiers.room():
            await asyncio.sleep(0)
            return await verifiers.make(KEY)

    said = await asyncio.gather(*(visit() for _ in range(MOST_WAITING + 10)), return_exceptions=True)
    refused = [each for each in said if isinstance(each, Refusal)]
    assert [each.code for each in refused] == [RefusalCode.TRY_AGAIN] * 10
    assert verifiers.outdated(await visit()) is False
