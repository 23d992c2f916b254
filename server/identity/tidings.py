"""What identity leaves for messaging to tell (S9): written with what it tells of, put into Valkey, then forgotten here."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Final

from server.errors import Fault
from server.ids import AccountId
from server.sessions.tidings import Tiding, Tidings
from server.storage.database import Connection, Database
from server.storage.queries import load

queries = load(Path(__file__).with_name("tidings.sql"))

AT_ONCE: Final = 200
PUTTING_SECONDS: Final = 1.0

TOLD: Final = frozenset(
    {
        "password_changed",
        "recovery_code_changed",
        "recovered",
        "passkey_added",
        "passkey_removed",
        "totp_added",
        "totp_removed",
        "factors_lost",
        "keys_rotated",
        "deactivated",
        "elsewhere",
    }
)
"""Which events of the history their holder is told of: changes of credentials, and sessions ended from another one."""

BEGUN_ANEW: Final = "begun_anew"
"""An account stands open again to who began anew: for messaging to know. Its holder has no keys yet to be told by."""


async def add(connection: Connection, account: AccountId, event: str, at: int) -> None:
    """Leave a tiding in the caller's transaction, when the event is one to be told."""
    if event in TOLD:
        await connection.execute(queries.add_tiding, account, event, at)


async def begun_anew(connection: Connection, account: AccountId, at: int) -> None:
    """Leave word, in the caller's transaction, that an account is open again."""
    await connection.execute(queries.add_tiding, account, BEGUN_ANEW, at)


async def put(database: Database, tidings: Tidings) -> None:
    """Hand over what waits."""
    async with database.acquire() as connection:
        rows = await connection.fetch(queries.tidings, AT_ONCE)
        if not rows:
            return
        left = [Tiding(account=AccountId(row["account"]), event=row["event"], at=row["at"]) for row in rows]
        await tidings.put(left)
        await connection.executemany(queries.forget_tiding, [(each.account, each.event, each.at) for each in left])


async def keep_putting(database: Database, tidings: Tidings) -> None:
    """The same every second, until cancelled. While a server is away it waits here."""
    while True:
        with suppress(Fault):
            await put(database, tidings)
        await asyncio.sleep(PUTTING_SECONDS)
