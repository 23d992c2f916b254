"""Of whom no record is left (crypto.md §15.3): their contact card and the answers of their intake go, as they were until then."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from server.errors import Fault
from server.identity.sealed_documents import CONTACT_CARD, INTAKE
from server.ids import AccountId
from server.sessions.forgotten import Forgotten, ForgottenClients
from server.storage.audit import Act, note
from server.storage.database import Connection, Database

TAKING_SECONDS: Final = 2.0
_THE_SERVICE: Final = AccountId(b"")


async def take(database: Database, clients: ForgottenClients, now: int) -> None:
    """Forget what they said of themselves; the same again is fine."""
    heard = await clients.waiting()
    if not heard:
        return
    async with database.transaction() as connection:
        for each in heard:
            await _forget(connection, each, now)
    await clients.forget(heard)


async def keep_taking(database: Database, clients: ForgottenClients, now: Callable[[], int]) -> None:
    """The same again and again, until cancelled. While a server is away they wait in Valkey."""
    while True:
        with suppress(Fault):
            await take(database, clients, now())
        await asyncio.sleep(TAKING_SECONDS)


async def _forget(connection: Connection, each: Forgotten, now: int) -> None:
    erased = [
        await connection.fetchval(kind.queries.forget_document, each.client, each.at) for kind in (CONTACT_CARD, INTAKE)
    ]
    if any(account is not None for account in erased):
        await note(connection, Act.CLIENT_FORGOTTEN, _THE_SERVICE, now, subject=each.client)
