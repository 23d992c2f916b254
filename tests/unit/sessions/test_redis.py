"""The one way to Valkey: what its driver raises, and what it must not swallow."""

import asyncio

import pytest
from redis.exceptions import RedisError

from server.errors import DoorbellFault
from server.sessions.redis import faults_typed


async def _cancelled_inside(then: Exception | None) -> asyncio.Task[None]:
    """A task that was cancelled inside, which the driver took for something of its own."""

    async def call() -> None:
        with faults_typed():
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                if then is not None:
                    raise then from None

    task = asyncio.create_task(call())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait((task,))
    return task


@pytest.mark.parametrize(
    "then", [None, RedisError("words of the driver"), TimeoutError()], ids=["an answer", "a fault", "a timeout"]
)
async def test_a_cancellation_that_the_driver_swallows_is_said_again(then: Exception | None) -> None:
    """Whoever was cancelled in the middle of a call ends, whatever the driver made of it."""
    assert (await _cancelled_inside(then)).cancelled()


async def test_who_is_on_the_way_out_may_still_call() -> None:
    """A cancellation from before the call is not said again: what is cleared up is cleared up whole."""

    async def clearing_up() -> int:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            with faults_typed():
                await asyncio.sleep(0)
            with pytest.raises(DoorbellFault), faults_typed():
                raise RedisError from None
            return 2
        return 0

    task = asyncio.create_task(clearing_up())
    await asyncio.sleep(0)
    task.cancel()
    assert await task == 2
