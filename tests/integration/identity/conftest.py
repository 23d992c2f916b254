import secrets
from collections.abc import AsyncIterator

import pytest

from server.storage.embedded.roles import Side
from tests.integration.house import House, house
from tests.support.databases import Templates


@pytest.fixture(scope="module", name="shared_urls")
async def _shared_urls(templates: Templates) -> AsyncIterator[tuple[str, str]]:
    """Databases for a whole file: these tests make their own accounts and look at no others."""
    async with templates.fresh(Side.IDENTITY) as identity, templates.fresh(Side.MESSAGING) as messaging:
        yield identity.url, messaging.url


@pytest.fixture(name="home")
async def _home(shared_urls: tuple[str, str], redis_url: str) -> AsyncIterator[House]:
    async with house(*shared_urls, redis_url, f"test-{secrets.token_hex(8)}:") as opened:
        yield opened


@pytest.fixture(name="strict")
async def _strict(shared_urls: tuple[str, str], redis_url: str) -> AsyncIterator[House]:
    """A house where staff need a second factor, as everywhere but here."""
    prefix = f"test-{secrets.token_hex(8)}:"
    async with house(*shared_urls, redis_url, prefix, staff_need_second_factor=True) as opened:
        yield opened
