"""`ServedProcess`: a real `python -m server serve` on a port of its own, which can be killed and started again."""

import signal
import socket
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol, Self

from server.commands.worker import Worker
from server.storage.embedded.process import ChildProcess


class ServeProcess(Protocol):
    """Starts one more server, with further settings by name."""

    async def __call__(self, **more: str) -> "ServedProcess":
        """Give it once it answers requests."""


class ServedProcess:
    """A server process. Its port is the same after `start_again()`: the socket is ours, and it inherits it."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = dict(environ)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self.origin = f"http://localhost:{self.port}"
        self._log = tempfile.NamedTemporaryFile(prefix="webtherapy-served-")  # noqa: SIM115  (closed with the process)
        self._child: ChildProcess | None = None

    async def __aenter__(self) -> Self:
        await self.start_again()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()
        self._socket.close()
        self._log.close()

    @property
    def pid(self) -> int:
        """The process that runs now."""
        assert self._child is not None
        return self._child.pid

    async def start_again(self) -> None:
        """Start it on the same port; returns once it answers."""
        environ = {"WEBTHERAPY_PORT": str(self.port)} | self._environ
        self._child = await Worker(self._socket, environ, log=Path(self._log.name)).start()

    async def kill(self) -> None:
        """SIGKILL; returns when it is gone. Who connects now waits until it is started again."""
        assert self._child is not None
        self._child.send(signal.SIGKILL)
        await self._child.wait()

    async def stop(self) -> int:
        """Ask it to end; gives its exit status."""
        assert self._child is not None
        await self._child.stop((signal.SIGTERM, 5.0))
        return await self._child.wait()

    def log_text(self) -> str:
        """All that it has logged so far, over all its lives."""
        return Path(self._log.name).read_text()
