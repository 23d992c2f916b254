"""Reading the record: pages in both directions, bounded, anchored; places, lists and cursors."""

from collections.abc import AsyncIterator

import pytest

from server.crypto.content import Text
from server.crypto.transcript import Entry, EntryKind, Position, verify_run
from server.ids import AccountId
from server.protocol.limits import MAX_DELIVERY_BYTES
from server.records import cursors
from server.records.conversations import accounts_beside, conversations_of
from server.records.cursors import Seen
from server.records.grants import ReadingGrant
from server.records.transcripts import is_member, newest, place_of, read_after, read_before
from server.storage.database import Connection
from tests.integration.channels.cast import House, Pair, house, outcomes

END = 2**53 - 1


@pytest.fixture(name="home")
async def _home(messaging_url: str) -> AsyncIterator[House]:
    async with house(messaging_url) as opened:
        yield opened


@pytest.fixture(name="pair")
async def _pair(home: House) -> Pair:
    """Two people whose record has 61 entries."""
    pair = Pair()
    await home.begin(pair)
    await outcomes([home.send(pair.client.account, pair.seal(pair.client)) for _ in range(60)])
    return pair


def grant(pair: Pair) -> ReadingGrant:
    """The client's."""
    return ReadingGrant(pair.conversation, pair.client.account)


async def test_pages_backwards_bind_each_other(home: House, pair: Pair) -> None:
    """Each page begins where its anchor says, and the page before ends there; the first begins at head(0) (crypto.md §8.2)."""
    async with home.database.acquire() as connection:
        place = await place_of(connection, pair.conversation, pair.client.account, 2**53 - 1)
        assert place is not None
        assert place.after == place.sequence == 61
        before, head = place.sequence + 1, place.head
        while before > 1:
            page = await read_before(connection, grant(pair), before, 7)
            first = page.entries[0].sequence
            assert [entry.sequence for entry in page.entries] == list(range(first, before))
            entries = [Entry(e.sequence, e.time, EntryKind(e.kind), e.payload) for e in page.entries]
            assert verify_run(Position(first - 1, 0, page.anchor), entries).head == head
            before, head = first, page.anchor
    assert head == pair.match.genesis


async def test_the_page_before_the_first_is_empty_and_anchored(home: House, pair: Pair) -> None:
    """Nothing lies before entry 1 but head(0)."""
    async with home.database.acquire() as connection:
        page = await read_before(connection, grant(pair), 1, 50)
    assert (page.entries, page.anchor) == ([], pair.match.genesis)


async def test_deliveries_are_bounded_by_bytes_and_by_entries(home: House) -> None:
    """Large entries come in several reads without a gap; one always comes."""
    pair = Pair()
    await home.begin(pair)
    await outcomes([home.send(pair.client.account, pair.seal(pair.client, Text("x" * 30_000))) for _ in range(5)])
    at, sizes = 0, []
    async with home.database.acquire() as connection:
        while placed := await read_after(connection, grant(pair), at, 200):
            assert [entry.sequence for entry, _ in placed] == list(range(at + 1, at + 1 + len(placed)))
            sizes.append(sum(len(entry.payload) for entry, _ in placed))
            at = placed[-1][0].sequence
        page = await read_before(connection, grant(pair), 7, 200)
    assert at == 6
    assert all(size <= MAX_DELIVERY_BYTES for size in sizes)
    assert [entry.sequence for entry in page.entries] == [6]


async def test_a_place_is_a_members_only(home: House, pair: Pair) -> None:
    """Who takes no part learns nothing: as if there were no such conversation."""
    stranger = AccountId(bytes(16))
    async with home.database.acquire() as connection:
        assert await place_of(connection, pair.conversation, stranger) is None
        assert not await is_member(connection, pair.conversation, stranger)
        assert await is_member(connection, pair.conversation, pair.client.account)
        assert await conversations_of(connection, stranger) == []


async def test_the_head_of_a_place_is_that_of_its_entry(home: House, pair: Pair) -> None:
    """At the beginning, in the middle, at the end."""
    entries = {sequence: head for sequence, _, _, head in await home.entries(pair.conversation)}
    async with home.database.acquire() as connection:
        for after in (0, 1, 30, 60, 61):
            place = await place_of(connection, pair.conversation, pair.client.account, after)
            assert place is not None
            assert (place.after, place.head) == (after, entries.get(after, pair.match.genesis))
            assert (place.sequence, place.epoch, place.session) == (61, 1, pair.opened[0].header.session)


async def test_a_list_shows_what_changed_last_first(home: House, pair: Pair) -> None:
    """Each member's own cursors stand beside, and everyone in it can be found."""
    async with home.database.acquire() as connection:
        await cursors.confirm(connection, {(pair.conversation, pair.client.account): Seen(40, 30, 30)})
        (hers,) = await conversations_of(connection, pair.client.account)
        (his,) = await conversations_of(connection, pair.therapist.account)
        beside = await accounts_beside(connection, pair.client.account)
        known = await newest(connection, [pair.conversation])
    assert (hers.delivered, hers.read, his.delivered, his.read) == (40, 30, 0, 0)
    assert (hers.sequence, hers.epoch, hers.match.body) == (61, 1, pair.match.encoded())
    assert set(beside) == {each.account for each in pair.people}
    assert known == {pair.conversation: 61}


async def test_cursors_only_move_forward_and_never_past_the_record(home: House, pair: Pair) -> None:
    """Backwards, beyond the end, and by somebody who is no member: not believed."""
    mine = (pair.conversation, pair.client.account)
    stranger = (pair.conversation, AccountId(bytes(16)))
    async with home.database.acquire() as connection:
        (moved,) = await cursors.confirm(connection, {mine: Seen(50, 40, 40), stranger: Seen(9, 9, 9)})
        assert (moved.delivered, moved.told) == (50, 40)
        (moved,) = await cursors.confirm(connection, {mine: Seen(20, 45, 45)})
        assert (moved.delivered, moved.told) == (50, 45)
        (moved,) = await cursors.confirm(connection, {mine: Seen(END, END, END)})
        assert (moved.delivered, moved.told) == (61, 61)
        assert await cursors.confirm(connection, {mine: Seen(61, 61, 61)}) == []


async def test_what_is_read_discreetly_is_kept_for_its_reader_alone(home: House, pair: Pair) -> None:
    """Their own pages find it; the other side is told nothing of it, not even that something moved, until it may know."""
    reader, other = pair.therapist.account, pair.client.account
    mine = (pair.conversation, reader)
    async with home.database.acquire() as connection:
        await cursors.confirm(connection, {mine: Seen(10, 10, 10)})
        assert await cursors.confirm(connection, {mine: Seen(10, 30, 0)}) == []
        shown = {asker: await _cursor(connection, pair, asker, reader) for asker in (reader, other)}
        (his,) = await conversations_of(connection, reader)
        (moved,) = await cursors.confirm(connection, {mine: Seen(30, 30, 30)})
    assert shown == {reader: (10, 30), other: (10, 10)}
    assert his.read == 30
    assert moved.told == 30


async def _cursor(connection: Connection, pair: Pair, asker: AccountId, whose: AccountId) -> tuple[int, int]:
    """Somebody's cursor as another is shown it."""
    place = await place_of(connection, pair.conversation, asker, 0)
    assert place is not None
    (cursor,) = (each for each in place.cursors if each.account == whose)
    return cursor.delivered, cursor.read
