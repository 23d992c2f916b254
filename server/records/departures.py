"""What messaging has to tell identity: who reads of a client no more. Written with the closing, put into Valkey, then forgotten here."""

import asyncio
from contextlib import suppress
from typing import Final

from server.errors import Fault
from server.ids import AccountId
from server.records.sql import care as queries
from server.sessions.departures import Departure, Departures
from server.storage.database import Database

AT_ONCE: Final = 200
PUTTING_SECONDS: Final = 1.0


async def put(database: Database, departures: Departures) -> None:
    """Hand over what waits."""
    async with database.acquire() as connection:
        rows = await connection.fetch(queries.departures, AT_ONCE)
        if not rows:
            return
        left = [Departure(client=AccountId(row["client"]), reader=AccountId(row["reader"])) for row in rows]
        await departures.put(left)
        await connection.execute(
            queries.forget_departures, [each.client for each in left], [each.reader for each in left]
        )


async def keep_putting(database: Database, departures: Departures) -> None:
    """The same every second, until cancelled. While a server is away it waits here."""
    while True:
        with suppress(Fault):
            await put(database, departures)
        await asyncio.sleep(PUTTING_SECONDS)
