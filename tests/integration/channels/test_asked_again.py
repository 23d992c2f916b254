"""What was committed by someone who could not say so any more, and is asked for again."""

from server.channels.doorbell_in_memory import Exchange
from server.records.appending import Committed
from tests.integration.channels.cast import Pair, house


async def test_an_opening_that_is_asked_for_again_is_rung_again(messaging_url: str) -> None:
    """The first time its process may have died between the commit and the doorbell."""
    exchange = Exchange()
    async with house(messaging_url, exchange) as one, house(messaging_url, exchange) as two:
        pair = Pair()
        await one.begin(pair)
        await two.posting.doorbell.listen(pair.conversation)
        assert isinstance(await one.open(pair.client.account, pair.opened[-1])(), Committed)
        assert two.rung == [pair.conversation]


async def test_a_post_that_is_sent_again_is_rung_again(messaging_url: str) -> None:
    """The same of an envelope: the other participant does not wait for the next message to see this one."""
    exchange = Exchange()
    async with house(messaging_url, exchange) as one, house(messaging_url, exchange) as two:
        pair = Pair()
        await one.begin(pair)
        envelope = pair.seal(pair.client)
        first = await one.send(pair.client.account, envelope)()
        await two.posting.doorbell.listen(pair.conversation)
        assert await one.send(pair.client.account, envelope)() == first
        assert two.rung == [pair.conversation]
