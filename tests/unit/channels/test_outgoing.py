"""What waits for one connection: in order, bounded, and the end for whoever does not read."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.channels.outgoing import Outgoing
from server.errors import ClosingRefusal, RefusalCode
from server.protocol.limits import Limits

TIGHT = replace(Limits(), outgoing_frames=4, outgoing_bytes=100)


class Ended:
    """Hears why a connection ends."""

    def __init__(self) -> None:
        self.why: list[ClosingRefusal] = []

    def __call__(self, why: ClosingRefusal) -> None:
        """The end."""
        self.why.append(why)


async def test_frames_leave_in_the_order_they_came() -> None:
    """First in, first out, whoever waits."""
    outgoing = Outgoing(TIGHT, Ended())
    taking = asyncio.create_task(outgoing.take())
    await asyncio.sleep(0)
    outgoing.put(b"one")
    outgoing.put(b"two")
    assert [await taking, await outgoing.take()] == [b"one", b"two"]
    assert len(outgoing) == 0


@pytest.mark.parametrize("frames", [[b"x"] * 5, [b"x" * 101], [b"x" * 60, b"x" * 60]])
async def test_too_many_frames_or_bytes_are_the_end(frames: list[bytes]) -> None:
    """Once, with slow_reader and 4408; what waited is forgotten and nothing more is taken."""
    ended = Ended()
    outgoing = Outgoing(TIGHT, ended)
    for frame in frames:
        outgoing.put(frame)
    outgoing.put(b"late")
    assert [(why.code, why.close_code) for why in ended.why] == [(RefusalCode.SLOW_READER, 4408)]
    assert (outgoing.over, len(outgoing)) == (True, 0)


async def test_who_catches_up_waits_for_room() -> None:
    """Half of it has to be free; taking makes it so."""
    outgoing = Outgoing(TIGHT, Ended())
    for _ in range(4):
        outgoing.put(b"x")
    waiting = asyncio.create_task(outgoing.room())
    await asyncio.sleep(0)
    outgoing.taken()
    await asyncio.sleep(0)
    still = waiting.done()
    outgoing.taken()
    async with asyncio.timeout(60):
        await waiting
    assert still is False


async def test_nobody_waits_for_room_that_never_comes() -> None:
    """The end lets everyone go."""
    outgoing = Outgoing(TIGHT, Ended())
    for _ in range(4):
        outgoing.put(b"x")
    waiting = [asyncio.create_task(outgoing.room()) for _ in range(3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    await asyncio.sleep(0)
    outgoing.close()
    async with asyncio.timeout(60):
        await asyncio.gather(*waiting[1:])
    assert outgoing.over


@given(st.lists(st.one_of(st.binary(min_size=1, max_size=40), st.none()), max_size=60))
def test_it_never_holds_more_than_it_may(steps: list[bytes | None]) -> None:
    """Whatever is put and taken: within its bounds, or over."""

    async def run() -> None:
        outgoing, held = Outgoing(TIGHT, Ended()), list[bytes]()
        for step in steps:
            if step is None:
                if len(outgoing):
                    assert outgoing.taken() == held.pop(0)
            elif not outgoing.over:
                outgoing.put(step)
                held.append(step)
            fits = len(held) <= TIGHT.outgoing_frames and sum(map(len, held)) <= TIGHT.outgoing_bytes
            assert outgoing.over is not fits
            if outgoing.over:
                return

    asyncio.run(run())
