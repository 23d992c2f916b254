"""`restore-drill`: the newest backup is restored to databases that are made for it and dropped again, verified, and timed (compliance NP-09)."""

import calendar
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final, TypeVar

from server.commands.audit import verify_trails
from server.commands.backup import CERTIFICATES, restore
from server.commands.migrate import migrate_all
from server.commands.verify_database import verify_messaging
from server.errors import ConfigurationError
from server.settings import Settings
from server.storage.archives import Part

OLDEST_HOURS: Final = 48
"""How old a copy may be (the rule that HHS proposed: 90 FR 898, §164.308(a)(11))."""

LONGEST_HOURS: Final = 72
"""Within which it has to be back, by the same rule."""

ResultT = TypeVar("ResultT")


async def drill(folder: Path, head: str | None, scratch: Path | None = None) -> tuple[list[str], bool]:
    """Restore the newest parts of a backup's folder to an embedded stack of their own below `scratch`; what to print, and whether all of it holds.

    Nothing of the service is touched, and nothing is left: not the databases, and no pepper or key but those that were made for the drill.
    """
    from server.storage.embedded.stack import EmbeddedStack

    with tempfile.TemporaryDirectory(prefix="restore-drill-", dir=scratch) as made:
        began = time.monotonic()
        async with EmbeddedStack(Path(made)) as stack:
            timed = Timed()
            timed.lines.append(f"databases started in {time.monotonic() - began:.1f} s")
            well = await drilled(Settings.from_environ(stack.environ), folder, head, timed)
        return [
            *timed.lines,
            f"everything in {time.monotonic() - began:.1f} s; {LONGEST_HOURS} hours are the most",
        ], well


class Timed:
    """What was done, each with the time that it took."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    async def step(self, name: str, work: Callable[[], Awaitable[ResultT]]) -> ResultT:
        """Do one step."""
        began = time.monotonic()
        result = await work()
        self.lines.append(f"{name} in {time.monotonic() - began:.1f} s")
        return result


async def drilled(empty: Settings, folder: Path, head: str | None, timed: Timed) -> bool:
    """The steps, on databases that hold nothing yet; whether everything holds."""
    parts = {part: _newest(folder, part) for part in Part}
    timed.lines += [f"{path} is {_hours(path):.1f} hours old" for path in parts.values()]
    fresh = all(_hours(path) <= OLDEST_HOURS for path in parts.values())
    if not fresh:
        timed.lines.append(
            f"NOT well: a copy that is older than {OLDEST_HOURS} hours is too old: make backups more often"
        )
    destroyed = folder / "certificates" / CERTIFICATES
    await timed.step("empty databases migrated", lambda: migrate_all(empty))
    record, keys = parts[Part.RECORD], parts[Part.KEYS]
    await timed.step(
        "record and keys restored",
        lambda: restore(empty, record=record, keys=keys, identity=None, destroyed=destroyed, head=head),
    )
    await timed.step(
        "identity restored",
        lambda: restore(empty, record=None, keys=None, identity=parts[Part.IDENTITY], destroyed=None),
    )
    verified, holds = await timed.step("record verified", lambda: verify_messaging(empty, destroyed, head))
    trails, follow = await timed.step("audit trails verified", lambda: verify_trails(empty))
    timed.lines += [*trails, verified[-1]] if holds else [*trails, *verified]
    return fresh and holds and follow


def _newest(folder: Path, part: Part) -> Path:
    """The last file of a part; their names are the times at which they were made."""
    found = sorted((folder / part.value).glob("*.backup"))
    if not found:
        raise ConfigurationError(f"{folder / part.value} holds no backup")
    return found[-1]


def _hours(path: Path) -> float:
    try:
        made = calendar.timegm(time.strptime(path.stem, "%Y%m%dT%H%M%SZ"))
    except ValueError:
        raise ConfigurationError(f"{path} does not have the name that `webtherapy backup` gave it") from None
    return (time.time() - made) / 3600
