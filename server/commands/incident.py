"""`incident`: what an incident may have touched in a span, for the assessment of a breach (compliance HS-14; docs/operations.md §21)."""

import hashlib
import json
import os
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeAlias

from server.errors import ConfigurationError
from server.identity import exposure as identity
from server.mailbox import exposure as mailbox
from server.practice import exposure as practice
from server.records import exposure as records
from server.settings import Settings
from server.storage import audit
from server.storage.database import Connection, Database
from server.storage.embedded.roles import Side
from server.storage.exposure import Found, Span, shown
from server.storage.moment import one_moment

FORMAT: Final = "webtherapy/incident/1"
NOTICE_DAYS: Final = 60
"""By when at the latest people are told of a breach, from the day on which it was discovered (45 CFR 164.404(b))."""

READ_SECONDS: Final = 600.0

_Exposed: TypeAlias = Callable[[Connection, Span], Awaitable[Found]]
_ROOMS: Final[dict[Side, tuple[_Exposed, ...]]] = {
    Side.IDENTITY: (identity.exposed,),
    Side.MESSAGING: (records.exposed, mailbox.exposed, practice.exposed),
}


async def export(settings: Settings, since: datetime, until: datetime, discovered: datetime, folder: Path) -> list[str]:
    """A new folder with a list for each side whose database is at hand, and what binds them together; gives lines to show.

    Everything is read by a role that serves, in a transaction that cannot write; that it was read is in both audit trails.
    """
    if since >= until:
        raise ConfigurationError("the span ends before it begins: --from comes before --to")
    urls = {Side.IDENTITY: settings.identity_database_url, Side.MESSAGING: settings.messaging_database_url}
    addresses = {side: url.reveal() for side, url in urls.items() if url is not None}
    if not addresses:
        raise ConfigurationError("incident needs the address of a database, or --data")
    _make(folder)
    span = Span(_ms(since), _ms(until))
    files, trails = {}, {}
    for side, url in addresses.items():
        listed, trail = await _read(side, url, span)
        files[f"{side}.json"] = _write(folder / f"{side}.json", listed)
        trails[side.value] = {"rows": trail[0], "hash": trail[1].hex()}
    due = discovered + timedelta(days=NOTICE_DAYS)
    said = {"from": _text(since), "until": _text(until), "discovered": _text(discovered), "notice_due": _text(due)}
    made = {"format": FORMAT, "made_at": _text(datetime.now(UTC))}
    sealed = _write(folder / "manifest.json", made | said | {"files": files, "trails": trails})
    await _note(addresses, bytes.fromhex(sealed))
    return [
        *(f"{folder / name}" for name in (*files, "manifest.json")),
        f"write down outside of this machine: manifest.json has SHA-256 {sealed}",
        f"if this is a breach, everyone concerned is told without delay, and at the latest on {due:%Y-%m-%d}",
    ]


def moment(text: str) -> datetime:
    """A moment as `2026-11-29T09:00Z` writes it, in whatever zone; ConfigurationError when it is none, or names no zone."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        read = None
    if read is None or read.tzinfo is None:
        raise ConfigurationError(f"{text} is no moment: write it with its zone, as in 2026-11-29T09:00Z")
    return read


async def _read(side: Side, url: str, span: Span) -> tuple[Found, tuple[int, bytes]]:
    async with (
        Database(url, pool_size=1, statement_seconds=READ_SECONDS) as database,
        database.transaction() as connection,
    ):
        await one_moment(connection)
        listed: Found = {}
        for exposed in _ROOMS[side]:
            listed |= await exposed(connection, span)
        listed["audit"] = shown(await audit.within(connection, span.since, span.until))
        return listed, await audit.newest(connection)


async def _note(addresses: dict[Side, str], sealed: bytes) -> None:
    for url in addresses.values():
        async with Database(url, pool_size=1) as database, database.transaction() as connection:
            await audit.note(connection, audit.Act.INCIDENT_EXPORTED, audit.OPERATOR, _now(), detail=sealed)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        raise ConfigurationError(f"{folder} is there already: name a new folder") from None


def _write(path: Path, said: dict[str, Any] | Found) -> str:
    """Write a file that only its owner reads; its SHA-256."""
    data = json.dumps(said, indent=1, sort_keys=True).encode() + b"\n"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
    return hashlib.sha256(data).hexdigest()


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _now() -> int:
    return time.time_ns() // 1_000_000
