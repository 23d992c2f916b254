"""Posting over a real PostgreSQL (crypto.md §6.4): what is committed, what is refused by which word, and what that leaves untouched."""

import os
from collections.abc import Callable

import pytest

from server.crypto.content import End, EnvelopeKind, Seal, Text
from server.crypto.envelope import Envelope
from server.crypto.epoch import EpochKind
from server.crypto.letter import Letter, Purpose
from server.crypto.transcript import Entry, EntryKind, Position, verify_run
from server.errors import Refusal
from server.ids import AccountId, ConversationId, InstanceId, LiveSessionId, MessageId
from server.records.appending import Committed
from server.records.grants import ReadingGrant
from server.records.transcripts import read_after
from tests.integration.channels.cast import House, Pair, Person, code, house, outcomes


async def test_what_is_acknowledged_is_in_the_record(home: House, pair: Pair) -> None:
    """The place, the head and the bytes that the sender is told are those that PostgreSQL has."""
    envelope = pair.seal(pair.client)
    said = await home.send(pair.client.account, envelope)()
    assert isinstance(said, Committed)
    assert (await home.entries(pair.conversation))[-1] == (said.sequence, 2, envelope.hash, said.head)
    assert said.sequence == 2


async def test_a_transcript_verifies_as_a_client_does_it(home: House, pair: Pair) -> None:
    """Sequences without gaps, times that never decrease, heads that chain from the match on."""
    posts = [pair.seal(person) for person in (pair.client, pair.therapist) * 20]
    answers = [home.send(envelope.header.sender, envelope) for envelope in posts]
    last = (await outcomes(answers))[-1]
    assert isinstance(last, Committed)
    async with home.database.acquire() as connection:
        placed = await read_after(connection, ReadingGrant(pair.conversation, pair.client.account), 0, 200)
    entries = [Entry(e.sequence, e.time, EntryKind(e.kind), e.payload) for e, _ in placed]
    end = verify_run(Position(0, 0, pair.match.genesis), entries)
    assert (end.sequence, end.head) == (41, last.head)


async def test_posts_of_one_connection_stay_in_order(home: House, pair: Pair) -> None:
    """However many wait at once: the order sent is the order committed (protocol.md §3.2)."""
    answers = [home.send(pair.client.account, pair.seal(pair.client)) for _ in range(120)]
    said = await outcomes(answers)
    assert [each.sequence for each in said if isinstance(each, Committed)] == list(range(2, 122))


async def test_the_same_envelope_again_gets_its_first_answer(home: House, pair: Pair) -> None:
    """Now, later, twice in one batch, from another process: one entry, one answer."""
    envelope = pair.seal(pair.client)
    first = [home.send(pair.client.account, envelope), home.send(pair.client.account, envelope)]
    said = await outcomes(first)
    await home.send(pair.client.account, pair.seal(pair.client))()
    said.append(await home.send(pair.client.account, envelope)())
    assert all(isinstance(each, Committed) for each in said)
    assert said[0] == said[1] == said[2]
    assert len(await home.entries(pair.conversation)) == 3


async def test_the_first_answer_comes_even_after_the_session(home: House, pair: Pair) -> None:
    """A repetition is no new text: it is answered though no text is taken any more."""
    envelope = pair.seal(pair.client)
    first = await home.send(pair.client.account, envelope)()
    await home.send(pair.client.account, pair.seal(pair.client, End(), kind=EnvelopeKind.END))()
    assert await home.send(pair.client.account, envelope)() == first
    await home.begin(pair)
    assert await home.send(pair.client.account, envelope)() == first


@pytest.mark.parametrize("together", [True, False])
async def test_an_id_that_holds_another_message_is_a_conflict(home: House, pair: Pair, together: bool) -> None:
    """What is committed stands; who waited in the same batch is not disturbed."""
    name = MessageId(os.urandom(16))
    first = home.send(pair.client.account, pair.seal(pair.client, message_id=name))
    if not together:
        await first()
    bad = home.send(pair.client.account, pair.seal(pair.client, message_id=name))
    neighbour = home.send(pair.therapist.account, pair.seal(pair.therapist))
    assert isinstance(await first(), Committed)
    assert code(await bad()) == "id_conflict"
    assert isinstance(await neighbour(), Committed)
    assert len(await home.entries(pair.conversation)) == 3


