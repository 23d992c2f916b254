"""Databases and settings that outlive one test, for suites whose practice is furnished once."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server.storage.embedded.roles import Side
from server.storage.embedded.stack import EmbeddedStack
from tests.support.databases import Templates


@asynccontextmanager
async def lasting_environ(
    stack: EmbeddedStack, templates: Templates, valkey_number: int
) -> AsyncIterator[dict[str, str]]:
    """The settings of a server on databases of its own and on a numbered database of Valkey that nobody else uses."""
    async with templates.fresh(Side.IDENTITY) as identity, templates.fresh(Side.MESSAGING) as messaging:
        yield {
            "IDENTITY_DATABASE_URL": identity.url,
            "MESSAGING_DATABASE_URL": messaging.url,
            "REDIS_URL": stack.valkey_url(valkey_number),
            "WEBTHERAPY_DATA_DIR": os.fspath(stack.folders.data),
            "WEBTHERAPY_PEPPER_DIR": os.fspath(stack.folders.pepper),
            "WEBTHERAPY_STRICT_LOG": "true",
            "WEBTHERAPY_STAFF_SECOND_FACTOR": "offered",
            "PATH": os.environ.get("PATH", os.defpath),
        }
