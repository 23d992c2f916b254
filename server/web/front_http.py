"""`HttpPassage`: a request on its way to an upstream's unix socket and its answer on the way back, both in pieces."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import httpx
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from server.errors import Refusal, RefusalCode
from server.web.front_headers import passing, towards_upstream

MAX_BODY_BYTES: Final = 1_048_576
"""No request of ours comes near it; the applications have narrower bounds of their own."""

_SECONDS: Final = {"connect": 2.0, "read": 30.0, "write": 30.0, "pool": 5.0}
_RETRY_SECONDS: Final = 1.0


class HttpPassage:
    """To one upstream. A bare transport: a client would remember cookies."""

    def __init__(self, upstream: Path) -> None:
        limits = httpx.Limits(max_connections=200, max_keepalive_connections=50)
        self._transport = httpx.AsyncHTTPTransport(uds=str(upstream), limits=limits)

    async def close(self) -> None:
        """Give up all connections."""
        await self._transport.aclose()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request; `try_again` when nobody is there, `too_large` when the body is."""
        try:
            response = await self._transport.handle_async_request(_request(scope, receive))
        except httpx.TransportError:
            raise Refusal(RefusalCode.TRY_AGAIN, _RETRY_SECONDS) from None
        try:
            await send(
                {"type": "http.response.start", "status": response.status_code, "headers": _answer_headers(response)}
            )
            assert isinstance(response.stream, httpx.AsyncByteStream)
            async for piece in response.stream:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            await response.aclose()


def _request(scope: Scope, receive: Receive) -> httpx.Request:
    raw_path = scope["raw_path"] + (b"?" + scope["query_string"] if scope["query_string"] else b"")
    return httpx.Request(
        scope["method"],
        httpx.URL(scheme="http", host="upstream", raw_path=raw_path),
        headers=towards_upstream(scope),
        content=_body(receive) if _has_body(Headers(scope=scope)) else None,
        extensions={"timeout": _SECONDS},
    )


def _has_body(headers: Headers) -> bool:
    """Whether a body follows; refuses one whose announced length is too large before reading any of it."""
    length = headers.get("content-length")
    if length is not None and (not length.isdecimal() or int(length) > MAX_BODY_BYTES):
        raise Refusal(RefusalCode.TOO_LARGE)
    return length is not None or "transfer-encoding" in headers


async def _body(receive: Receive) -> AsyncIterator[bytes]:
    total = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refusal(RefusalCode.MALFORMED)
        piece = message.get("body", b"")
        total += len(piece)
        if total > MAX_BODY_BYTES:
            raise Refusal(RefusalCode.TOO_LARGE)
        yield piece
        if not message.get("more_body", False):
            return


def _answer_headers(response: httpx.Response) -> list[tuple[bytes, bytes]]:
    return passing([(name.lower(), value) for name, value in response.headers.raw])
