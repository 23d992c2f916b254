"""The command line of backups, their restoring, and what is read for an incident."""

import argparse
import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeAlias

from server.settings import Settings

# argparse names this type by no public name.
_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001

_FAILED: Final = 1

Attached = Callable[[argparse.Namespace], Settings]
"""The settings of a command, of the data directory that it names."""


def add_safekeeping(commands: _Commands, attached: Attached) -> None:
    """`backup`, `restore`, `restore-drill` and `incident`."""
    backup = commands.add_parser("backup", help="copy the databases: keys, record, identity and certificates apart")
    backup.add_argument("to", type=Path, help="a folder; each part goes into one of its own below it")
    backup.add_argument("--data", type=Path, help="of the running service with this data directory")
    backup.set_defaults(command=lambda asked: _backup(asked, attached(asked)))
    restore = commands.add_parser("restore", help="restore parts of a backup to empty, migrated databases")
    restore.add_argument("--record", type=Path, help="the file of the record")
    restore.add_argument("--keys", type=Path, help="the file of the keys: the newest, whatever the record's age")
    restore.add_argument("--identity", type=Path, help="the file of the identity database")
    restore.add_argument("--destroyed", type=Path, help="the newest file of destructions")
    restore.add_argument("--head", help="what the last backup printed of that file, as it was written down")
    restore.add_argument("--data", type=Path, help="of the running service with this data directory")
    restore.set_defaults(command=lambda asked: _restore(asked, attached(asked)))
    drill = commands.add_parser(
        "restore-drill", help="restore the newest backup to databases made for it, verify, time each step, drop them"
    )
    drill.add_argument("folder", type=Path, help="the folder that backups are made into")
    drill.add_argument(
        "--head", help="what the last backup printed of the file of destructions, as it was written down"
    )
    drill.add_argument("--scratch", type=Path, help="a folder with room for both databases; else the system's own")
    drill.set_defaults(command=_drill)
    _add_incident(commands, attached)


def _add_incident(commands: _Commands, attached: Attached) -> None:
    incident = commands.add_parser(
        "incident", help="list what an incident may have touched: ids, places, keys and sign-ins, and no content"
    )
    incident.add_argument("folder", type=Path, help="a new folder for the lists")
    incident.add_argument("--from", dest="since", required=True, metavar="MOMENT", help="such as 2026-11-29T09:00Z")
    incident.add_argument("--to", dest="until", required=True, metavar="MOMENT", help="the first moment after it")
    incident.add_argument("--discovered", metavar="MOMENT", help="when it was discovered; else now")
    incident.add_argument("--data", type=Path, help="of the running service with this data directory")
    incident.set_defaults(command=lambda asked: _incident(asked, attached(asked)))


def _backup(asked: argparse.Namespace, settings: Settings) -> int:
    from server.commands.backup import backup

    print("\n".join(asyncio.run(backup(settings, asked.to))))
    return 0


def _restore(asked: argparse.Namespace, settings: Settings) -> int:
    from server.commands.backup import restore

    said = {name: getattr(asked, name) for name in ("record", "keys", "identity", "destroyed", "head")}
    print("\n".join(asyncio.run(restore(settings, **said))))
    return 0


def _drill(asked: argparse.Namespace) -> int:
    from server.commands.restore_drill import drill

    lines, well = asyncio.run(drill(asked.folder, asked.head, asked.scratch))
    print("\n".join([*lines, "This backup can be restored." if well else "This backup can NOT be relied on."]))
    return 0 if well else _FAILED


def _incident(asked: argparse.Namespace, settings: Settings) -> int:
    from server.commands.incident import export, moment

    since, until = moment(asked.since), moment(asked.until)
    discovered = datetime.now(UTC) if asked.discovered is None else moment(asked.discovered)
    print("\n".join(asyncio.run(export(settings, since, until, discovered, asked.folder))))
    return 0
