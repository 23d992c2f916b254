import secrets
from collections.abc import AsyncIterator

import pytest

from server.storage.embedded.roles import Side
from server.storage.embedded.stack import EmbeddedStack
from tests.integration.house import house
from tests.integration.practice.staff import Staffed, found
from tests.support.databases import Templates


@pytest.fixture(scope="module", name="staffed")
async def _staffed(templates: Templates, stack: EmbeddedStack) -> AsyncIterator[Staffed]:
    """One practice for the module; each test brings a conversation of its own."""
    prefix = f"test-{secrets.token_hex(8)}:"
    async with (
        templates.fresh(Side.IDENTITY) as identity,
        templates.fresh(Side.MESSAGING) as messaging,
        house(identity.url, messaging.url, stack.valkey_url(1), prefix) as opened,
    ):
        yield await found(opened)
