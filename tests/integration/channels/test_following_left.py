"""A follow that is given up on its way."""

import asyncio
import os
from collections.abc import Iterable

import pytest

from server.channels.board import MemoryBoard
from server.channels.delivery import Delivery
from server.channels.following import Following
from server.channels.presence import Presence
from server.channels.signals import Passed
from server.ids import AccountId, ConversationId
from server.protocol.frames import Follow
from server.protocol.limits import Limits
from server.records.grants import ReadingGrant
from server.storage.database import Database
from tests.integration.channels.planted import Planted, Reader


class HangingDoorbell:
    """A doorbell whose line stands and on which nothing is heard."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()

    def ring(self, conversations: Iterable[ConversationId]) -> None:
        """See `Doorbell`."""

    def tell(self, conversation: ConversationId, signal: Passed) -> None:
        """See `Doorbell`."""

    async def listen(self, conversation: ConversationId) -> None:  # noqa: ARG002
        """See `Doorbell`."""
        self.asked.set()
        await asyncio.get_running_loop().create_future()

    def unlisten(self, conversation: ConversationId) -> None:
        """See `Doorbell`."""


async def test_a_tab_that_gives_up_does_not_take_another_tab_away(messaging_url: str) -> None:
    """It had not arrived yet when it left; whoever is there through the other one stays there."""
    async with Database(messaging_url) as database:
        planted = Planted(database)
        await planted.plant(1)
        doorbell, delivery, reader = HangingDoorbell(), Delivery(database, Limits()), Reader.on(Limits())
        presence = Presence(MemoryBoard(lambda: 0), delivery, doorbell)
        renewing = asyncio.create_task(presence.run())
        assert await presence.arrive(planted.grant) == [planted.member]
        follow = Follow(ref=1, conversation=planted.conversation, after=0)
        other_tab = asyncio.create_task(
            Following(database, delivery, doorbell, presence).follow(planted.member, follow, reader.outgoing)
        )
        await doorbell.asked.wait()
        other_tab.cancel()
        with pytest.raises(asyncio.CancelledError):
            await other_tab
        visitor = ReadingGrant(planted.conversation, AccountId(os.urandom(16)))
        assert set(await presence.arrive(visitor)) == {planted.member, visitor.account}
        renewing.cancel()
