"""`backup` and `restore` (docs/operations.md §6): what opens apart from what is opened, and certificates of destruction in a file that only grows."""

import time
from pathlib import Path
from typing import Final

from server.crypto.account import AccountKeys
from server.errors import ConfigurationError
from server.records.destroying_again import append_certificates, destroy_again, read_certificates
from server.settings import Secret, Settings
from server.storage.archives import Archive, Part, restoring, write_archives
from server.storage.database import Database
from server.storage.system_key import read_system_key

CERTIFICATES: Final = "destroyed.log"


async def backup(settings: Settings, folder: Path, now: float | None = None) -> list[str]:
    """A new file for each part whose database is at hand, in a folder of its own; gives lines to show."""
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(time.time() if now is None else now))
    lines = []
    messaging = settings.messaging_migration_url or settings.messaging_database_url
    identity = settings.identity_migration_url or settings.identity_database_url
    if messaging is not None:
        lines += await _write(messaging, [Part.RECORD, Part.KEYS], folder, stamp)
        path = folder / "certificates" / CERTIFICATES
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        async with Database(messaging.reveal(), pool_size=1) as database, database.acquire() as connection:
            new = await append_certificates(connection, path)
        lines.append(f"{path}: {new} certificates of destruction added")
    if identity is not None:
        lines += await _write(identity, [Part.IDENTITY], folder, stamp)
    if not lines:
        raise ConfigurationError("backup needs the address of a database, or --data")
    return lines


async def restore(
    settings: Settings, *, record: Path | None, keys: Path | None, identity: Path | None, destroyed: Path | None
) -> list[str]:
    """Restore parts to empty, migrated databases; what the certificates name is erased again in the same transaction. Gives lines to show."""
    lines = []
    if record is not None:
        if destroyed is None or not destroyed.exists():
            raise ConfigurationError(
                "--destroyed has to name the newest file of certificates: without it destroyed records came back"
            )
        archives = [Archive.read(record, Part.RECORD)]
        archives += [] if keys is None else [Archive.read(keys, Part.KEYS)]
        certificates = read_certificates(destroyed)
        url = _required(settings.messaging_migration_url, "MESSAGING_MIGRATION_URL")
        async with restoring(url, archives, "messaging") as connection:
            again = await destroy_again(connection, certificates, _present_key(settings))
        lines.append(f"messaging is restored; {again} destructions were carried out again")
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


async def _write(url: Secret, parts: list[Part], folder: Path, stamp: str) -> list[str]:
    paths = {part: folder / part.value / f"{stamp}.backup" for part in parts}
    for path in paths.values():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    await write_archives(url.reveal(), paths)
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
