"""Telling people what has happened to their own accounts (S9): identity's tidings become notices of kind "security"."""

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Final

from server.crypto.hashing import hash_of
from server.errors import Fault
from server.ids import AccountId
from server.practice.profiles import hide
from server.practice.sayings import Event
from server.practice.shut import keep_shut
from server.practice.system_notices import SystemNotices
from server.sessions.tidings import Tiding, Tidings
from server.storage.database import Connection, Database

TAKING_SECONDS: Final = 0.5
MINUTE_MS: Final = 60_000

EVENTS: Final = {
    "password_changed": Event.PASSWORD_CHANGED,
    "recovery_code_changed": Event.RECOVERY_CODE_CHANGED,
    "recovered": Event.ACCOUNT_RECOVERED,
    "passkey_added": Event.FACTOR_ADDED,
    "passkey_removed": Event.FACTOR_REMOVED,
    "totp_added": Event.FACTOR_ADDED,
    "totp_removed": Event.FACTOR_REMOVED,
    "factors_lost": Event.FACTOR_REMOVED,
    "keys_rotated": Event.KEYS_ROTATED,
    "deactivated": Event.DEACTIVATED,
    "elsewhere": Event.SESSIONS_ENDED,
}
"""Words of identity's history → what the service says. Words of a newer identity are passed over."""

SHUT: Final = {"deactivated": True, "recovered": False, "begun_anew": False}
"""Whether an account is shut after that: its recovery code, or a new sheet of the practice's, opens it again. Who begins anew has no keys yet to be told by."""

Ring = Callable[[Collection[AccountId]], None]


async def tell(database: Database, tidings: Tidings, system: SystemNotices, ring: Ring, now: int) -> None:
    """Tell what waits, each once, however many processes do so at a time."""
    waiting = await tidings.waiting()
    for each in waiting:
        async with database.transaction() as connection:
            if each.event in SHUT:
                await _keep_shut(connection, each, shut=SHUT[each.event])
            changed = await _tell(connection, system, each, now)
        ring(changed)
    if waiting:
        await tidings.forget(waiting)


async def _tell(connection: Connection, system: SystemNotices, tiding: Tiding, now: int) -> Collection[AccountId]:
    event = EVENTS.get(tiding.event)
    if event is None:
        return []
    return await system.tell(connection, tiding.account, event, now, notice_id=system.notice_id(_name(tiding, event)))


async def _keep_shut(connection: Connection, tiding: Tiding, *, shut: bool) -> None:
    if await keep_shut(connection, tiding.account, tiding.at, shut=shut):
        await hide(connection, tiding.account)


async def keep_taking(
    database: Database, tidings: Tidings, system: SystemNotices, ring: Ring, now: Callable[[], int]
) -> None:
    """The same again and again, until cancelled. While a server is away they wait in Valkey."""
    while True:
        with suppress(Fault):
            await tell(database, tidings, system, ring, now())
        await asyncio.sleep(TAKING_SECONDS)


def _name(tiding: Tiding, event: Event) -> bytes:
    """The same for the same: several sessions that are ended within a minute are one notice."""
    return hash_of("webtherapy/v1/tiding", tiding.account, event.value, tiding.at // MINUTE_MS)
