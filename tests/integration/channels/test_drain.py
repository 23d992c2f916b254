"""The lanes under concurrency and faults: order without gaps, a bad row that fails alone, nothing acknowledged and lost."""

import asyncio
import os
import random

import asyncpg

from server.channels.doorbell_in_memory import Exchange
from server.crypto.transcript import Entry, EntryKind, Position, verify_run
from server.errors import Refusal
from server.ids import InstanceId, MessageId
from server.records.appending import Committed
from server.records.grants import ReadingGrant
from server.records.transcripts import read_after
from server.storage.embedded.stack import EmbeddedStack
from tests.integration.channels.cast import Answer, House, Pair, code, house, outcomes

ROUNDS = 40


async def whole(home: House, pair: Pair) -> list[bytes]:
    """A conversation's payloads, after its chain was verified from the first entry to the last."""
    at, payloads = Position(0, 0, pair.match.genesis), []
    async with home.database.acquire() as connection:
        while placed := await read_after(
            connection, ReadingGrant(pair.conversation, pair.client.account), at.sequence, 200
        ):
            at = verify_run(at, [Entry(e.sequence, e.time, EntryKind(e.kind), e.payload) for e, _ in placed])
            assert at.head == placed[-1][1]
            payloads += [entry.payload for entry, _ in placed]
    return payloads


async def test_two_processes_leave_one_order_without_gaps(messaging_url: str) -> None:
    """Both write into the same conversations at once through lanes of their own; every chain verifies, nothing is missing."""
    exchange = Exchange()
    async with house(messaging_url, exchange) as one, house(messaging_url, exchange, lanes=3) as two:
        pairs = [Pair() for _ in range(6)]
        for pair in pairs:
            await one.begin(pair)
        posts: list[tuple[Answer, bytes]] = []
        for _ in range(ROUNDS):
            for pair in random.sample(pairs, len(pairs)):
                for home, person in ((one, pair.client), (two, pair.therapist)):
                    envelope = pair.seal(person)
                    posts.append((home.send(person.account, envelope), envelope.raw))
            await asyncio.sleep(0)
        said = await outcomes([answer for answer, _ in posts])
        assert {code(each) for each in said} == {"Committed"}
        everything = [raw for pair in pairs for raw in (await whole(one, pair))[1:]]
    assert sorted(everything) == sorted(raw for _, raw in posts)


async def test_the_same_envelopes_through_two_processes_stand_once(messaging_url: str) -> None:
    """An outbox that flushes twice, in two places, at once: each message once, each answer the same."""
    async with house(messaging_url) as one, house(messaging_url) as two:
        pair = Pair()
        await one.begin(pair)
        envelopes = [pair.seal(pair.client) for _ in range(60)]
        first = [one.send(pair.client.account, each) for each in envelopes]
        second = [two.send(pair.client.account, each) for each in envelopes]
        said = list(zip(await outcomes(first), await outcomes(second), strict=True))
        # Where one process was ahead, the other was told to wait; sent again, it hears what is the truth.
        again = await outcomes([two.send(pair.client.account, each) for each in envelopes])
        assert await whole(one, pair) == [(await whole(one, pair))[0], *(each.raw for each in envelopes)]
    places = [each.sequence for each in again if isinstance(each, Committed)]
    assert places == list(range(2, 62))
    for answers, truth in zip(said, again, strict=True):
        assert all(each == truth or code(each) == "bad_counter" for each in answers)


async def test_a_row_that_the_database_refuses_fails_alone(home: House, pair: Pair) -> None:
    """An id that another tab has used already, in the middle of a batch: its neighbours are committed, in their order."""
    name = MessageId(os.urandom(16))
    other = InstanceId(os.urandom(16))
    await home.send(pair.client.account, pair.seal(pair.client, message_id=name, instance=other, counter=1))()
    before = [home.send(pair.therapist.account, pair.seal(pair.therapist)) for _ in range(5)]
    bad = home.send(pair.client.account, pair.seal(pair.client, message_id=name))
    after = [home.send(pair.therapist.account, pair.seal(pair.therapist)) for _ in range(5)]
    said = await outcomes([*before, *after])
    assert [each.sequence for each in said if isinstance(each, Committed)] == list(range(3, 13))
    assert code(await bad()) == "id_conflict"


async def test_what_only_a_row_lock_holds_up_comes_through(messaging_url: str, home: House, pair: Pair) -> None:
    """Somebody else holds the conversation's head and moves it: the post waits, and stands after what was moved."""
    rival = await asyncpg.connect(messaging_url)
    try:
        transaction = rival.transaction()
        await transaction.start()
        await rival.execute("SELECT FROM conversation_head WHERE conversation = $1 FOR UPDATE", pair.conversation)
        waiting = home.send(pair.client.account, pair.seal(pair.client))
        await rival.execute(
            "INSERT INTO sender_instance VALUES ($1, $2, $3, 5)",
            pair.conversation,
            pair.therapist.account,
            pair.therapist.instance,
        )
        await rival.execute(
            "UPDATE conversation_head SET version = version + 1 WHERE conversation = $1", pair.conversation
        )
        await _blocked(rival)
        also = home.send(pair.therapist.account, pair.seal(pair.therapist, counter=6))
        await transaction.commit()
    finally:
        await rival.close()
    # The second one's counter was committed by the rival while the lane waited: read too early it would be refused.
    assert isinstance(await waiting(), Committed)
    assert isinstance(await also(), Committed)


async def _blocked(rival: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Until somebody waits for what the rival has locked."""
    query = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"
    async with asyncio.timeout(60):
        while not await rival.fetchval(query):  # noqa: ASYNC110  (there is nothing to wait for but the table of locks)
            await asyncio.sleep(0.01)


async def test_while_postgresql_is_away_everyone_is_told_to_try_again(
    stack: EmbeddedStack, home: House, pair: Pair
) -> None:
    """Killed in the middle of a stream: whatever was acknowledged is there, whatever was not can be sent again and is, once."""
    envelopes = [pair.seal(pair.client) for _ in range(200)]
    answers = [home.send(pair.client.account, each) for each in envelopes[:100]]
    await answers[0]()
    stack.postgres.kill()
    answers += [home.send(pair.client.account, each) for each in envelopes[100:]]
    said = await outcomes(answers)
    assert {code(each) for each in said} <= {"Committed", "try_again", "bad_counter"}
    await stack.postgres.healed()
    again: list[object] = []
    for envelope in envelopes:
        outcome = await home.send(pair.client.account, envelope)()
        while isinstance(outcome, Refusal) and outcome.code.value == "try_again":
            outcome = await home.send(pair.client.account, envelope)()
        again.append(outcome)
    assert all(isinstance(each, Committed) for each in again)
    assert all(first == truth for first, truth in zip(said, again, strict=True) if isinstance(first, Committed))
    assert (await whole(home, pair))[1:] == [each.raw for each in envelopes]
