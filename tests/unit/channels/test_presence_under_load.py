"""Presence while so much comes and goes that there is always something to write."""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from server.channels.board import Board, Change
from server.channels.delivery import Delivery
from server.channels.doorbell import Heard
from server.channels.doorbell_in_memory import Exchange, MemoryDoorbell
from server.channels.presence import Presence
from server.ids import AccountId, ConversationId
from server.protocol.limits import Limits
from server.records.grants import ReadingGrant
from server.storage.database import Database

PATIENCE = 60.0
"""Seconds until we say that it does not come: a bound on hanging, not a measure of speed."""


class RestlessBoard:
    """A board during whose every answer somebody comes or goes."""

    def __init__(self) -> None:
        self.written: Counter[ConversationId] = Counter()
        self.enough = asyncio.Event()
        self.presence: Presence | None = None
        self._guest = _grant()
        self._arrivals: set[asyncio.Task[list[AccountId]]] = set()

    async def sync(self, changes: Sequence[Change]) -> list[frozenset[AccountId]]:
        """See `Board`."""
        if self.presence is not None:
            self.presence.depart(self._guest)
            self._arrivals.add(asyncio.create_task(self.presence.arrive(self._guest)))
            await asyncio.sleep(0)
        for change in changes:
            self.written[change.conversation] += 1
            if change.conversation != self._guest.conversation and self.written[change.conversation] == 3:
                self.enough.set()
        return [frozenset(AccountId(each[:16]) for each in change.staying) for change in changes]


def _grant() -> ReadingGrant:
    return ReadingGrant(ConversationId(os.urandom(16)), AccountId(os.urandom(16)))


@asynccontextmanager
async def _presence(board: Board) -> AsyncIterator[Presence]:
    delivery = Delivery(Database("postgresql://nobody@/nothing"), Limits())
    doorbell = MemoryDoorbell(Exchange(), Heard(rung=lambda _: None, told=lambda _, __: None))
    presence = Presence(board, delivery, doorbell, refresh_seconds=0.05)
    task = asyncio.create_task(presence.run())
    try:
        yield presence
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_who_stays_is_renewed_however_much_comes_and_goes() -> None:
    """A quiet conversation's entries do not expire because there is always something newer to write."""
    board = RestlessBoard()
    async with _presence(board) as presence, asyncio.timeout(PATIENCE):
        await presence.arrive(_grant())
        board.presence = presence
        await presence.arrive(_grant())
        await board.enough.wait()
