"""Presence over a board and doorbells in memory: who is told of whom, and when."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from server.channels.board import MemoryBoard
from server.channels.delivery import Delivery, Follower
from server.channels.doorbell import Heard
from server.channels.doorbell_in_memory import Exchange, MemoryDoorbell
from server.channels.outgoing import Outgoing
from server.channels.presence import Presence
from server.channels.signals import Passed, PresenceSignal
from server.ids import AccountId, ConversationId
from server.protocol import frames
from server.protocol.codec import decode_server_frame
from server.protocol.limits import Limits
from server.records.grants import ReadingGrant
from server.storage.database import Database

ROOM = ConversationId(b"r" * 16)
HER, HIM = AccountId(b"h" * 16), AccountId(b"m" * 16)
LIMITS = Limits()


@dataclass(slots=True)
class Process:
    """One server process, as far as presence goes."""

    delivery: Delivery
    bell: MemoryDoorbell
    presence: Presence

    async def come(self, account: AccountId) -> "Seat":
        """Someone begins to follow."""
        grant = ReadingGrant(ROOM, account)
        outgoing = Outgoing(LIMITS, lambda _: None)
        follower = self.delivery.admit(grant, outgoing)
        await self.bell.listen(ROOM)
        present = await self.presence.arrive(grant)
        self.delivery.begin(follower, 0, bytes(32), 0)
        return Seat(self, follower, present)


@dataclass(slots=True)
class Seat:
    """A follower, and who was there when they came."""

    process: Process
    follower: Follower
    present: list[AccountId]

    def go(self) -> None:
        """Follow no more."""
        self.process.delivery.leave(self.follower)
        self.process.presence.depart(self.follower.grant)

    async def next(self) -> tuple[AccountId, bool]:
        """The next that is told of somebody's presence."""
        async with asyncio.timeout(60):
            while True:
                frame = decode_server_frame(await self.follower.outgoing.take())
                if isinstance(frame, frames.Presence):
                    return AccountId(frame.account), frame.present


@asynccontextmanager
async def process(board: MemoryBoard, exchange: Exchange) -> AsyncIterator[Process]:
    """A process that lives until the end of the block, and says goodbye."""
    delivery = Delivery(Database("postgresql://nowhere"), LIMITS)

    def told(conversation: ConversationId, signal: Passed) -> None:
        assert isinstance(signal, PresenceSignal)
        presence.heard(conversation, signal)

    bell = MemoryDoorbell(exchange, Heard(rung=lambda _: None, told=told))
    presence = Presence(board, delivery, bell)
    task = asyncio.create_task(presence.run())
    try:
        yield Process(delivery, bell, presence)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_who_comes_learns_who_is_there_and_is_told_of() -> None:
    """In one process and across two; nobody is told of themselves."""
    board, exchange = MemoryBoard(lambda: 0), Exchange()
    async with process(board, exchange) as one, process(board, exchange) as two:
        hers = await one.come(HER)
        his = await two.come(HIM)
        assert (hers.present, his.present) == ([HER], [HER, HIM])
        assert await hers.next() == (HIM, True)
        his.go()
        assert await hers.next() == (HIM, False)


async def test_a_second_tab_changes_nothing() -> None:
    """Neither its coming nor its going, while another one is there, here or elsewhere."""
    board, exchange = MemoryBoard(lambda: 0), Exchange()
    async with process(board, exchange) as one, process(board, exchange) as two:
        hers = await one.come(HER)
        first, second, third = await one.come(HIM), await one.come(HIM), await two.come(HIM)
        assert await hers.next() == (HIM, True)
        second.go()
        first.go()
        third.go()
        # Only the last one's going is told: what is told next is that he has gone.
        assert await hers.next() == (HIM, False)


async def test_a_process_that_ends_takes_its_people_with_it() -> None:
    """It says goodbye for them."""
    board, exchange = MemoryBoard(lambda: 0), Exchange()
    async with process(board, exchange) as one:
        hers = await one.come(HER)
        async with process(board, exchange) as two:
            await two.come(HIM)
            assert await hers.next() == (HIM, True)
        assert await hers.next() == (HIM, False)
