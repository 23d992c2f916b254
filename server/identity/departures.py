"""Who reads of a client no more: what was sealed to them of the intake goes (crypto.md §12.1), before their client saves it anew."""

import asyncio
from contextlib import suppress
from typing import Final

from server.errors import Fault
from server.identity.sealed_documents import INTAKE
from server.sessions.departures import Departures
from server.storage.database import Database

TAKING_SECONDS: Final = 0.5


async def take(database: Database, departures: Departures) -> None:
    """Forget what was sealed to whoever left; the same again is fine."""
    heard = await departures.waiting()
    if not heard:
        return
    async with database.transaction() as connection:
        await connection.execute(
            INTAKE.queries.drop_wraps_to, [each.client for each in heard], [each.reader for each in heard]
        )
    await departures.forget(heard)


async def keep_taking(database: Database, departures: Departures) -> None:
    """The same again and again, until cancelled. While a server is away they wait in Valkey."""
    while True:
        with suppress(Fault):
            await take(database, departures)
        await asyncio.sleep(TAKING_SECONDS)
