"""One service and one practice for all acceptance tests: each test uses a session of its own in it."""

from collections.abc import AsyncIterator

import pytest

from server.storage.embedded.stack import EmbeddedStack
from tests.acceptance.house import House
from tests.acceptance.office import Office, furnished
from tests.acceptance.service import Running, running_service
from tests.support.databases import Templates
from tests.support.houses import lasting_environ


@pytest.fixture(scope="session")
async def running(stack: EmbeddedStack, templates: Templates) -> AsyncIterator[Running]:
    """The service."""
    async with lasting_environ(stack, templates, 2) as environ, running_service(environ) as service:
        yield service


@pytest.fixture(scope="session")
async def house(running: Running) -> House:
    """Its practice: three pairs."""
    return await running.furnish(4)


@pytest.fixture(scope="session")
async def office(running: Running, house: House) -> Office:
    """The practice with an officer, and a pair who have talked."""
    return await furnished(running, house)
