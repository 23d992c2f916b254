"""Temporary files in memory, where the machine has plenty: copying databases waits for the disk otherwise, minutes in all."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

MEMORY: Final = Path("/dev/shm")
PLENTY_BYTES: Final = 6 * 1024**3
"""More than two whole runs ever hold at a time."""


def keep_in_memory() -> None:
    """From here on, this process and those it starts make their temporary files there; without plenty, where they always did."""
    if "TMPDIR" in os.environ or not _is_plenty():
        return
    os.environ["TMPDIR"] = tempfile.tempdir = os.fspath(MEMORY)


def is_in_memory() -> bool:
    """Whether temporary files are there."""
    return Path(tempfile.gettempdir()) == MEMORY


def _is_plenty() -> bool:
    if not os.access(MEMORY, os.W_OK | os.X_OK) or os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        return False
    return shutil.disk_usage(MEMORY).free >= PLENTY_BYTES and _available() >= PLENTY_BYTES


def _available() -> int:
    """What the kernel can still give away; a file system in memory only says what it may take."""
    lines = Path("/proc/meminfo").read_text().splitlines()
    found = next(line for line in lines if line.startswith("MemAvailable:"))
    return int(found.split()[1]) * 1024