def _by_a_stranger(pair: Pair, stranger: Person) -> tuple[AccountId, Envelope]:
    return stranger.account, pair.seal(stranger)


Spoilt = Callable[[Pair], tuple[AccountId, Envelope]]
SPOILT: dict[str, Spoilt] = {
    "bad_signature": lambda pair: (pair.client.account, pair.seal(pair.client, signer=pair.therapist)),
    "bad_sender": lambda pair: (pair.client.account, pair.seal(pair.therapist, counter=1)),
    "bad_epoch": lambda pair: (pair.client.account, pair.seal(pair.client, epoch=2, counter=1)),
    "bad_counter": lambda pair: (pair.client.account, pair.seal(pair.client, counter=2)),
    "session_open": lambda pair: (
        pair.client.account,
        pair.seal(
            pair.client,
            Seal(session=LiveSessionId(bytes(16)), last_sequence=1, last_head=bytes(32)),
            kind=EnvelopeKind.SEAL,
        ),
    ),
    "not_for_you": lambda pair: _by_a_stranger(pair, Person(pair.client.role)),
}


@pytest.mark.parametrize("word", SPOILT)
async def test_what_may_not_be_is_refused_and_leaves_no_trace(home: House, pair: Pair, word: str) -> None:
    """One word, nothing committed, and the neighbours in the same batch go their way."""
    account, envelope = SPOILT[word](pair)
    before = home.send(pair.therapist.account, pair.seal(pair.therapist))
    bad = home.send(account, envelope)
    after = home.send(pair.therapist.account, pair.seal(pair.therapist))
    assert isinstance(await before(), Committed)
    assert code(await bad()) == word.split(":", maxsplit=1)[0]
    assert isinstance(await after(), Committed)
    committed = [digest for _, _, digest, _ in await home.entries(pair.conversation)]
    assert len(committed) == 3
    assert envelope.hash not in committed


async def test_a_foreign_conversation_looks_like_none(home: House, pair: Pair) -> None:
    """To the last field of the refusal, whatever else is wrong with the envelope."""
    other = Pair()
    await home.begin(other)
    said = []
    for conversation in (other.conversation, ConversationId(os.urandom(16))):
        envelope = pair.seal(pair.client, conversation=conversation)
        said.append(await home.send(pair.client.account, envelope)())
    assert all(isinstance(each, Refusal) for each in said)
    first, second = (vars(each) for each in said)
    assert first == second
    assert code(said[0]) == "not_for_you"


async def test_a_stale_epoch_names_the_one_in_force(home: House, pair: Pair) -> None:
    """What was sealed for the epoch before is refused whole; sealed anew it keeps its message id."""
    late = pair.seal(pair.client)
    opened = pair.opening(pair.therapist, session=pair.opened[0].header.session)
    await home.open(pair.therapist.account, opened)()
    said = await home.send(pair.client.account, late)()
    assert isinstance(said, Refusal)
    assert (said.code.value, said.epoch) == ("stale_epoch", 2)
    pair.opened.append(opened)
    await home.entrust(pair.client.account, pair.deposit(pair.client))()
    anew = pair.seal(pair.client, message_id=late.header.message_id, counter=1)
    assert isinstance(await home.send(pair.client.account, anew)(), Committed)


async def test_nobody_writes_before_having_deposited(home: House) -> None:
    """The gate is each member's own, and opens with the deposit, even in the same breath."""
    pair = Pair()
    await home.begin(pair, pair.therapist)
    early = home.send(pair.client.account, pair.seal(pair.client, counter=1))
    lawful = home.send(pair.therapist.account, pair.seal(pair.therapist))
    assert code(await early()) == "deposit_required"
    assert isinstance(await lawful(), Committed)
    home.entrust(pair.client.account, pair.deposit(pair.client))
    assert isinstance(await home.send(pair.client.account, pair.seal(pair.client, counter=1))(), Committed)


