"""Who follows what is not theirs any more (crypto.md §12.4): cut off at once, in every process, whether it was told or not."""

import asyncio

from server.channels import delivery as delivering
from server.channels.doorbell_in_memory import Exchange
from server.crypto.closing import ClosingReason
from server.errors import Refusal
from server.protocol import frames
from server.protocol.codec import decode_server_frame
from server.protocol.limits import Limits
from tests.integration.channels.care import Care, history
from tests.integration.channels.cast import PATIENCE, Pair, Person, house
from tests.integration.channels.planted import Reader


async def _follow(care: Care, pair: Pair, person: Person) -> tuple[Reader, delivering.Follower]:
    """A socket that has caught up."""
    reader = Reader.on(Limits())
    follow = frames.Follow(ref=1, conversation=pair.conversation, after=0)
    follower = await care.following.follow(person.account, follow, reader.outgoing)
    async with asyncio.timeout(PATIENCE):
        await reader.caught_up()
    return reader, follower


async def _closed(reader: Reader) -> None:
    """Nothing but presence comes before the word that it is closed."""
    async with asyncio.timeout(PATIENCE):
        while not isinstance(frame := decode_server_frame(await reader.outgoing.take()), frames.Closed):
            assert isinstance(frame, frames.Presence | frames.Receipt)


async def test_across_processes_a_change_cuts_the_therapist_off(messaging_url: str) -> None:
    """Both hear that it is closed; the client's socket goes on following, the therapist's gets nothing more and follows no more."""
    exchange = Exchange()
    async with house(messaging_url, exchange) as one, house(messaging_url, exchange) as other:
        here, there = Care(one), Care(other)
        pair = await here.treat()
        (theirs, cut), (mine, kept) = (
            await _follow(there, pair, pair.therapist),
            await _follow(there, pair, pair.client),
        )
        assert await here.close(pair, pair.client) == "closed"
        await _closed(theirs)
        await _closed(mine)
        assert (cut.gone, kept.gone) == (True, False)
        there.home.delivery.ring([pair.conversation])
        assert len(theirs.outgoing) == 0


async def test_care_that_ends_cuts_nobody_off(messaging_url: str) -> None:
    """Both read on, and both hear of it."""
    async with house(messaging_url) as home:
        care = Care(home)
        pair = await care.treat()
        (theirs, one), (mine, other) = await _follow(care, pair, pair.therapist), await _follow(care, pair, pair.client)
        assert await care.close(pair, pair.therapist, ClosingReason.ENDED) == "closed"
        await _closed(theirs)
        await _closed(mine)
        assert not one.gone
        assert not other.gone


async def test_the_next_change_cuts_readers_off_too(messaging_url: str) -> None:
    """Who reads by a grant, and loses it, loses the open page."""
    async with house(messaging_url) as home:
        care = Care(home)
        before = await care.treat()
        after = await care.treat(client=before.client)
        assert await care.close(before, before.client) == "closed"
        assert await care.let_read(before.client, history(before, after.therapist)) == "granted"
        reader, follower = await _follow(care, before, after.therapist)
        assert await care.close(after, after.client) == "closed"
        await _closed(reader)
        assert follower.gone


async def test_what_was_told_may_be_lost(messaging_url: str) -> None:
    """A process that heard nothing notices at its next look; until then it reads the record for nobody who has left."""
    async with house(messaging_url) as one, house(messaging_url) as deaf:
        here, there = Care(one), Care(deaf)
        pair = await here.treat()
        reader, follower = await _follow(there, pair, pair.therapist)
        assert await here.close(pair, pair.client) == "closed"
        assert not follower.gone
        await there.home.delivery._look_everywhere()
        await _closed(reader)
        assert follower.gone


async def test_a_follow_that_a_change_overtakes_comes_to_nothing(messaging_url: str) -> None:
    """However the two fall together, nobody who has left follows afterwards."""
    async with house(messaging_url) as home:
        care = Care(home)
        for _ in range(6):
            pair = await care.treat()
            follow = frames.Follow(ref=1, conversation=pair.conversation, after=0)
            outgoing = Reader.on(Limits()).outgoing
            followed, closed = await asyncio.gather(
                care.following.follow(pair.therapist.account, follow, outgoing),
                care.close(pair, pair.client),
                return_exceptions=True,
            )
            assert closed == "closed"
            assert isinstance(followed, Refusal) or followed.gone  # type: ignore[union-attr]
