"""The front before two applications on unix sockets, over real connections."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from server.settings import Settings
from server.web.front.application import create_front
from server.web.front.http import MAX_BODY_BYTES

PROTOCOL = "webtherapy.v1"
WAITING = 400


class _Server(uvicorn.Server):
    """uvicorn inside of a test: it says when it answers and leaves signals alone."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                ws="websockets-sansio",
                lifespan="on",
                log_config=None,
                proxy_headers=False,
                timeout_graceful_shutdown=1,
            )
        )
        self.answering = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.answering.set()


@asynccontextmanager
async def _serving(app: ASGIApp, bound: socket.socket) -> AsyncIterator[None]:
    server = _Server(app)
    task = asyncio.create_task(server._serve([bound]))
    await server.answering.wait()
    try:
        yield
    finally:
        server.should_exit = True
        await task


def _upstream(name: str) -> Starlette:
    """An application that tells what reached it."""

    async def tell(request: Request) -> Response:
        body = await request.body()
        told = {"name": name, "path": request.url.path, "query": request.url.query, "bytes": len(body)}
        answer = JSONResponse(told | {"headers": dict(request.headers)})
        answer.set_cookie("seen", name)
        answer.headers["Keep-Alive"] = "timeout=5"
        return answer

    async def echo(websocket: WebSocket) -> None:
        if websocket.headers.get("origin") == "http://elsewhere":
            await websocket.send_denial_response(Response("no", 403))
            return
        await websocket.accept(PROTOCOL)
        await websocket.send_text(json.dumps(dict(websocket.headers)))
        while True:
            message = await websocket.receive()
            if message["type"] == "websocket.disconnect":
                return
            if message.get("text") == "close":
                await websocket.close(4401)
                return
            await websocket.send_bytes(message.get("bytes") or message["text"].encode())

    return Starlette(
        routes=[
            WebSocketRoute("/messaging/v1/socket", echo),
            Route("/{rest:path}", tell, methods=["GET", "POST"]),
        ]
    )


@dataclass(frozen=True)
class _Place:
    url: str
    port: int
    folder: Path


@pytest.fixture(name="place")
async def _place(tmp_path: Path) -> AsyncIterator[_Place]:
    """A front whose messaging side answers; nobody is on the identity side until a test puts someone there."""
    settings = Settings(identity_upstream=tmp_path / "i.sock", messaging_upstream=tmp_path / "m.sock")
    with socket.create_server(("127.0.0.1", 0)) as bound:
        port = bound.getsockname()[1]
        async with (
            _serving(_upstream("messaging"), _at(tmp_path / "m.sock")),
            _serving(create_front(settings), bound),
        ):
            yield _Place(f"http://127.0.0.1:{port}", port, tmp_path)


def _at(path: Path) -> socket.socket:
    bound = socket.socket(socket.AF_UNIX)
    bound.bind(str(path))
    return bound


@asynccontextmanager
async def _socket(place: _Place, **headers: str) -> AsyncIterator[ClientConnection]:
    url = f"ws://127.0.0.1:{place.port}/messaging/v1/socket?a=1"
    async with connect(url, subprotocols=[PROTOCOL], additional_headers=headers, proxy=None) as connection:  # type: ignore[list-item]
        yield connection


async def test_the_path_decides_who_answers(place: _Place) -> None:
    """Below /identity it is the identity application, anywhere else messaging; paths and queries arrive as they were."""
    async with (
        _serving(_upstream("identity"), _at(place.folder / "i.sock")),
        httpx.AsyncClient(base_url=place.url) as client,
    ):
        for path, name in (
            ("/identity/v1/x", "identity"),
            ("/identity", "identity"),
            ("/identityx", "messaging"),
            ("/", "messaging"),
        ):
            told = (await client.get(path + "?q=%20z")).json()
            assert (told["name"], told["path"], told["query"]) == (name, path, "q=%20z")


async def test_who_asked_is_said_by_the_front_alone(place: _Place) -> None:
    """Origin, Cookie and Host pass; claims about the client's address do not."""
    claims = {
        "X-Forwarded-For": "9.9.9.9",
        "Forwarded": "for=9.9.9.9",
        "Origin": "http://a",
        "Cookie": "c=1",
        "Host": "name.test",
    }
    async with httpx.AsyncClient(base_url=place.url) as client:
        answer = await client.get("/", headers=claims)
    seen = answer.json()["headers"]
    assert (seen["origin"], seen["cookie"], seen["host"]) == ("http://a", "c=1", "name.test")
    assert (seen["x-forwarded-for"], seen["x-forwarded-proto"]) == ("127.0.0.1", "http")
    assert "forwarded" not in seen
    assert answer.headers["set-cookie"].startswith("seen=messaging")
    assert "keep-alive" not in answer.headers
    assert "content-security-policy" in answer.headers


