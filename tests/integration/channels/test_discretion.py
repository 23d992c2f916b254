"""Discretion (protocol.md §3.6): who is discreet is seen by nobody, and sees nobody."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server.channels.board import MemoryBoard
from server.channels.following import Following
from server.channels.presence import Presence
from server.channels.signals import ReceiptSignal, TypingSignal
from server.channels.typing import Telling
from server.protocol import frames
from server.protocol.codec import decode_server_frame
from server.protocol.limits import Limits
from tests.integration.channels.cast import PATIENCE, House, Pair, Person, house
from tests.integration.channels.planted import Reader


@asynccontextmanager
async def _following(home: House) -> AsyncIterator[Following]:
    """What follows, beside a presence that is kept."""
    presence = Presence(MemoryBoard(lambda: 0), home.delivery, home.doorbell)
    renewing = asyncio.create_task(presence.run())
    try:
        yield Following(home.database, home.delivery, home.doorbell, presence)
    finally:
        renewing.cancel()


async def _follow(following: Following, pair: Pair, person: Person, *, discreet: bool) -> tuple[Reader, list[bytes]]:
    """Somebody's page that has caught up, and who it was told is there."""
    reader = Reader.on(Limits())
    frame = frames.Follow(ref=1, conversation=pair.conversation, after=0, discreet=discreet)
    await following.follow(person.account, frame, reader.outgoing)
    async with asyncio.timeout(PATIENCE):
        first, *_ = await reader.caught_up()
    assert isinstance(first, frames.Followed)
    return reader, first.present


def _heard(reader: Reader) -> list[frames.AnyServerFrame]:
    """What has come since."""
    return [decode_server_frame(reader.outgoing.taken()) for _ in range(len(reader.outgoing))]


async def test_who_is_discreet_is_seen_by_nobody_and_sees_nobody(messaging_url: str) -> None:
    """Neither by being there nor by coming later or going; receipts still reach them, as they say what may be known."""
    async with house(messaging_url) as home, _following(home) as following:
        pair = Pair()
        await home.begin(pair)
        open_page, first = await _follow(following, pair, pair.therapist, discreet=False)
        hidden, second = await _follow(following, pair, pair.client, discreet=True)
        _, third = await _follow(following, pair, pair.therapist, discreet=False)
        assert (first, second, third) == ([pair.therapist.account], [], [pair.therapist.account])
        telling = Telling(home.delivery, home.doorbell)
        telling.tell(pair.conversation, TypingSignal(pair.therapist.account, active=True))
        telling.tell(pair.conversation, ReceiptSignal(pair.therapist.account, 1, 1))
        assert [type(each) for each in _heard(hidden)] == [frames.Receipt]
        assert _heard(open_page) == []


async def test_another_page_that_is_not_discreet_is_there(messaging_url: str) -> None:
    """Each page says for itself: presence is of whoever lets it be seen on any."""
    async with house(messaging_url) as home, _following(home) as following:
        pair = Pair()
        await home.begin(pair)
        await _follow(following, pair, pair.client, discreet=True)
        await _follow(following, pair, pair.client, discreet=False)
        _, present = await _follow(following, pair, pair.therapist, discreet=False)
        assert set(present) == {each.account for each in pair.people}
