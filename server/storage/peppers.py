"""Pepper files: `1.pepper`, `2.pepper`, … of 32 bytes in hex, mode 0600, in a folder outside every database (crypto.md §3.4)."""

import os
import secrets
import stat
from pathlib import Path
from typing import Final

from server.errors import ConfigurationError

PEPPER_BYTES: Final = 32
HIGHEST: Final = 255
"""A pepper's number is one byte of everything that it sealed. No number is ever used again while a higher one is there."""

_SUFFIX: Final = ".pepper"


def ensure_peppers(folder: Path) -> None:
    """Make the first pepper when there is none."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not any(folder.glob(f"*{_SUFFIX}")):
        add_pepper(folder)


def add_pepper(folder: Path) -> int:
    """Make the next pepper; gives its number. Processes that start from then on seal under it; what earlier ones sealed, they open."""
    number = max((_number(path) for path in folder.glob(f"*{_SUFFIX}")), default=0) + 1
    if number > HIGHEST:
        raise ConfigurationError(f"there is no pepper after {HIGHEST}")
    fresh = folder / f"{number}.new"
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(PEPPER_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / f"{number}{_SUFFIX}")
    return number


def read_peppers(folder: Path) -> dict[int, bytes]:
    """All peppers by number. Raises ConfigurationError when there is none, or one is damaged or readable by others."""
    peppers = {_number(path): _read(path) for path in sorted(folder.glob(f"*{_SUFFIX}"))}
    if not peppers:
        raise ConfigurationError(f"there is no pepper in {folder}: set WEBTHERAPY_PEPPER_DIR")
    return peppers


def _number(path: Path) -> int:
    number = int(path.stem) if path.stem.isdecimal() else 0
    if not 1 <= number <= HIGHEST or path.stem != str(number):
        raise ConfigurationError(f"{path}: a pepper's file is named by its number, like 1{_SUFFIX}")
    return number


def _read(path: Path) -> bytes:
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise ConfigurationError(f"{path} can be read by others: chmod 600 it")
        pepper = bytes.fromhex(path.read_text().strip())
    except (OSError, ValueError):
        raise ConfigurationError(f"{path} is not a pepper: {PEPPER_BYTES} bytes in hex") from None
    if len(pepper) != PEPPER_BYTES:
        raise ConfigurationError(f"{path} is not a pepper: {PEPPER_BYTES} bytes in hex")
    return pepper