async def test_cookies_of_one_visitor_never_reach_another(place: _Place) -> None:
    """What an application sets for one is not sent along with the next request."""
    async with httpx.AsyncClient(base_url=place.url) as client:
        await client.get("/")
    async with httpx.AsyncClient(base_url=place.url) as stranger:
        assert "cookie" not in (await stranger.get("/")).json()["headers"]


async def test_bodies_pass_up_to_their_bound(place: _Place) -> None:
    """With a length or in pieces; beyond the bound it is 413, and the front goes on."""

    async def pieces(count: int) -> AsyncIterator[bytes]:
        for _ in range(count):
            yield bytes(65_536)

    async with httpx.AsyncClient(base_url=place.url) as client:
        assert (await client.post("/", content=bytes(MAX_BODY_BYTES))).json()["bytes"] == MAX_BODY_BYTES
        assert (await client.post("/", content=pieces(3))).json()["bytes"] == 3 * 65_536
        assert (await client.post("/", content=bytes(MAX_BODY_BYTES + 1))).status_code == 413
        assert (await client.post("/", content=pieces(17))).status_code == 413
        assert (await client.get("/")).status_code == 200


async def test_an_upstream_that_is_away_is_try_again(place: _Place) -> None:
    """503 with Retry-After for requests, a refused handshake for sockets; nobody else is disturbed."""
    async with httpx.AsyncClient(base_url=place.url) as client:
        answer = await client.get("/identity/v1/x")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
        assert (await client.get("/")).status_code == 200
    with pytest.raises(InvalidStatus) as caught:
        await connect(f"ws://127.0.0.1:{place.port}/identity/socket", proxy=None)
    assert caught.value.response.status_code == 503


async def test_hundreds_who_wait_at_one_application_keep_nobody_from_the_other(place: _Place) -> None:
    """Signing in is slow on purpose: everyone who waits there waits there, while pages and frames pass; then everyone is answered."""
    here, all_here, go = 0, asyncio.Event(), asyncio.Event()

    async def hold(request: Request) -> Response:
        nonlocal here
        await request.body()
        here += 1
        if here == WAITING:
            all_here.set()
        await go.wait()
        return Response("after all")

    slow = Starlette(routes=[Route("/identity/v1/sign-in", hold, methods=["POST"])])
    async with (
        _serving(slow, _at(place.folder / "i.sock")),
        httpx.AsyncClient(base_url=place.url, limits=httpx.Limits(), timeout=None) as crowd,  # noqa: S113 - pytest has one
        asyncio.TaskGroup() as group,
    ):
        guesses = [group.create_task(crowd.post("/identity/v1/sign-in", content=b"{}")) for _ in range(WAITING)]
        await all_here.wait()
        async with httpx.AsyncClient(base_url=place.url) as client, _socket(place) as connection:
            assert (await client.get("/")).status_code == 200
            await connection.recv()
            await connection.send(b"x")
            assert await connection.recv() == b"x"
        assert not any(guess.done() for guess in guesses)
        go.set()
        assert {(await guess).text for guess in guesses} == {"after all"}


async def test_frames_pass_both_ways_with_their_subprotocol(place: _Place) -> None:
    """Text stays text and bytes stay bytes, in order, and the handshake's headers arrive once."""
    async with _socket(place, Origin="http://a", Cookie="c=1") as connection:
        assert connection.subprotocol == PROTOCOL
        seen = json.loads(await connection.recv())
        assert (seen["origin"], seen["cookie"], seen["host"]) == ("http://a", "c=1", f"127.0.0.1:{place.port}")
        for number in range(20):
            await connection.send(bytes([number]))
        assert [await connection.recv() for _ in range(20)] == [bytes([number]) for number in range(20)]


async def test_the_close_code_of_an_application_reaches_the_browser(place: _Place) -> None:
    """4401 stays 4401."""
    async with _socket(place) as connection:
        await connection.recv()
        await connection.send("close")
        with pytest.raises(ConnectionClosed):
            await connection.recv()
        assert connection.close_code == 4401


async def test_a_refused_handshake_is_refused_as_it_was(place: _Place) -> None:
    """The browser gets the application's own answer."""
    with pytest.raises(InvalidStatus) as caught:
        async with _socket(place, Origin="http://elsewhere"):
            pass
    assert (caught.value.response.status_code, caught.value.response.body) == (403, b"no")


async def test_a_frame_that_is_too_large_ends_that_socket_only(place: _Place) -> None:
    """What the application sends beyond a frame's bound is not passed on."""
    async with _socket(place) as connection, _socket(place) as other:
        await connection.recv()
        await other.recv()
        await connection.send(bytes(65_537))
        with pytest.raises(ConnectionClosed):
            await connection.recv()
        await other.send(b"x")
        assert await other.recv() == b"x"
