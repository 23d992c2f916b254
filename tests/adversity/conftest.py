"""One service with twenty pairs for all adversity tests."""

from collections.abc import AsyncIterator

import pytest

from server.storage.embedded.stack import EmbeddedStack
from tests.acceptance.house import House
from tests.acceptance.service import Running, running_service
from tests.support.databases import Templates
from tests.support.houses import lasting_environ

PAIRS = 20


@pytest.fixture(scope="session")
async def battered(stack: EmbeddedStack, templates: Templates) -> AsyncIterator[Running]:
    """The service that things will happen to."""
    async with lasting_environ(stack, templates, 3) as environ, running_service(environ) as service:
        yield service


@pytest.fixture(scope="session")
async def crowd(battered: Running) -> House:
    """Its practice."""
    return await battered.furnish(PAIRS)
