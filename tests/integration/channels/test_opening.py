"""Opening epochs (crypto.md §5.1): of two openers one wins; what is not lawful is refused by its word."""

import asyncio
import os
from collections.abc import Callable

import pytest

from server.crypto.content import End, EnvelopeKind
from server.crypto.epoch import WRAP_BYTES, EpochKind, OpenedEpoch
from server.errors import Refusal
from server.ids import AccountId, ConversationId
from server.records.appending import Committed
from tests.integration.channels.cast import House, Pair, Person, code, house, outcomes


async def test_an_opening_is_an_entry_and_repeats_itself(home: House, pair: Pair) -> None:
    """The first entry; the same bytes again get the same answer, though the epoch is in force already."""
    opened = pair.opened[0]
    said = await home.open(pair.client.account, opened)()
    assert isinstance(said, Committed)
    entries = await home.entries(pair.conversation)
    assert [(sequence, kind, head) for sequence, kind, _, head in entries] == [(1, 1, said.head)]
    assert said.sequence == 1


async def test_of_two_openers_one_wins(messaging_url: str) -> None:
    """In two processes at once, many times: one epoch each time, and the other learns the number in force."""
    async with house(messaging_url) as one, house(messaging_url) as two:
        pair = Pair()
        await one.begin(pair)
        session = pair.opened[0].header.session
        for number in range(2, 12):
            openings = [pair.opening(person, session=session) for person in (pair.client, pair.therapist)]
            answers = [
                home.open(opened.header.opener, opened) for home, opened in zip((one, two), openings, strict=True)
            ]
            said = await outcomes(answers)
            won = [each for each, outcome in zip(openings, said, strict=True) if isinstance(outcome, Committed)]
            lost = [outcome for outcome in said if isinstance(outcome, Refusal)]
            assert [len(won), len(lost)] == [1, 1]
            assert (code(lost[0]), lost[0].epoch) == ("stale_epoch", number)
            pair.opened += won


Spoilt = Callable[[Pair], tuple[AccountId, OpenedEpoch]]
SPOILT: dict[str, Spoilt] = {
    "bad_sender": lambda pair: (pair.client.account, _next(pair, pair.therapist)),
    "bad_signature": lambda pair: (pair.client.account, _signed_by_another(pair)),
    "stale_epoch: other predecessor": lambda pair: (pair.client.account, _next(pair, previous=bytes(32))),
    "stale_epoch: number again": lambda pair: (pair.client.account, _next(pair, number=1)),
    "bad_epoch: number skipped": lambda pair: (pair.client.account, _next(pair, number=3)),
    "bad_epoch: member left out": lambda pair: (pair.client.account, _next(pair, members=[pair.client.bundle])),
    "bad_epoch: member added": lambda pair: (
        pair.client.account,
        _next(pair, members=[*(each.bundle for each in pair.people), Person(pair.client.role).bundle]),
    ),
    "bad_epoch: another bundle": lambda pair: (
        pair.client.account,
        _next(pair, members=[pair.client.bundle, Person(pair.client.role, account=pair.therapist.account).bundle]),
    ),
    "bad_epoch: other custodians": lambda pair: (pair.client.account, _next(pair, manifest_hash=bytes(32))),
    "session_open: another session": lambda pair: (pair.client.account, _next(pair, session=os.urandom(16))),
    "session_open: a thread": lambda pair: (pair.client.account, _next(pair, kind=EpochKind.THREAD)),
    "not_for_you": lambda pair: _by_a_stranger(pair, Person(pair.client.role)),
}


def _next(pair: Pair, opener: Person | None = None, **otherwise: object) -> OpenedEpoch:
    named: dict[str, object] = {"session": pair.opened[0].header.session, **otherwise}
    return pair.opening(opener or pair.client, **named)  # type: ignore[arg-type]  # the table knows what it puts in


def _signed_by_another(pair: Pair) -> OpenedEpoch:
    return _next(pair, Person(pair.client.role, account=pair.client.account, keys=pair.therapist.keys))


def _by_a_stranger(pair: Pair, stranger: Person) -> tuple[AccountId, OpenedEpoch]:
    return stranger.account, _next(pair, stranger, members=[stranger.bundle, pair.client.bundle])


@pytest.mark.parametrize("word", SPOILT)
async def test_what_may_not_be_opened_is_refused(home: House, pair: Pair, word: str) -> None:
    """One word each; the epoch in force stays, and posts in it go on."""
    account, opened = SPOILT[word](pair)
    assert code(await home.open(account, opened)()) == word.split(":", maxsplit=1)[0]
    assert isinstance(await home.send(pair.client.account, pair.seal(pair.client))(), Committed)
    assert len(await home.entries(pair.conversation)) == 2


@pytest.mark.parametrize("spoil", ["too few", "of another length", "not the header's"])
async def test_wraps_are_those_of_the_header(home: House, pair: Pair, spoil: str) -> None:
    """Everyone's, in order, by their hashes."""
    opened = _next(pair)
    wraps = {
        "too few": opened.wraps[:1],
        "of another length": (opened.wraps[0], opened.wraps[1] + b"\0"),
        "not the header's": (opened.wraps[0], bytes(WRAP_BYTES)),
    }[spoil]
    assert code(await home.open(pair.client.account, opened, wraps)()) == "bad_epoch"


async def test_a_foreign_conversation_looks_like_none(home: House, pair: Pair) -> None:
    """Opening in somebody's conversation and in nobody's is refused alike."""
    stranger = Person(pair.client.role)
    said = []
    for conversation in (pair.conversation, ConversationId(os.urandom(16))):
        other = Pair(client=stranger, conversation=conversation)
        said.append(await home.open(stranger.account, other.opening(stranger))())
    first, second = (vars(each) for each in said if isinstance(each, Refusal))
    assert first == second
    assert code(said[0]) == "not_for_you"


async def test_an_ended_session_does_not_rise_again(home: House, pair: Pair) -> None:
    """Its id cannot be used for another epoch; a new one can."""
    await home.send(pair.client.account, pair.seal(pair.client, End(), kind=EnvelopeKind.END))()
    assert code(await home.open(pair.client.account, _next(pair))()) == "bad_epoch"
    await home.begin(pair)
    assert len(pair.opened) == 2


async def test_openings_and_posts_at_once_leave_one_order(messaging_url: str) -> None:
    """Whoever posts in an epoch that has just gone is refused; the record has no gap and no stranger in it."""
    async with house(messaging_url) as one, house(messaging_url) as two:
        pair = Pair()
        await one.begin(pair)
        session = pair.opened[0].header.session
        posts = [one.send(pair.client.account, pair.seal(pair.client)) for _ in range(30)]
        opening = two.open(pair.therapist.account, pair.opening(pair.therapist, session=session))
        posts += [one.send(pair.client.account, pair.seal(pair.client)) for _ in range(30)]
        said = await asyncio.gather(*(answer() for answer in [*posts, opening]))
        assert isinstance(said[-1], Committed)
        committed = sorted(each.sequence for each in said if isinstance(each, Committed))
        assert committed == list(range(2, len(committed) + 2))
        assert {code(each) for each in said} <= {"Committed", "stale_epoch"}
        entries = await one.entries(pair.conversation)
        place = next(n for n, kind, _, _ in entries if n > 1 and kind == 1)
        assert all(each.sequence < place for each in said[:-1] if isinstance(each, Committed))
