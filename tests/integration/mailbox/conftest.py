import secrets
from collections.abc import AsyncIterator

import pytest

from server.roles import Role
from server.storage.embedded.roles import Side
from server.storage.embedded.stack import EmbeddedStack
from tests.integration.house import House, Someone, house
from tests.integration.mailbox.post import certify_system, newcomer
from tests.integration.practice.staff import Staffed, found
from tests.support.databases import Templates


@pytest.fixture(name="home")
async def _home(identity_url: str, messaging_url: str, redis_url: str) -> AsyncIterator[House]:
    async with house(identity_url, messaging_url, redis_url, f"test-{secrets.token_hex(8)}:") as opened:
        yield opened


@pytest.fixture(name="staffed")
async def _staffed(home: House) -> Staffed:
    return await found(home)


@pytest.fixture(scope="module", name="lasting")
async def _lasting(templates: Templates, stack: EmbeddedStack) -> AsyncIterator[Staffed]:
    """One practice for a whole module; each test brings the readers it needs."""
    prefix = f"test-{secrets.token_hex(8)}:"
    async with (
        templates.fresh(Side.IDENTITY) as identity,
        templates.fresh(Side.MESSAGING) as messaging,
        house(identity.url, messaging.url, stack.valkey_url(1), prefix) as opened,
    ):
        yield await found(opened)


@pytest.fixture(scope="module", name="certified")
async def _certified(lasting: Staffed) -> Staffed:
    """The lasting practice, its system key certified."""
    await lasting.home.mail.system.publish(lasting.home.messaging_database)
    await certify_system(lasting)
    return lasting


@pytest.fixture(name="reader")
async def _reader(lasting: Staffed) -> Someone:
    """A client of the lasting practice whom nobody else has written to."""
    lasting.home.rung.clear()
    return await newcomer(lasting, Role.CLIENT)
