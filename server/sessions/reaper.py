"""Ends what is due, once a second, in every process: nothing depends on the one that holds the socket (protocol.md §1.3)."""

import asyncio
from contextlib import suppress
from typing import Final

from server.errors import DoorbellFault
from server.sessions.sign_in_session import SignInSessions

REAP_SECONDS: Final = 1.0
"""The paper grants two."""


async def keep_reaping(sessions: SignInSessions) -> None:
    """Until cancelled. While Valkey is away nothing can be ended, and nothing is lengthened either: it is due when it is back."""
    while True:
        with suppress(DoorbellFault):
            await sessions.reap()
        await asyncio.sleep(REAP_SECONDS)
