"""`staff deprovision`: an account is shut at once, and what its holder leaves behind is said (compliance NP-09, ST-03)."""

import time
from typing import Final

from server.commands.staff import deactivate
from server.practice.leaving import Left, left_by
from server.settings import Settings
from server.storage.database import Database

_ALWAYS: Final = (
    "take back what they have on paper and on devices: sheet, recovery code, keys of sockets and servers, backups",
    "if they could read the peppers, rotate them: docs/operations.md §5; if they could reach PostgreSQL or Valkey, change those passwords",
)


async def deprovision(settings: Settings, named: str) -> list[str]:
    """Shut the account with this pseudonym or number; what became of it and what people still have to do, in lines to show."""
    began = time.monotonic()
    shut = await deactivate(settings, named)
    took = time.monotonic() - began
    lines = [
        f"The account is shut: nobody signs in, and {shut.sessions} sign-in sessions ended, with their sockets, in {took:.1f} s.",
        "",
        "Still to do:",
    ]
    if settings.messaging_database_url is None:
        return [*lines, "- ask again with MESSAGING_DATABASE_URL, for what they leave in messaging", *_said(*_ALWAYS)]
    async with (
        Database(settings.messaging_database_url.reveal(), pool_size=1) as database,
        database.transaction() as connection,
    ):
        left = await left_by(connection, shut.account, time.time_ns() // 1_000_000)
    return [*lines, *_said(*_of(left), *_ALWAYS)]


def _of(left: Left) -> list[str]:
    found = []
    if left.conversations:
        found.append(f"{left.conversations} conversations are open: their clients need another therapist (Matching)")
    if left.custodian:
        found.append("they are a custodian in force: name another, and have what stands handed on (§10 step 6)")
    if left.certifies_until is not None:
        day = time.strftime("%Y-%m-%d", time.gmtime(left.certifies_until / 1000))
        found.append(
            f"the root lets them certify until {day}: without sign-in they cannot, but delegate to somebody else in time (§10 step 4)"
        )
    if left.services:
        found.append(f"they made {left.services} tokens of systems: revoke under Services those that they may know")
    return found


def _said(*lines: str) -> list[str]:
    return [f"- {line}" for line in lines]
