"""Delivery while something else happens: followers who come, go and come again in the middle of it."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from server.channels.delivery import Delivery
from server.protocol import frames
from server.protocol.limits import Limits
from server.storage.database import Database
from tests.integration.channels.planted import Planted, Reader

LIMITS = Limits()
PATIENCE = 60.0
"""Seconds until we say that it does not come: a bound on hanging, not a measure of speed."""


@pytest.fixture(name="database")
async def _database(messaging_url: str) -> AsyncIterator[Database]:
    async with Database(messaging_url) as database:
        yield database


@pytest.fixture(name="planted")
async def _planted(database: Database) -> Planted:
    planted = Planted(database)
    await planted.plant(500)
    return planted


def _begin(delivery: Delivery, planted: Planted, reader: Reader, cursor: int) -> None:
    follower = delivery.admit(planted.grant, reader.outgoing)
    delivery.begin(follower, cursor, bytes(32), planted.sequence)


async def _all_done(before: set[asyncio.Task[object]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while started := asyncio.all_tasks() - before:
            await asyncio.wait(started)


async def test_a_connection_that_ends_while_it_is_caught_up_leaves_nothing_behind(
    database: Database, planted: Planted
) -> None:
    """No task goes on for it."""
    before = asyncio.all_tasks()
    delivery, reader = Delivery(database, LIMITS), Reader.on(LIMITS)
    follower = delivery.admit(planted.grant, reader.outgoing)
    delivery.begin(follower, 0, bytes(32), planted.sequence)
    await reader.read_to(200)
    reader.outgoing.close()
    delivery.leave(follower)
    await _all_done(before)


async def test_following_again_while_catching_up_begins_once_more_and_only_once(
    database: Database, planted: Planted
) -> None:
    """What the first catching up had still on its way does not mix with the second's."""
    before = asyncio.all_tasks()
    delivery, reader = Delivery(database, LIMITS), Reader.on(LIMITS)
    first = delivery.admit(planted.grant, reader.outgoing)
    delivery.begin(first, 0, bytes(32), planted.sequence)
    await asyncio.sleep(0)
    delivery.leave(first)
    _begin(delivery, planted, reader, 0)
    async with asyncio.timeout(PATIENCE):
        read = await reader.caught_up()
    await _all_done(before)
    entries = [entry.sequence for frame in read if isinstance(frame, frames.Delivery) for entry in frame.entries]
    assert entries == list(range(1, 501))
    assert len(reader.outgoing) == 0


async def test_one_who_comes_later_does_not_hide_what_others_have_not_seen(
    database: Database, planted: Planted
) -> None:
    """An entry of another process, whose ring is still on its way or lost, reaches the first when the second has come."""
    delivery, first, second = Delivery(database, LIMITS), Reader.on(LIMITS), Reader.on(LIMITS)
    _begin(delivery, planted, first, 500)
    await first.caught_up()
    await planted.grow(1)
    _begin(delivery, planted, second, 501)
    delivery.rung(planted.conversation)
    async with asyncio.timeout(PATIENCE):
        assert await first.read_to(501) == [501]


async def test_a_ring_before_the_beginning_reads_nothing_yet() -> None:
    """Where a record has not been looked into nobody reads it from its first entry because another process rang."""
    before = asyncio.all_tasks()
    database = Database("postgresql://nobody@/nothing")
    delivery, reader, planted = Delivery(database, LIMITS), Reader.on(LIMITS), Planted(database)
    delivery.admit(planted.grant, reader.outgoing)
    delivery.rung(planted.conversation)
    assert asyncio.all_tasks() == before


async def test_a_ring_before_the_beginning_is_remembered(database: Database, planted: Planted) -> None:
    """What was committed after the place was read, and rung before delivery began, is delivered."""
    delivery, reader = Delivery(database, LIMITS), Reader.on(LIMITS)
    follower = delivery.admit(planted.grant, reader.outgoing)
    read = planted.sequence
    await planted.grow(1)
    delivery.rung(planted.conversation)
    delivery.begin(follower, read, bytes(32), read)
    async with asyncio.timeout(PATIENCE):
        assert await reader.read_to(501) == [501]


async def test_many_that_catch_up_at_once_go_at_their_readers_pace(database: Database) -> None:
    """One connection that follows a whole caseload is not taken for a slow reader because all of it comes together."""
    limits = Limits(outgoing_bytes=400_000)
    delivery, reader = Delivery(database, limits), Reader.on(limits)
    caseload = [Planted(database, payload=40_000) for _ in range(30)]
    for planted in caseload:
        await planted.plant(1)
        _begin(delivery, planted, reader, 0)
    async with asyncio.timeout(PATIENCE):
        while reader.outgoing.has_room():
            await delivery.gate.acquire()
            delivery.gate.release()
        for _ in caseload:
            await reader.caught_up()
    assert reader.ends == []
