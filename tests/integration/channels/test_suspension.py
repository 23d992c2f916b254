"""Who is suspended writes nothing (crypto.md §12.6): decided under the head's lock, whatever was remembered of it."""

import os

import pytest

from server.crypto.signing import SignedBody
from server.crypto.staff_act import ActWord, ReasonCode
from server.errors import Refusal
from server.ids import AccountId
from server.records.standing import keep_act, standing, take_turns
from server.storage.database import Database
from tests.integration.channels.cast import House, Pair, code, house

STAFF = AccountId(bytes(16))


def act_of(word: ActWord) -> tuple[ActWord, SignedBody]:
    """Some act; whose signature it bears is the practice's to check."""
    return word, SignedBody(os.urandom(64), bytes(64))


async def keep(database: Database, pair: Pair, act: tuple[ActWord, SignedBody]) -> bool:
    """What happens to the pair's client."""
    async with database.transaction() as connection:
        await take_turns(connection)
        word, signed = act
        return await keep_act(connection, pair.client.account, word, ReasonCode.OTHER, STAFF, signed, 7)


async def test_nothing_is_written_from_then_on(home: House, pair: Pair) -> None:
    """No text, no opening, no deposit; the other side writes on; reinstated, the next envelope is committed with the counter it had."""
    assert code(await home.send(pair.client.account, pair.seal(pair.client))()) == "Committed"
    assert await keep(home.database, pair, act_of(ActWord.SUSPEND))
    refused = pair.seal(pair.client)
    assert code(await home.send(pair.client.account, refused)()) == "suspended"
    opened = pair.opening(pair.client, session=pair.opened[-1].header.session)
    assert code(await home.open(pair.client.account, opened)()) == "suspended"
    assert code(await home.entrust(pair.client.account, pair.deposit(pair.client))()) == "suspended"
    assert code(await home.send(pair.therapist.account, pair.seal(pair.therapist))()) == "Committed"
    assert code(await home.send(pair.client.account, refused)()) == "suspended"
    assert await keep(home.database, pair, act_of(ActWord.REINSTATE))
    assert code(await home.send(pair.client.account, refused)()) == "Committed"


async def test_what_was_committed_before_is_acknowledged_again(home: House, pair: Pair) -> None:
    """The answer that was lost on the way is still the truth."""
    envelope = pair.seal(pair.client)
    first = await home.send(pair.client.account, envelope)()
    await keep(home.database, pair, act_of(ActWord.SUSPEND))
    assert await home.send(pair.client.account, envelope)() == first


async def test_no_process_writes_from_memory(messaging_url: str) -> None:
    """A process that remembers the head as its own looks again: its first post after the act is refused."""
    async with house(messaging_url) as here, house(messaging_url) as there:
        pair = Pair()
        await here.begin(pair)
        for _ in range(2):
            assert code(await here.send(pair.client.account, pair.seal(pair.client))()) == "Committed"
        await keep(there.database, pair, act_of(ActWord.SUSPEND))
        assert code(await here.send(pair.client.account, pair.seal(pair.client))()) == "suspended"


async def test_an_act_is_kept_once(home: House, pair: Pair) -> None:
    """The same bytes change nothing; an account that stands so already, and an act of long ago, are a conflict."""
    first, second = act_of(ActWord.SUSPEND), act_of(ActWord.REINSTATE)
    with pytest.raises(Refusal, match="conflict"):
        await keep(home.database, pair, act_of(ActWord.REINSTATE))
    assert [await keep(home.database, pair, first) for _ in range(2)] == [True, False]
    with pytest.raises(Refusal, match="conflict"):
        await keep(home.database, pair, act_of(ActWord.SUSPEND))
    assert await keep(home.database, pair, second)
    with pytest.raises(Refusal, match="conflict"):
        await keep(home.database, pair, first)
    async with home.database.acquire() as connection:
        found = (await standing(connection))[pair.client.account]
    assert (found.suspended, found.since) == (False, 7)
