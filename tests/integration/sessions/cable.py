"""A cable to Valkey that can be cut and mended: real sockets in between, nothing pretended."""

import asyncio
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit


class Cable:
    """Listens on a unix socket and passes bytes to the real one and back."""

    def __init__(self, url: str, folder: Path) -> None:
        self._target = urlsplit(url)
        self._path = folder / "cable.sock"
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """Where to connect instead: the same address, another path."""
        return self._target._replace(path=str(self._path)).geturl()

    async def mend(self) -> None:
        """Let connections through."""
        self._path.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(self._through, str(self._path))

    async def cut(self) -> None:
        """Break all connections and take no new ones."""
        assert self._server is not None
        self._server.close()
        self._path.unlink(missing_ok=True)
        for writer in self._writers:
            writer.transport.abort()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._writers.clear()

    def stall(self) -> None:
        """Keep the connections that there are, but pass nothing more on them; new ones work."""
        for task in self._tasks:
            task.cancel()

    async def _through(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_unix_connection(self._target.path)
        self._writers |= {writer, far_writer}
        for source, sink in ((reader, far_writer), (far_reader, writer)):
            task = asyncio.create_task(_pump(source, sink))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await source.read(65_536):
            sink.write(piece)
            await sink.drain()
    sink.close()
