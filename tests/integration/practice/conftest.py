import secrets
from collections.abc import AsyncIterator

import pytest

from tests.integration.house import House, house


@pytest.fixture(name="home")
async def _home(identity_url: str, messaging_url: str, redis_url: str) -> AsyncIterator[House]:
    async with house(identity_url, messaging_url, redis_url, f"test-{secrets.token_hex(8)}:") as opened:
        yield opened
