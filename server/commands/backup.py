"""`backup` and `restore` (docs/operations.md §6): what opens apart from what is opened, and destructions in a file that only grows."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from server.crypto.account import AccountKeys
from server.errors import ConfigurationError
from server.mailbox.s3_shelf import S3Place, S3Shelf
from server.records.destroyed_file import DestroyedFile, FileHead, append_lines, read_file
from server.records.destroying_again import DestroyedAgain, destroy_again, known_lines
from server.settings import Secret, Settings
from server.storage.archives import Archive, Beside, Part, restoring, write_archives
from server.storage.database import Connection
from server.storage.system_key import read_system_key

CERTIFICATES: Final = "destroyed.log"


async def backup(settings: Settings, folder: Path, now: float | None = None) -> list[str]:
    """A new file for each part whose database is at hand, in a folder of its own; gives lines to show."""
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(time.time() if now is None else now))
    lines: list[str] = []
    messaging = settings.messaging_migration_url or settings.messaging_database_url
    identity = settings.identity_migration_url or settings.identity_database_url
    if messaging is not None:
        path = folder / "certificates" / CERTIFICATES

        async def beside(connection: Connection) -> str:
            file, new = append_lines(path, await known_lines(connection))
            lines.append(f"{path}: {new} lines added; write down outside of this machine: {file.head}")
            return str(file.head)

        lines += await _write(messaging, [Part.RECORD, Part.KEYS], folder, stamp, beside)
    if identity is not None:
        lines += await _write(identity, [Part.IDENTITY], folder, stamp)
    if not lines:
        raise ConfigurationError("backup needs the address of a database, or --data")
    return lines


async def restore(
    settings: Settings,
    *,
    record: Path | None,
    keys: Path | None,
    identity: Path | None,
    destroyed: Path | None,
    head: str | None = None,
) -> list[str]:
    """Restore parts to empty, migrated databases; what the file of destructions names is erased again in the same transaction, and that file
    has to begin with what the parts were made with, and with `head`. Gives lines to show.
    """
    lines = []
    if record is not None:
        if destroyed is None or not destroyed.exists():
            raise ConfigurationError(
                "--destroyed has to name the newest file of destructions: without it destroyed records came back"
            )
        archives = [Archive.read(record, Part.RECORD)]
        archives += [] if keys is None else [Archive.read(keys, Part.KEYS)]
        file = checked_file(destroyed, [(str(each.path), each.destroyed) for each in archives], head)
        url = _required(settings.messaging_migration_url, "MESSAGING_MIGRATION_URL")
        async with restoring(url, archives, "messaging") as connection:
            again = await destroy_again(connection, file, _present_key(settings))
            await _drop_objects(settings, again)
        lines.append(f"messaging is restored; {again.count} destructions were carried out again")
        lines.append(
            f"{destroyed} holds, {file.head.count} lines in order: compare with what you wrote down: {file.head}"
        )
        if keys is None:
            lines.append("no keys were restored: nobody opens anything of it")
    if identity is not None:
        url = _required(settings.identity_migration_url, "IDENTITY_MIGRATION_URL")
        async with restoring(url, [Archive.read(identity, Part.IDENTITY)], "identity"):
            pass
        lines.append("identity is restored")
    if not lines:
        raise ConfigurationError("say what to restore: --record and --keys, --identity, or all of them")
    return [*lines, "restart every process now"]


async def _drop_objects(settings: Settings, again: DestroyedAgain) -> None:
    """Of the files of what is destroyed again, what an object store may have again; it has to be there, or nothing is restored."""
    place = S3Place.configured(settings)
    if place is None:
        return
    shelf = S3Shelf(place)
    for attachment, chunks in again.files:
        await shelf.drop(attachment, chunks)


def checked_file(path: Path, made_with: Sequence[tuple[str, str | None]], head: str | None) -> DestroyedFile:
    """The file of destructions, which has to begin with what each of these was made with, and with the head that somebody wrote down."""
    file = read_file(path)
    for name, known in made_with:
        if known is not None:
            file.check_begins_with(FileHead.read(known), f"the backup {name}")
    if head is not None:
        file.check_begins_with(FileHead.read(head), "what was written down")
    return file


async def _write(url: Secret, parts: list[Part], folder: Path, stamp: str, beside: Beside | None = None) -> list[str]:
    paths = {part: folder / part.value / f"{stamp}.backup" for part in parts}
    for path in paths.values():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    await write_archives(url.reveal(), paths, beside)
    return [str(path) for path in paths.values()]


def _present_key(settings: Settings) -> bytes | None:
    if settings.system_key is None and settings.pepper_dir is None:
        return None
    path = settings.system_key_file
    return AccountKeys.from_secret(read_system_key(path).secret).signing.public if path.exists() else None


def _required(url: Secret | None, name: str) -> str:
    if url is None:
        raise ConfigurationError(f"restore needs {name}, or --data")
    return url.reveal()
