"""`Folders`: where an embedded stack keeps its things, and a short way to its sockets."""

import fcntl
import hashlib
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.errors import ConfigurationError

_LONGEST_SOCKET_FOLDER: Final = 70
"""A socket's whole path must stay below 108 bytes, and ours end in names of up to 24 (`/.s.PGSQL.5432.lock`)."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Everything below `data` is mode 0700. The pepper is beside the databases, never inside: it is backed up apart."""

    data: Path
    sockets: Path

    @classmethod
    def of(cls, data_dir: Path, environ: Mapping[str, str]) -> "Folders":
        """The folders of a data directory, whether or not they exist yet. Always the same for the same directory and user."""
        data = data_dir.expanduser().resolve()
        return cls(data, _socket_folder(data, environ.get("XDG_RUNTIME_DIR")))

    @property
    def valkey(self) -> Path:
        """Valkey's append-only files and configuration."""
        return self.data / "valkey"

    @property
    def pepper(self) -> Path:
        """The numbered peppers."""
        return self.data / "pepper"

    @property
    def passwords(self) -> Path:
        """The generated passwords of the embedded servers."""
        return self.data / "passwords.json"

    @property
    def log(self) -> Path:
        """What the servers print."""
        return self.data / "log"

    def postgres(self, major: int) -> Path:
        """A cluster belongs to one major version: another one must not touch its files."""
        return self.data / f"postgres-{major}"

    def make(self) -> None:
        """Make what is missing; refuses a socket folder that someone else put there first."""
        for folder in (self.data, self.valkey, self.pepper, self.log, self.sockets):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = os.lstat(self.sockets)
        if not stat.S_ISDIR(found.st_mode) or (os.geteuid() != 0 and found.st_uid != os.geteuid()):
            raise ConfigurationError(
                f"{self.sockets} belongs to someone else: remove it, or choose another data directory"
            )
        self.sockets.chmod(0o700)

    def tidy(self) -> None:
        """Once everything has ended: leave nothing of ours in a folder for temporary things."""
        if not self.sockets.is_relative_to(self.data):
            shutil.rmtree(self.sockets, ignore_errors=True)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the data directory for one stack at a time."""
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.data / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise ConfigurationError(f"another webtherapy is running on {self.data}") from None
            yield


def _socket_folder(data: Path, runtime: str | None) -> Path:
    inside = data / "run"
    if len(os.fsencode(inside)) <= _LONGEST_SOCKET_FOLDER:
        return inside
    mark = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    if runtime and len(runtime) < _LONGEST_SOCKET_FOLDER - 32 and os.access(runtime, os.W_OK):
        return Path(runtime) / f"webtherapy-{mark}"
    return Path("/tmp") / f"webtherapy-{os.geteuid()}-{mark}"  # noqa: S108  (mode 0700, and its owner is checked)