async def test_behind_a_refused_post_everything_of_its_instance_waits(home: House, pair: Pair) -> None:
    """The counter that failed is told as the last one, so that all behind it can be sealed anew (protocol.md §3.2)."""
    bad = home.send(pair.client.account, pair.seal(pair.client, signer=pair.therapist))
    behind = [home.send(pair.client.account, pair.seal(pair.client)) for _ in range(3)]
    assert code(await bad()) == "bad_signature"
    for said in await outcomes(behind):
        assert isinstance(said, Refusal)
        assert (said.code.value, said.counter) == ("bad_counter", 0)


async def test_each_tab_counts_for_itself(home: House, pair: Pair) -> None:
    """Another instance of the same person begins at 1."""
    await home.send(pair.client.account, pair.seal(pair.client))()
    second = InstanceId(os.urandom(16))
    said = await home.send(pair.client.account, pair.seal(pair.client, instance=second, counter=1))()
    assert isinstance(said, Committed)


async def test_no_text_after_the_end(home: House, pair: Pair) -> None:
    """An end ends the session for both, also for what waits in the same batch; then both may seal it."""
    answers = [
        home.send(pair.client.account, pair.seal(pair.client, End(), kind=EnvelopeKind.END)),
        home.send(pair.therapist.account, pair.seal(pair.therapist, Text("too late"), counter=1)),
    ]
    end, text = await outcomes(answers)
    assert isinstance(end, Committed)
    assert code(text) == "no_session"
    seal = Seal(session=pair.opened[0].header.session, last_sequence=end.sequence, last_head=end.head)
    sealed = pair.seal(pair.therapist, seal, kind=EnvelopeKind.SEAL, counter=1)
    assert isinstance(await home.send(pair.therapist.account, sealed)(), Committed)


LETTER = Letter(MessageId(bytes(16)), "Thursday", "Could it be later?", Purpose.LETTER, ())


async def test_letters_stand_in_live_sessions_too(home: House, pair: Pair) -> None:
    """While one is live a letter needs no epoch of its own; after its end the sender opens one."""
    answers = [
        home.send(pair.client.account, pair.seal(pair.client, LETTER, kind=EnvelopeKind.LETTER)),
        home.send(pair.client.account, pair.seal(pair.client, End(), kind=EnvelopeKind.END)),
        home.send(pair.client.account, pair.seal(pair.client, LETTER, kind=EnvelopeKind.LETTER)),
    ]
    during, end, after = await outcomes(answers)
    assert isinstance(during, Committed)
    assert isinstance(end, Committed)
    assert code(after) == "no_session"


async def test_letters_belong_to_threads(home: House) -> None:
    """In a thread's epoch letters are lawful and texts are not."""
    pair = Pair()
    await home.begin(pair, kind=EpochKind.THREAD)
    letter = home.send(pair.client.account, pair.seal(pair.client, LETTER, kind=EnvelopeKind.LETTER))
    text = home.send(pair.client.account, pair.seal(pair.client))
    assert isinstance(await letter(), Committed)
    assert code(await text()) == "no_session"


async def test_letters_are_marked_on_every_way_into_the_record(home: House) -> None:
    """Alone, among others, and under the lock: a letter carries its sender, a text nobody."""
    pair = Pair()
    await home.begin(pair)
    for count in (1, 3):
        letters = [pair.seal(pair.client, LETTER, kind=EnvelopeKind.LETTER) for _ in range(count)]
        answers = [home.send(pair.client.account, each) for each in letters]
        answers.append(home.send(pair.therapist.account, pair.seal(pair.therapist)))
        assert all(isinstance(outcome, Committed) for outcome in await outcomes(answers))
    async with home.database.acquire() as connection:
        rows = await connection.fetch(
            "SELECT letter_from FROM record WHERE conversation = $1 AND kind = 2", pair.conversation
        )
    marks = [row["letter_from"] for row in rows]
    assert (marks.count(pair.client.account), marks.count(None)) == (4, 2)


async def test_time_never_goes_back_in_a_conversation(messaging_url: str) -> None:
    """Whatever the clock does, an entry is not older than the one before it."""
    now = [50_000]
    async with house(messaging_url, now=lambda: now[0]) as home:
        pair = Pair()
        await home.begin(pair)
        said = []
        for time in (40_000, 60_000, 10):
            now[0] = time
            said.append(await home.send(pair.client.account, pair.seal(pair.client))())
    assert [each.time for each in said if isinstance(each, Committed)] == [50_000, 60_000, 60_000]
