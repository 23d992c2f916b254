"""A small application behind the real door, for the tests of each of its parts."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import Message, Scope
from starlette.websockets import WebSocket

from server.errors import Refusal, RefusalCode, StorageFault
from server.http.door import behind_the_door
from server.http.site import Site

LOOPBACK = Site("http://localhost:8000")
PUBLIC = Site("https://therapy.example.org")


async def hello(_request: Request) -> Response:
    """An ordinary answer that names our software, as servers like to."""
    return PlainTextResponse("hello", headers={"Server": "somebody", "X-Powered-By": "something"})


async def refuse(_request: Request) -> Response:
    """A refusal."""
    raise Refusal(RefusalCode.TOO_FAST, 2.2)


async def fault(_request: Request) -> Response:
    """A database that is away."""
    raise StorageFault


async def mistake(_request: Request) -> Response:
    """What nobody foresaw, with a text that must not travel."""
    raise ValueError("canary-in-an-exception")


async def socket(websocket: WebSocket) -> None:
    """A socket."""
    await websocket.accept()


ROUTES: Sequence[BaseRoute] = (
    Route("/hello", hello, methods=["GET", "POST"]),
    Route("/messaging/v1/hello", hello, methods=["GET"]),
    Route("/refuse", refuse),
    Route("/fault", fault),
    Route("/mistake", mistake),
    WebSocketRoute("/socket", socket),
)


@asynccontextmanager
async def _nothing(_application: Starlette) -> AsyncIterator[None]:
    yield


def application(site: Site, routes: Sequence[BaseRoute] = ROUTES) -> Starlette:
    """The routes behind the door."""
    return behind_the_door(routes, site, _nothing)


def visitor(site: Site, routes: Sequence[BaseRoute] = ROUTES) -> httpx.AsyncClient:
    """A client that speaks to the application directly and, unless it says otherwise, from its own origin."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(application(site, routes), raise_app_exceptions=True),
        base_url=site.origin,
        headers={"Origin": site.origin},
    )


async def handshake(site: Site, headers: Sequence[tuple[bytes, bytes]]) -> list[Message]:
    """What the application sends to a socket's handshake with these headers."""
    scope: Scope = {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "path": "/socket",
        "raw_path": b"/socket",
        "query_string": b"",
        "scheme": "ws",
        "headers": list(headers),
        "subprotocols": [],
        "extensions": {"websocket.http.response": {}},
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    await application(site)(scope, receive, send)
    return sent
