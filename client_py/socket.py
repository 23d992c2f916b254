"""The socket half of the protocol (protocol.md §2): one WebSocket of binary messages, nothing interpreted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, InvalidStatus
from websockets.typing import Origin, Subprotocol

from client_py import documents
from client_py.codes import known_code
from client_py.documents import Problem
from client_py.http import Http
from client_py.reasons import known_reason
from server.errors import ProofError, Refusal, RefusalCode
from server.protocol.frames import SUBPROTOCOL
from server.protocol.limits import MAX_FRAME_BYTES

PATH: Final = "/messaging/v1/socket"
CLOSE_SIGNED_OUT: Final = 4401
_OPEN_SECONDS: Final = 10.0
_CLOSE_SECONDS: Final = 2.0
_SLACK_BYTES: Final = 4096
"""Around a full delivery stand its own map, tags and heads."""


@asynccontextmanager
async def dial(http: Http, origin: str | None = None) -> AsyncIterator[ClientConnection]:
    """A socket of the same sign-in session; OSError or `Refusal` when there is none to be had."""
    host, port = http.address
    try:
        connection = await connect(
            http.url.replace("http", "ws", 1) + PATH,
            origin=Origin(origin or http.url),
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            additional_headers={"Cookie": http.cookie},
            compression=None,  # lengths would tell of contents
            max_size=MAX_FRAME_BYTES + _SLACK_BYTES,
            open_timeout=_OPEN_SECONDS,
            close_timeout=_CLOSE_SECONDS,
            proxy=None,
            host=host,
            port=port,
        )
    except InvalidHandshake as error:
        raise _refusal(error) from None
    async with connection:
        yield connection


def _refusal(error: InvalidHandshake) -> Refusal:
    """What the problem document means; TRY_AGAIN when something in between spoke for the server."""
    try:
        said = documents.read(Problem, bytes(error.response.body) if isinstance(error, InvalidStatus) else b"")
    except ProofError:
        return Refusal(RefusalCode.TRY_AGAIN, 1.0)
    code = known_code(said.type.removeprefix("urn:webtherapy:"))
    return Refusal(code, 1.0, reason=known_reason(said.reason))
