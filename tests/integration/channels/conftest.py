from collections.abc import AsyncIterator

import pytest

from tests.integration.channels.cast import House, Pair, house


@pytest.fixture(name="home")
async def _home(messaging_url: str) -> AsyncIterator[House]:
    """One process's lanes."""
    async with house(messaging_url) as opened:
        yield opened


@pytest.fixture(name="pair")
async def _pair(home: House) -> Pair:
    """Two people in a live session; both have deposited."""
    pair = Pair()
    await home.begin(pair)
    return pair
