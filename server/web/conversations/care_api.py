"""Care over time over HTTP (protocol.md §1.6): closing a conversation, and letting the next therapist read it."""

import re
from typing import Annotated, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.channels.histories import accept_history, own_wraps
from server.crypto.canonical import MAX_UINT
from server.crypto.epoch import WRAP_BYTES
from server.crypto.history import MAX_GRANTED
from server.http.bodies import Answer, Blob, Body, Id, Signature, SignedBody, SignedBytes, answer, decode, done, read
from server.http.signed_in import signed_in
from server.ids import ConversationId
from server.web.documents import signed_of
from server.web.practice import Practice
from server.web.rooms import Messaging

PREFIX: Final = "/messaging/v1"


class EpochWrap(Blob, least=WRAP_BYTES, most=WRAP_BYTES):
    """An epoch's secret, sealed to one (crypto.md §5.2)."""


class HistoryBody(Body, frozen=True, kw_only=True):
    """A grant, and its wraps in the order of its rows."""

    grant: SignedBody
    wraps: Annotated[tuple[EpochWrap, ...], msgspec.Meta(min_length=1, max_length=MAX_GRANTED)]


class WrapsQuery(Body, frozen=True, kw_only=True):
    """Whose wraps, and beyond which epoch."""

    conversation: Id
    after: Annotated[int, msgspec.Meta(ge=0, le=MAX_UINT)] = 0


class OwnWrapAnswer(Answer, frozen=True, kw_only=True):
    """An epoch, and the caller's own wrap for it."""

    epoch: int
    header: SignedBytes
    signature: Signature
    wrap: Blob


class OwnWrapsAnswer(Answer, frozen=True, kw_only=True):
    """As many as one grant may name."""

    epochs: list[OwnWrapAnswer]


async def post_closing(request: Request) -> Response:
    """The caller's closing of a conversation."""
    rooms = request.state.messaging
    assert isinstance(rooms, Messaging)  # the composition's promise, for the type checker
    caller = await signed_in(request, rooms.sessions, rooms.site)
    await rooms.closings.close(caller.account, signed_of(await read(request, SignedBody)))
    return done()


async def post_history(request: Request) -> Response:
    """What the caller, a client, lets the next therapist read."""
    rooms = _practice(request)
    caller = await signed_in(request, rooms.sessions, rooms.site)
    body = await read(request, HistoryBody)
    async with rooms.database.transaction() as connection:
        await accept_history(
            connection, caller.account, signed_of(body.grant), [bytes(wrap) for wrap in body.wraps], rooms.now()
        )
    return done()


async def get_wraps(request: Request) -> Response:
    """The caller's own wraps of a conversation whose client they are."""
    rooms = _practice(request)
    caller = await signed_in(request, rooms.sessions, rooms.site)
    asked = _query(request)
    async with rooms.database.acquire() as connection:
        found = await own_wraps(connection, caller.account, ConversationId(bytes(asked.conversation)), asked.after)
    return answer(
        OwnWrapsAnswer(
            epochs=[
                OwnWrapAnswer(
                    epoch=each.epoch,
                    header=SignedBytes(each.header),
                    signature=Signature(each.signature),
                    wrap=Blob(each.wrap),
                )
                for each in found
            ]
        )
    )


def care_routes() -> list[Route]:
    """All routes; the application's lifespan state has to hold `practice: Practice` and `messaging: Messaging`."""
    return [
        Route(f"{PREFIX}/closings", post_closing, methods=["POST"]),
        Route(f"{PREFIX}/histories", post_history, methods=["POST"]),
        Route(f"{PREFIX}/wraps", get_wraps, methods=["GET"]),
    ]


def _practice(request: Request) -> Practice:
    rooms = request.state.practice
    assert isinstance(rooms, Practice)  # the composition's promise, for the type checker
    return rooms


def _query(request: Request) -> WrapsQuery:
    """A question in the address; its numbers are decimal, everything else as in a body."""
    fields: dict[str, str | int] = dict(request.query_params)
    if re.fullmatch(r"[0-9]{1,16}", str(fields.get("after", "0")), re.ASCII):
        fields["after"] = int(fields.get("after", 0))
    return decode(msgspec.json.encode(fields), WrapsQuery)
