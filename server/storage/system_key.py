"""The system key's file (crypto.md §11.3): account, account secret and time of making, in hex, mode 0600, outside every database."""

import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.errors import ConfigurationError
from server.ids import ID_BYTES, AccountId

SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class KeptSystemKey:
    """What the file holds. Secret. `made_at`, in Unix milliseconds, makes every process publish the same bundle."""

    account: AccountId
    secret: bytes
    made_at: int


def ensure_system_key(path: Path, now: int) -> KeptSystemKey:
    """The key in that file; made when there is none. Of several processes that begin at once, one makes it.

    ConfigurationError when it is damaged, readable by others, or cannot be made.
    """
    try:
        if not path.exists():
            _make(path, now)
    except OSError:
        raise ConfigurationError(f"{path} cannot be made: see WEBTHERAPY_SYSTEM_KEY") from None
    return read_system_key(path)


def read_system_key(path: Path) -> KeptSystemKey:
    """The key in that file. ConfigurationError when it is not there yet, damaged or readable by others."""
    try:
        return _read(path)
    except OSError:
        raise ConfigurationError(f"{path} cannot be read: it is made when messaging starts first") from None


def _make(path: Path, now: int) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{secrets.token_hex(ID_BYTES)} {secrets.token_hex(SECRET_BYTES)} {now}\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        # A link, unlike a rename, never takes another's place.
        path.hardlink_to(fresh)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _read(path: Path) -> KeptSystemKey:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise ConfigurationError(f"{path} can be read by others: chmod 600 it")
    try:
        account, secret, made_at = path.read_text("ascii").split()
        key = KeptSystemKey(AccountId(bytes.fromhex(account)), bytes.fromhex(secret), int(made_at))
    except ValueError:
        raise ConfigurationError(f"{path} is damaged") from None
    if len(key.account) != ID_BYTES or len(key.secret) != SECRET_BYTES:
        raise ConfigurationError(f"{path} is damaged")
    return key
