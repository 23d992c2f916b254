"""`Worker`: one serving process on a socket that its parent holds, so that nobody is refused while it is started again."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from server.errors import ConfigurationError
from server.storage.embedded.process import ChildProcess

_START_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 2.0


class Worker:
    """`python -m server serve` as a supervised service; `environ` holds all its settings; `log` takes its lines instead of our stderr."""

    name = "web"

    def __init__(self, bound: socket.socket, environ: Mapping[str, str], *, log: Path | None = None) -> None:
        self._bound = bound
        self._log = log
        self._environ = dict(environ)

    async def start(self) -> ChildProcess:
        """Start it; returns when it answers requests. ConfigurationError when it ends instead: it has said why."""
        reader, writer = os.pipe()
        words = [sys.executable, "-m", "server", "serve"]
        words += [f"--socket-number={self._bound.fileno()}", f"--ready-number={writer}"]
        try:
            child = await ChildProcess.start(
                words,
                orphan_signal=signal.SIGTERM,
                environ=self._environ,
                folder=Path.cwd(),
                log=self._log,
                keep=(self._bound.fileno(), writer),
            )
        finally:
            os.close(writer)
        try:
            ready = await asyncio.wait_for(_read_line(reader), _START_SECONDS)
        except BaseException:
            await self.stop(child)
            raise
        if not ready:
            await self.stop(child)
            raise ConfigurationError("a web process did not start")
        return child

    async def stop(self, child: ChildProcess) -> None:
        """Let it answer what it has begun, then end."""
        await child.stop((signal.SIGTERM, _STOP_SECONDS))


async def _read_line(descriptor: int) -> bytes:
    """A line of a pipe; empty when its other end closes first."""
    reader = asyncio.StreamReader()
    with os.fdopen(descriptor, "rb", buffering=0) as pipe:
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), pipe
        )
        try:
            return await reader.readline()
        finally:
            transport.close()
