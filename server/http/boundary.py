"""The last place an exception can reach. Beyond it stands only the web server, which would print what it says."""

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.errors import ClosingRefusal, Refusal, RefusalCode
from server.http.problems import problem, refusal_of
from server.log import get_log

_log = get_log("http")

CLOSE_FAULT = 1011


class Boundary:
    """Turns exceptions into problem documents, also before a handshake is accepted; after it, into a close code."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let it in, and let nothing out that is not an answer."""
        begun = False

        async def send_noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_noting)
        except ClientDisconnect:
            return
        except Exception as exception:  # the last rung: nothing foreseen is left
            if scope["type"] == "lifespan":
                raise
            _note(exception)
            await _answer(exception, scope, receive, send, begun=begun)


async def _answer(exception: Exception, scope: Scope, receive: Receive, send: Send, *, begun: bool) -> None:
    if scope["type"] == "websocket" and begun:
        closing = exception.close_code if isinstance(exception, ClosingRefusal) else CLOSE_FAULT
        await send({"type": "websocket.close", "code": closing})
    elif not begun:
        # Starlette sends it as an ordinary answer, or as the refusal of a handshake.
        await problem(exception)(scope, receive, send)


def _note(exception: Exception) -> None:
    """Refusals are answers; anything else is ours to mend. The exception's text stays here: it may repeat the input."""
    refusal = refusal_of(exception)
    if refusal is None:
        _log.error("request_failed", error=type(exception).__name__)
    elif refusal.code is RefusalCode.TRY_AGAIN:
        _log.warning("request_postponed", error=type(exception).__name__)


async def routing_problem(_request: Request, _exception: Exception) -> Response:
    """What the router refuses, an unknown path or method, is one answer: there is no such page."""
    return problem(Refusal(RefusalCode.NOT_FOUND))


ROUTING_PROBLEMS = {HTTPException: routing_problem}
