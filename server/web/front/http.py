"""`HttpPassage`: a request on its way to an upstream's unix socket and its answer on the way back, both in pieces."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import aiohttp
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send
from yarl import URL

from server.errors import Refusal, RefusalCode
from server.web.front.headers import passing, towards_upstream

MAX_BODY_BYTES: Final = 1_048_576
"""No request of ours comes near it; the applications have narrower bounds of their own."""

MAX_CONNECTIONS: Final = 500
"""At once to one upstream; who comes then waits a little, and is told to come again."""

_PATIENCE: Final = aiohttp.ClientTimeout(total=None, connect=5.0, sock_connect=2.0, sock_read=30.0)
_RETRY_SECONDS: Final = 1.0
_NOTHING_OF_ITS_OWN: Final = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")


class HttpPassage:
    """To one upstream. It remembers no cookies, follows no redirection, unpacks nothing."""

    def __init__(self, upstream: Path) -> None:
        self._upstream = upstream
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Be ready to pass requests."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.UnixConnector(str(self._upstream), limit=MAX_CONNECTIONS),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=_PATIENCE,
            auto_decompress=False,
            skip_auto_headers=_NOTHING_OF_ITS_OWN,
        )

    async def close(self) -> None:
        """Give up all connections."""
        if self._session is not None:
            await self._session.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request; `try_again` when nobody is there, `too_large` when the body is."""
        body = _Body(receive) if _has_body(Headers(scope=scope)) else None
        try:
            response = await self._ask(scope, body)
        except (aiohttp.ClientError, TimeoutError):
            if body is not None and body.refusal is not None:
                raise body.refusal from None
            raise Refusal(RefusalCode.TRY_AGAIN, _RETRY_SECONDS) from None
        async with response:
            await _answer(response, send)

    async def _ask(self, scope: Scope, body: "_Body | None") -> aiohttp.ClientResponse:
        if self._session is None:
            raise Refusal(RefusalCode.TRY_AGAIN, _RETRY_SECONDS)
        raw_path = scope["raw_path"] + (b"?" + scope["query_string"] if scope["query_string"] else b"")
        return await self._session.request(
            scope["method"],
            URL("http://upstream" + raw_path.decode("latin-1"), encoded=True),
            headers=[(name.decode("latin-1"), value.decode("latin-1")) for name, value in towards_upstream(scope)],
            data=None if body is None else body.pieces(),
            allow_redirects=False,
        )


class _Body:
    """A request's body in pieces. What it refuses it also keeps: whoever sends it on says only that sending failed."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.refusal: Refusal | None = None

    async def pieces(self) -> AsyncIterator[bytes]:
        total, more = 0, True
        while more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise self._refused(RefusalCode.MALFORMED)
            piece = message.get("body", b"")
            total += len(piece)
            if total > MAX_BODY_BYTES:
                raise self._refused(RefusalCode.TOO_LARGE)
            yield piece
            more = message.get("more_body", False)

    def _refused(self, code: RefusalCode) -> Refusal:
        self.refusal = Refusal(code)
        return self.refusal


def _has_body(headers: Headers) -> bool:
    """Whether a body follows; refuses one whose announced length is too large before reading any of it."""
    length = headers.get("content-length")
    if length is not None and (not length.isdecimal() or int(length) > MAX_BODY_BYTES):
        raise Refusal(RefusalCode.TOO_LARGE)
    return length is not None or "transfer-encoding" in headers


async def _answer(response: aiohttp.ClientResponse, send: Send) -> None:
    headers = passing([(name.lower(), value) for name, value in response.raw_headers])
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    async for piece in response.content.iter_any():
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})
