"""Delivery (protocol.md §3.3): every follower gets everything once, in order, chained, wherever it was committed."""

import asyncio
import random

import pytest

from server.channels.doorbell_in_memory import Exchange
from server.channels.receipts import Receipts
from server.channels.signals import AnySignal, ReceiptSignal
from server.crypto.transcript import Entry, EntryKind, Position, verify_run
from server.ids import AccountId, ConversationId
from server.protocol import frames
from server.protocol.codec import decode_server_frame
from server.protocol.limits import Limits
from server.records.appending import Committed
from server.records.cursors import Seen
from server.records.grants import ReadingGrant
from tests.integration.channels.cast import PATIENCE, House, Pair, Person, house, outcomes
from tests.integration.channels.planted import Reader

LIMITS = Limits(outgoing_frames=10_000, outgoing_bytes=2**30)


class Following:
    """A follower at a process that verifies what it gets as a client does."""

    def __init__(self, pair: Pair) -> None:
        self._reader = Reader.on(LIMITS)
        self.at = Position(0, 0, pair.match.genesis)

    async def follow(self, home: House, pair: Pair, person: Person) -> "Following":
        """From the beginning."""
        grant = ReadingGrant(pair.conversation, person.account)
        follower = home.delivery.admit(grant, self._reader.outgoing)
        await home.doorbell.listen(pair.conversation)
        async with home.database.acquire() as connection:
            newest = await connection.fetchval(
                "SELECT sequence FROM conversation_head WHERE conversation = $1", pair.conversation
            )
        home.delivery.begin(follower, 0, pair.match.genesis, newest)
        return self

    async def until(self, sequence: int) -> bytes:
        """Take deliveries, each verified onto the one before; the head there."""
        async with asyncio.timeout(PATIENCE):
            while self.at.sequence < sequence:
                frame = decode_server_frame(await self._reader.outgoing.take())
                if isinstance(frame, frames.Delivery):
                    run = [Entry(e.sequence, e.time, EntryKind(e.kind), e.payload) for e in frame.entries]
                    self.at = verify_run(self.at, run)
                    assert self.at.head == frame.head
                else:
                    assert isinstance(frame, frames.CaughtUp)
        return self.at.head


@pytest.mark.parametrize("seed", range(3))
async def test_followers_everywhere_get_everything_in_order(messaging_url: str, seed: int) -> None:
    """Two processes commit into one conversation at once; followers who were there and who come in between skip nothing."""
    chance = random.Random(seed)
    exchange = Exchange()
    async with house(messaging_url, exchange) as one, house(messaging_url, exchange) as two:
        pair = Pair()
        await one.begin(pair)
        followers = [
            await Following(pair).follow(home, pair, person)
            for home in (one, two)
            for person in (pair.client, pair.therapist)
        ]
        answers = []
        for _ in range(30):
            for home, person in chance.sample([(one, pair.client), (two, pair.therapist)], 2):
                answers += [home.send(person.account, pair.seal(person)) for _ in range(chance.randint(1, 4))]
            if chance.random() < 0.2:
                followers.append(await Following(pair).follow(chance.choice([one, two]), pair, pair.client))
            await asyncio.sleep(0)
        said = await outcomes(answers)
        last = max(each.sequence for each in said if isinstance(each, Committed))
        assert last == len(answers) + 1
        heads = {await follower.until(last) for follower in followers}
    assert len(heads) == 1


async def test_the_poster_is_answered_before_it_is_delivered_to(home: House, pair: Pair) -> None:
    """Commit, answer, ring: and the poster's own entry comes to it like everyone's."""
    mine = await Following(pair).follow(home, pair, pair.client)
    said = await home.send(pair.client.account, pair.seal(pair.client))()
    assert isinstance(said, Committed)
    assert await mine.until(said.sequence) == said.head


async def test_nothing_refused_is_ever_delivered(home: House, pair: Pair) -> None:
    """Followers see the record and nothing else."""
    mine = await Following(pair).follow(home, pair, pair.therapist)
    bad = [home.send(pair.client.account, pair.seal(pair.client, signer=pair.therapist, counter=1)) for _ in range(5)]
    good = home.send(pair.therapist.account, pair.seal(pair.therapist))
    await outcomes(bad)
    said = await good()
    assert isinstance(said, Committed)
    assert await mine.until(said.sequence) == said.head
    assert said.sequence == 2


async def test_other_processes_are_rung_once_it_is_committed(messaging_url: str) -> None:
    """Those that listen to that conversation; a refusal rings nobody."""
    exchange = Exchange()
    async with house(messaging_url, exchange) as one, house(messaging_url, exchange) as two:
        pair, silent = Pair(), Pair()
        await one.begin(pair)
        await one.begin(silent)
        await two.doorbell.listen(pair.conversation)
        await one.send(silent.client.account, silent.seal(silent.client))()
        await one.send(pair.client.account, pair.seal(pair.client, signer=pair.therapist, counter=1))()
        before = list(two.rung)
        await one.send(pair.client.account, pair.seal(pair.client))()
        assert before == []
        assert (two.rung, one.rung) == ([pair.conversation], [])


async def test_receipts_are_kept_and_told_together(home: House, pair: Pair) -> None:
    """Many confirmations become few statements; the furthest counts, and the other is told of it."""
    await outcomes([home.send(pair.client.account, pair.seal(pair.client)) for _ in range(20)])
    told: asyncio.Queue[tuple[ConversationId, AnySignal]] = asyncio.Queue()
    receipts = Receipts(home.database, lambda conversation, signal: told.put_nowait((conversation, signal)))
    task = asyncio.create_task(receipts.run())
    try:
        for sequence in range(1, 22):
            receipts.confirm(pair.conversation, pair.therapist.account, Seen(sequence, sequence // 2, sequence // 2))
        receipts.confirm(pair.conversation, AccountId(bytes(16)), Seen(5, 5, 5))
        async with asyncio.timeout(PATIENCE):
            assert await told.get() == (pair.conversation, ReceiptSignal(pair.therapist.account, 21, 10))
            receipts.confirm(pair.conversation, pair.therapist.account, Seen(21, 21, 21))
            assert await told.get() == (pair.conversation, ReceiptSignal(pair.therapist.account, 21, 21))
        assert told.empty()
    finally:
        task.cancel()
