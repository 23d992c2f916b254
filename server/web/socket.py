"""The socket (protocol.md §2): one reader, one writer, one boundary that turns whatever happens into a close code.

Host and Origin were checked at the door, before anything here; who is signed in is checked before the connection is accepted.
"""

import asyncio
from collections import Counter
from typing import Final

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from server.errors import ClosingRefusal, Fault, ProofError, Refusal, RefusalCode
from server.http.signed_in import presented_token, signed_in
from server.ids import SignInId
from server.log import get_log
from server.protocol.codec import decode_client_frame, encode
from server.protocol.frames import SUBPROTOCOL, AnyClientFrame
from server.protocol.session import State
from server.sessions.sign_in_session import sign_in_id
from server.web.connection import Connection, Ending, refused_frame
from server.web.dispatch import dispatch, leave
from server.web.rooms import Messaging

CLOSE_TEXT: Final = 1003
CLOSE_FAULT: Final = 1011
CLOSING_SECONDS: Final = 2.0
"""How long the last words may take to be written; one who is cut off for not reading will not read them."""

TRY_AGAIN_SECONDS: Final = 1.0

_log = get_log("web")


def socket_routes() -> list[WebSocketRoute]:
    """The one route; the application's lifespan state has to hold `messaging: Messaging`."""
    open_sockets: Counter[SignInId] = Counter()

    async def endpoint(websocket: WebSocket) -> None:
        rooms = websocket.state.messaging
        assert isinstance(rooms, Messaging)  # the composition's promise, for the type checker
        token = presented_token(websocket, rooms.site)
        if token is None:
            raise Refusal(RefusalCode.SIGNED_OUT)
        name = sign_in_id(token)
        if open_sockets[name] >= rooms.sockets_per_session:
            raise Refusal(RefusalCode.TOO_FAST, TRY_AGAIN_SECONDS)
        open_sockets[name] += 1
        try:
            await _serve(websocket, rooms, token)
        finally:
            open_sockets[name] -= 1
            if not open_sockets[name]:
                del open_sockets[name]

    return [WebSocketRoute("/messaging/v1/socket", endpoint)]


async def _serve(websocket: WebSocket, rooms: Messaging, token: bytes) -> None:
    """From the handshake to the end. A Refusal before the acceptance is the handshake's answer."""
    ending, loop = Ending(), asyncio.get_running_loop()
    # Watched before it is looked up, so that no end of the sign-in session falls between.
    with rooms.endings.telling(sign_in_id(token), ending.signed_out):
        caller = await signed_in(websocket, rooms.sessions, rooms.site)
        if SUBPROTOCOL not in websocket.scope["subprotocols"]:
            raise Refusal(RefusalCode.MALFORMED)
        connection = Connection(caller, ending, rooms.limits, loop.time())
        hello_timer = _hello_timer(connection)
        try:
            await websocket.accept(SUBPROTOCOL)
            await _say_why(websocket, await _live(websocket, rooms, connection))
        finally:
            hello_timer.cancel()
            connection.outgoing.close()
            leave(rooms, connection)


def _hello_timer(connection: Connection) -> asyncio.TimerHandle:
    def late() -> None:
        if connection.session.state is State.AWAITING_HELLO:
            connection.ending.end(connection.session.expired())

    deadline = connection.session.deadline()
    assert deadline is not None  # a connection begins by waiting for hello
    return asyncio.get_running_loop().call_at(deadline, late)


async def _live(websocket: WebSocket, rooms: Messaging, connection: Connection) -> ClosingRefusal | int | None:
    """Read and write until it ends; why it ended: a refusal, a bare close code, or None when the other side has gone."""
    why: ClosingRefusal | int | None = None
    try:
        async with asyncio.TaskGroup() as group:
            others = [group.create_task(_write(websocket, connection)), group.create_task(_end(connection))]
            await _read(websocket, rooms, connection)
            for other in others:
                other.cancel()
    except* WebSocketDisconnect:
        why = None
    except* ClosingRefusal as refusals:
        why = next(each for each in refusals.exceptions if isinstance(each, ClosingRefusal))
    except* Exception as faults:  # noqa: BLE001 - the last rung: whatever it was, the other side learns nothing of it
        _log.error("socket_failed", exc_info=faults.exceptions[0])
        why = CLOSE_FAULT
    return why


async def _read(websocket: WebSocket, rooms: Messaging, connection: Connection) -> None:
    """Frame after frame, one at a time, until the other side goes. Beyond so many unanswered posts it waits."""
    clock = asyncio.get_running_loop().time
    while True:
        message = await websocket.receive()
        if message["type"] == "websocket.disconnect":
            return
        data = message.get("bytes")
        if data is None:
            raise ClosingRefusal(RefusalCode.MALFORMED, CLOSE_TEXT)
        await _take(rooms, connection, decode_client_frame(data), clock())
        await connection.until_it_may_read()


async def _take(rooms: Messaging, connection: Connection, frame: AnyClientFrame, now: float) -> None:
    """One frame: in turn, then to its room. What only concerns this frame is answered here."""
    try:
        command = connection.session.receive(frame, now)
    except ClosingRefusal:
        raise
    except Refusal as refusal:
        connection.send(refused_frame(_ref(frame), refusal))
        return
    try:
        await dispatch(rooms, connection, command)
    except ClosingRefusal:
        raise
    except (Refusal, ProofError, Fault) as exception:
        shown = _refusal_of(exception)
        if shown.code is RefusalCode.SIGNED_OUT:
            connection.ending.signed_out(shown.reason)
        else:
            connection.not_done(frame, shown)


def _refusal_of(exception: Refusal | ProofError | Fault) -> Refusal:
    """The ladder for a single frame (protocol.md §5)."""
    match exception:
        case Refusal():
            return exception
        case ProofError():
            return Refusal(RefusalCode.BAD_SIGNATURE)
        case Fault():
            return Refusal(RefusalCode.TRY_AGAIN, TRY_AGAIN_SECONDS)


def _ref(frame: AnyClientFrame) -> int | None:
    return getattr(frame, "ref", None)


async def _write(websocket: WebSocket, connection: Connection) -> None:
    """Whatever waits, in order. A reader that takes nothing holds up only this."""
    take, send = connection.outgoing.take, websocket.send
    while True:
        await send({"type": "websocket.send", "bytes": await take()})


async def _end(connection: Connection) -> None:
    """Ends the others when there is a reason to."""
    raise await connection.ending.why


async def _say_why(websocket: WebSocket, why: ClosingRefusal | int | None) -> None:
    """The last words: the code of the refusal, then the close code (protocol.md §6)."""
    if why is None:
        return
    try:
        async with asyncio.timeout(CLOSING_SECONDS):
            if isinstance(why, ClosingRefusal):
                await websocket.send({"type": "websocket.send", "bytes": encode(refused_frame(None, why))})
                await websocket.close(why.close_code)
            else:
                await websocket.close(why)
    except (TimeoutError, WebSocketDisconnect, RuntimeError):
        # It is gone already, or does not read.
        return
