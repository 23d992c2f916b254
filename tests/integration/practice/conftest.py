import secrets
from collections.abc import AsyncIterator

import pytest

from server.storage.embedded.roles import Side
from tests.integration.house import House, house
from tests.integration.practice.staff import Staffed, found
from tests.support.databases import Templates


@pytest.fixture(scope="module", name="shared_identity_url")
async def _shared_identity_url(templates: Templates) -> AsyncIterator[str]:
    """Accounts do not meet there; a practice, which has one root, needs a database of its own."""
    async with templates.fresh(Side.IDENTITY) as identity:
        yield identity.url


@pytest.fixture(name="home")
async def _home(shared_identity_url: str, messaging_url: str, redis_url: str) -> AsyncIterator[House]:
    async with house(shared_identity_url, messaging_url, redis_url, f"test-{secrets.token_hex(8)}:") as opened:
        yield opened


@pytest.fixture(name="staffed")
async def _staffed(home: House) -> Staffed:
    return await found(home)
