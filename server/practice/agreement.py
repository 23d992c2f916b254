"""The confidentiality agreement of staff (compliance NV-06, ST-01): who works here gets at nothing before they accepted the version in force.

Who has is kept as signed answers, and told to Valkey, where both applications look it up with every sign-in session. A session that began under
the version before goes on: its holder is asked at their next sign-in.
"""

import asyncio
from contextlib import suppress
from typing import Final

from server.crypto.acceptance import Policy
from server.errors import Fault
from server.ids import AccountId
from server.practice.policies import queries
from server.sessions.sign_in_session import SignInSessions
from server.storage.database import Connection, Database

AGREEMENT: Final = Policy.CONFIDENTIALITY_AGREEMENT.value
TELLING_SECONDS: Final = 20.0
"""How late a version is asked for at most that was posted at the command line, or after Valkey lost what it knew."""


async def tell_who_has_agreed(connection: Connection, sessions: SignInSessions) -> None:
    """Put the truth in Valkey's place. Whoever accepts or posts meanwhile is before this, or after it."""
    await connection.execute(queries.take_turns_agreeing)
    version: int = await connection.fetchval(queries.newest_version, AGREEMENT)
    rows = await connection.fetch(queries.accepted_by_all, AGREEMENT)
    await sessions.set_agreement(version, {AccountId(row["account"]): row["version"] for row in rows})


async def keep_telling_who_has_agreed(database: Database, sessions: SignInSessions) -> None:
    """At the beginning, and at intervals: `tell_who_has_agreed`."""
    while True:
        with suppress(Fault):
            async with database.transaction() as connection:
                await tell_who_has_agreed(connection, sessions)
        await asyncio.sleep(TELLING_SECONDS)
