"""A socket to an application in the test's own process: its handshake, its frames, and what a handshake that is refused answers."""

import asyncio
from collections.abc import AsyncIterator, MutableMapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp

from server.http.site import Site
from server.protocol import codec, frames

PATIENCE = 60.0
"""Seconds until we say that nothing comes: a bound on hanging, not a measure of speed."""

Sent = MutableMapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """An answer to a request, or to a frame, as bytes on the wire."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    content: bytes


@dataclass(slots=True)
class Wire:
    """One socket. `refused` is what the handshake was answered when it was not accepted."""

    incoming: asyncio.Queue[Sent] = field(default_factory=asyncio.Queue)
    outgoing: asyncio.Queue[Sent] = field(default_factory=asyncio.Queue)
    refused: Said | None = None

    async def send(self, frame: frames.ClientFrame) -> None:
        """One lawful frame."""
        await self.incoming.put({"type": "websocket.receive", "bytes": codec.encode(frame)})

    async def ask(self, frame: frames.ClientFrame) -> bytes:
        """Send, and give the answer with the same ref as it came; what comes in between is passed over."""
        await self.send(frame)
        while True:
            data: bytes = (await self.next())["bytes"]
            if getattr(codec.decode_server_frame(data), "ref", None) == getattr(frame, "ref", -1):
                return data

    async def next(self) -> Sent:
        """What the application says next."""
        async with asyncio.timeout(PATIENCE):
            return await self.outgoing.get()

    async def handshake(self) -> None:
        """Be accepted, or learn why not."""
        await self.incoming.put({"type": "websocket.connect"})
        first = await self.next()
        if first["type"] != "websocket.accept":
            body = b""
            while (part := await self.next())["type"] == "websocket.http.response.body":
                body += part.get("body", b"")
                if not part.get("more_body", False):
                    break
            self.refused = Said(first["status"], tuple(first["headers"]), body)


@asynccontextmanager
async def dialled(app: ASGIApp, site: Site, cookies: Sequence[str]) -> AsyncIterator[Wire]:
    """A socket from one of our own pages, with these cookies."""
    wire = Wire()
    headers = [(b"host", site.origin.partition("//")[2].encode()), (b"origin", site.origin.encode())]
    headers += [(b"cookie", "; ".join(cookies).encode())] if cookies else []
    scope = {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "ws",
        "path": "/messaging/v1/socket",
        "raw_path": b"/messaging/v1/socket",
        "query_string": b"",
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 50_000),
        "server": ("localhost", 8000),
        "subprotocols": [frames.SUBPROTOCOL],
        "extensions": {"websocket.http.response": {}},
    }

    async def serve() -> None:
        await app(scope, wire.incoming.get, wire.outgoing.put)

    served = asyncio.create_task(serve())
    try:
        await wire.handshake()
        yield wire
    finally:
        await wire.incoming.put({"type": "websocket.disconnect", "code": 1000})
        async with asyncio.timeout(PATIENCE):
            await served
