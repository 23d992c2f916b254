import secrets
from collections.abc import AsyncIterator

import pytest

from tests.integration.house import House, house
from tests.integration.practice.staff import Staffed, found


@pytest.fixture(name="home")
async def _home(identity_url: str, messaging_url: str, redis_url: str) -> AsyncIterator[House]:
    async with house(identity_url, messaging_url, redis_url, f"test-{secrets.token_hex(8)}:") as opened:
        yield opened


@pytest.fixture(name="staffed")
async def _staffed(home: House) -> Staffed:
    return await found(home)
