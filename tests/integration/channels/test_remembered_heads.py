"""What a process remembers of a head only proposes: the record decides, whoever moved it meanwhile."""

import asyncio

from server.channels.doorbell_in_memory import Exchange
from server.crypto.content import End, EnvelopeKind
from server.records.appending import Committed
from tests.integration.channels.cast import House, Pair, code, house, outcomes
from tests.integration.channels.test_drain import whole


async def test_a_head_that_stands_is_written_to_without_being_read(home: House, pair: Pair) -> None:
    """The second envelope needs no lock of its own; its place and chain are the same as ever."""
    await home.send(pair.client.account, pair.seal(pair.client))()
    asked = (pair.conversation, pair.client.account, pair.client.instance)
    known = home.posting.remembered.take([asked])
    assert known.counters[asked] == 1
    home.posting.remembered.keep(known)
    said = await home.send(pair.client.account, pair.seal(pair.client))()
    assert isinstance(said, Committed)
    assert said.sequence == 3
    assert len(await whole(home, pair)) == 3


async def test_a_head_that_another_process_moved_is_read_anew(messaging_url: str) -> None:
    """Each process in turn remembers what the other has made old: nothing is lost, doubled or out of order."""
    exchange = Exchange()
    async with house(messaging_url, exchange) as one, house(messaging_url, exchange) as two:
        pair = Pair()
        await one.begin(pair)
        envelopes = []
        for turn in range(12):
            home, person = ((one, pair.client), (two, pair.therapist))[turn % 2]
            envelopes.append(pair.seal(person))
            assert code(await home.send(person.account, envelopes[-1])()) == "Committed"
        assert (await whole(two, pair))[1:] == [each.raw for each in envelopes]


async def test_a_refusal_is_never_decided_by_memory(messaging_url: str) -> None:
    """The session that one process remembers as open was ended in another: the text is refused, and nothing committed."""
    async with house(messaging_url) as one, house(messaging_url) as two:
        pair = Pair()
        await one.begin(pair)
        await one.send(pair.client.account, pair.seal(pair.client))()
        end = pair.seal(pair.therapist, End(), kind=EnvelopeKind.END)
        assert code(await two.send(pair.therapist.account, end)()) == "Committed"
        late = await one.send(pair.client.account, pair.seal(pair.client))()
        assert code(late) == "no_session"
        assert len(await whole(one, pair)) == 3


async def test_many_conversations_of_which_some_have_moved(messaging_url: str) -> None:
    """In one batch those that stand are committed at once, those that moved under the lock; all of them are answered."""
    async with house(messaging_url) as one, house(messaging_url) as two:
        pairs = [Pair() for _ in range(6)]
        for pair in pairs:
            await one.begin(pair)
        await outcomes([one.send(pair.client.account, pair.seal(pair.client)) for pair in pairs])
        await outcomes([two.send(pair.therapist.account, pair.seal(pair.therapist)) for pair in pairs[::2]])
        said = await asyncio.gather(
            *(answer() for pair in pairs for answer in [one.send(pair.client.account, pair.seal(pair.client))])
        )
        assert {code(each) for each in said} == {"Committed"}
        assert [len(await whole(one, pair)) for pair in pairs] == [4, 3, 4, 3, 4, 3]
