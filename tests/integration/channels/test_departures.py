"""Identity hears who reads of a client no more (crypto.md §12.1, §12.4)."""

import secrets

from server.crypto.closing import ClosingReason
from server.records.departures import put
from server.sessions.departures import Departures
from server.sessions.redis import connected
from server.storage.embedded.stack import EmbeddedStack
from tests.integration.channels.care import Care
from tests.integration.channels.cast import House


async def test_who_was_left_is_handed_over_once(home: House, stack: EmbeddedStack) -> None:
    """With a change, and not where care merely ends, nor while they treat the same client in another conversation."""
    care = Care(home)
    ended, changed, back = await care.treat(), await care.treat(), await care.treat()
    await care.treat(back.client, back.therapist)
    assert await care.close(ended, ended.therapist, ClosingReason.ENDED) == "closed"
    for pair in (changed, back):
        assert await care.close(pair, pair.client) == "closed"
    async with connected(stack.valkey_url(1)) as redis:
        between = Departures(redis, f"test-{secrets.token_hex(8)}:")
        for _ in range(2):
            await put(home.database, between)
        heard = [(each.client, each.reader) for each in await between.waiting()]
    assert heard == [(changed.client.account, changed.therapist.account)]
