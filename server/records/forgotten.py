"""Clients of whom no record is left (crypto.md §15.3): identity forgets what they said of themselves, unless something holds it.

The way is that of departures (records/departures.py): written with the certificate, put into Valkey, taken by identity. Here it stays written:
an identity database that was restored is told again.
"""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Final

from server.errors import Fault
from server.ids import AccountId
from server.records import holds
from server.sessions.forgotten import Forgotten, ForgottenClients
from server.storage.database import Connection, Database
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("forgotten.sql"))

AT_ONCE: Final = 200
PUTTING_SECONDS: Final = 2.0


async def forget(connection: Connection, client: AccountId, now: int) -> None:
    """A record was certified as destroyed: when it was the client's last, identity will hear of it."""
    await connection.execute(queries.forget, client, now)


async def put(database: Database, clients: ForgottenClients) -> None:
    """Hand over what waits and is not held: each under the client's turn, so that no hold comes between."""
    async with database.acquire() as connection:
        waiting = [AccountId(row["client"]) for row in await connection.fetch(queries.untold, AT_ONCE)]
    for client in waiting:
        async with database.transaction() as connection:
            await holds.take_turns(connection, client)
            at = await connection.fetchval(queries.untold_of, client)
            if at is None or await holds.is_held(connection, client):
                continue
            await clients.put([Forgotten(client=client, at=at)])
            await connection.execute(queries.mark_told, client)


async def keep_putting(database: Database, clients: ForgottenClients) -> None:
    """Everything once more, and then what is new, until cancelled. While a server is away it waits here."""
    again = True
    while True:
        with suppress(Fault):
            if again:
                async with database.acquire() as connection:
                    await connection.execute(queries.tell_again)
                again = False
            await put(database, clients)
        await asyncio.sleep(PUTTING_SECONDS)
