"""`TcpProxy`: a network that can be cut. An emulated off-line switch would spare sockets that are open; this one does not."""

import asyncio
from contextlib import suppress
from typing import Self


class TcpProxy:
    """Passes bytes between 127.0.0.1:`port` and a server. While it is cut, nothing passes and nobody can connect."""

    def __init__(self) -> None:
        self._server: asyncio.Server | None = None
        self._target: tuple[str, int] = ("127.0.0.1", 0)
        self._links: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._passing = asyncio.Event()
        self.port = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.cut()
        for link in list(self._links):
            link.cancel()
        await asyncio.gather(*self._links, return_exceptions=True)

    async def open(self, target_port: int, *, host: str = "127.0.0.1") -> int:
        """Start passing to a server; gives the port to connect to, which stays the same through cuts."""
        self._target = (host, target_port)
        await self.restore()
        return self.port

    async def cut(self) -> None:
        """Reset every connection, and refuse new ones."""
        self._passing.clear()
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in list(self._writers):
            writer.transport.abort()

    async def restore(self) -> None:
        """Let new connections through again."""
        if self._server is None:
            self._passing.set()
            self._server = await asyncio.start_server(self._link, "127.0.0.1", self.port)
            self.port = int(self._server.sockets[0].getsockname()[1])

    def stall(self) -> None:
        """Keep connections open but pass nothing, as a network does that drops every packet."""
        self._passing.clear()

    def resume(self) -> None:
        """Pass again what waited."""
        self._passing.set()

    async def _link(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._links.add(task)
        ends = {writer}
        self._writers.add(writer)  # before anything is awaited: a cut must find it
        try:
            far_reader, far_writer = await asyncio.open_connection(*self._target)
            ends.add(far_writer)
            self._writers.add(far_writer)
            if writer.transport.is_closing():
                return  # it was cut meanwhile
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pass(reader, far_writer))
                group.create_task(self._pass(far_reader, writer))
        except OSError:
            pass
        finally:
            self._writers -= ends
            for each in ends:
                each.transport.abort()
            self._links.discard(task)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while chunk := await reader.read(65_536):
                await self._passing.wait()
                writer.write(chunk)
                await writer.drain()
            if writer.can_write_eof():
                writer.write_eof()
