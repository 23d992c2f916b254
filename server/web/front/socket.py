"""A WebSocket through the front: one connection to the upstream, two pumps, and the close code of whoever closes."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send
from websockets.asyncio.client import ClientConnection, unix_connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI
from websockets.http11 import Response
from websockets.typing import Subprotocol

from server.errors import Refusal, RefusalCode
from server.protocol.limits import MAX_FRAME_BYTES
from server.web.front.headers import Header, passing, towards_upstream

_OPEN_SECONDS: Final = 5.0
_CLOSE_SECONDS: Final = 1.0
_RETRY_SECONDS: Final = 1.0
_GOING_AWAY: Final = 1001
_NO_CODE: Final = frozenset({1005, 1006, 1015})
"""Codes that say how a connection ended but may not be sent."""


async def pass_socket(upstream: Path, scope: Scope, receive: Receive, send: Send) -> None:
    """Pass one socket until either side closes it. The upstream's refusal of the handshake goes back as it is."""
    await receive()  # websocket.connect
    try:
        connection = await _connect(upstream, scope)
    except InvalidStatus as refused:
        await _refuse(refused.response, send)
        return
    except InvalidURI:
        raise Refusal(RefusalCode.BAD_ORIGIN) from None
    except (OSError, TimeoutError, InvalidHandshake):
        raise Refusal(RefusalCode.TRY_AGAIN, _RETRY_SECONDS) from None
    async with connection:
        await send({"type": "websocket.accept", "subprotocol": connection.subprotocol, "headers": _chosen(connection)})
        await _pump_both_ways(connection, receive, send)


async def _connect(upstream: Path, scope: Scope) -> ClientConnection:
    headers = [header for header in towards_upstream(scope) if not _is_the_handshakes_own(header)]
    query = "?" + scope["query_string"].decode("latin-1") if scope["query_string"] else ""
    host = Headers(scope=scope).get("host", "localhost")
    return await unix_connect(
        str(upstream),
        f"ws://{host}{scope['raw_path'].decode('latin-1')}{query}",
        subprotocols=[Subprotocol(name) for name in scope["subprotocols"]] or None,
        additional_headers=[(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers],
        user_agent_header=None,
        compression=None,
        proxy=None,
        open_timeout=_OPEN_SECONDS,
        close_timeout=_CLOSE_SECONDS,
        ping_interval=None,  # both ends ping through us or on their own connection; the front would only add noise
        max_size=MAX_FRAME_BYTES,
    )


def _is_the_handshakes_own(header: Header) -> bool:
    """The new connection has its own; Host it takes from the address, which holds the browser's."""
    return header[0] == b"host" or header[0].startswith(b"sec-websocket-")


def _chosen(connection: ClientConnection) -> list[Header]:
    """The accepting answer's own headers, such as cookies."""
    assert connection.response is not None
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in connection.response.headers.raw_items()]
    return [header for header in passing(raw) if not header[0].startswith(b"sec-websocket-")]


async def _refuse(response: Response, send: Send) -> None:
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in response.headers.raw_items()]
    body = response.body or b""
    headers = [
        *(header for header in passing(raw) if header[0] != b"content-length"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "websocket.http.response.start", "status": response.status_code, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": bytes(body)})


async def _pump_both_ways(connection: ClientConnection, receive: Receive, send: Send) -> None:
    inward = asyncio.create_task(_inward(connection, receive))
    outward = asyncio.create_task(_outward(connection, send))
    try:
        done, _ = await asyncio.wait({inward, outward}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (inward, outward):
            task.cancel()
        await asyncio.gather(inward, outward, return_exceptions=True)
    if outward in done:
        code = connection.close_code or _GOING_AWAY
        await send({"type": "websocket.close", "code": _GOING_AWAY if code in _NO_CODE else code})


async def _inward(connection: ClientConnection, receive: Receive) -> None:
    """From the browser to the upstream."""
    with suppress(ConnectionClosed):
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                code = message.get("code", _GOING_AWAY)
                await connection.close(_GOING_AWAY if code in _NO_CODE else code)
                return
            frame = message.get("bytes")
            await connection.send(frame if frame is not None else message["text"])


async def _outward(connection: ClientConnection, send: Send) -> None:
    """From the upstream to the browser, one frame at a time: a slow reader holds the upstream back, not our memory."""
    with suppress(ConnectionClosed):
        while True:
            frame = await connection.recv()
            await send({"type": "websocket.send", "bytes" if isinstance(frame, bytes) else "text": frame})
