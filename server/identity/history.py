"""What happened to an account's sign-ins and credentials, for its holder to look through (protocol.md §1.1)."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from server.errors import EndReason, Fault
from server.identity import tidings
from server.ids import AccountId, SignInId
from server.sessions.device import Browser, Device, System
from server.sessions.ended import EndedLog
from server.storage.database import Connection, Database
from server.storage.queries import load

queries = load(Path(__file__).with_name("history.sql"))

KEPT_MS: Final = 400 * 24 * 3_600_000
"""A little over a year, so that the same month can be compared."""

MOST_KEPT: Final = 2_000
"""More than anyone's year; whoever signs in and out all day long fills no disk."""

SHOWN: Final = 200
WRITING_SECONDS: Final = 1.0


class Event(StrEnum):
    """What can have happened. Words of the wire and of the table; a new one changes neither."""

    SIGN_IN = "sign_in"
    SIGNED_OUT = "signed_out"
    IDLE = "idle"
    CAP = "cap"
    ELSEWHERE = "elsewhere"
    REPLACED = "replaced"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - a word, not a password
    WRONG_SECOND_FACTOR = "wrong_second_factor"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a word, not a password
    RECOVERY_CODE_CHANGED = "recovery_code_changed"
    RECOVERED = "recovered"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    TOTP_ADDED = "totp_added"
    TOTP_REMOVED = "totp_removed"
    FACTORS_LOST = "factors_lost"
    KEYS_ROTATED = "keys_rotated"
    DEACTIVATED = "deactivated"
    SUSPENDED = "suspended"
    REGISTERED = "registered"
    ACTIVATED = "activated"


EVENT_OF: Final = {
    EndReason.IDLE: Event.IDLE,
    EndReason.CAP: Event.CAP,
    EndReason.SIGNED_OUT: Event.SIGNED_OUT,
    EndReason.ELSEWHERE: Event.ELSEWHERE,
    EndReason.REPLACED: Event.REPLACED,
    EndReason.SUSPENDED: Event.SUSPENDED,
}
"""What the end of a session is called here. Of the others the cause is written down, once, by whoever caused it."""

WRONG_ONCE_PER_MS: Final = 3_600_000
"""What strangers can cause would otherwise push everything else out of sight. Nor may they see by the time it takes that it was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One row, as its holder sees it."""

    at: int
    event: Event
    device: Device | None


async def add(
    connection: Connection,
    account: AccountId,
    event: Event,
    at: int,
    session: SignInId | None = None,
    device: Device | None = None,
) -> None:
    """Write an event down, in the caller's transaction; the same event again stays one. What is too old goes."""
    words = (None, None) if device is None else (device.browser.value, device.system.value)
    await connection.execute(queries.add_event, account, at, event.value, session, *words)
    await connection.execute(queries.forget_events, account, at - KEPT_MS, MOST_KEPT)
    await tidings.add(connection, account, event.value, at)


async def add_wrong_password(connection: Connection, account: AccountId, at: int) -> None:
    """Write down that somebody did not know the password, once an hour, in one trip, whether it is anyone's account or not."""
    await connection.execute(queries.add_wrong_password, account, at, at - WRONG_ONCE_PER_MS)


async def add_wrong_second_factor(connection: Connection, account: AccountId, at: int) -> None:
    """Write down that somebody had the password or the code, and not the second factor, once an hour; the caller holds the account.

    Who could see by the time it takes whether it was written knows already whose account it is.
    """
    await connection.execute(queries.add_wrong_second_factor, account, at, at - WRONG_ONCE_PER_MS)


async def write_ended(database: Database, log: EndedLog) -> None:
    """Write down what ended: committed here first, then forgotten there, by however many processes at once."""
    ended = await log.waiting()
    if not ended:
        return
    async with database.transaction() as connection:
        for each in ended:
            event = EVENT_OF.get(each.reason)
            if event is not None:
                await add(connection, each.account, event, each.at, each.session, each.device)
    await log.forget(ended)


async def keep_writing(database: Database, log: EndedLog) -> None:
    """The same every second, until cancelled. While a server is away it waits in Valkey."""
    while True:
        with suppress(Fault):
            await write_ended(database, log)
        await asyncio.sleep(WRITING_SECONDS)


async def newest(connection: Connection, account: AccountId, now: int) -> list[Happened]:
    """The last `SHOWN` events that are not too old, the newest first."""
    rows = await connection.fetch(queries.newest_events, account, now - KEPT_MS, SHOWN)
    return [
        Happened(at=row["at"], event=Event(row["event"]), device=_device(row["browser"], row["system"])) for row in rows
    ]


def _device(browser: str | None, system: str | None) -> Device | None:
    return None if browser is None or system is None else Device(Browser(browser), System(system))
