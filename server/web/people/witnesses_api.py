"""Witnesses of the record log over HTTP (protocol.md §1.8): whom the root names, what they saw, and where they bring it."""

from typing import Annotated, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.http.bodies import Answer, Body, SignedBody, answer, done, read
from server.practice.witnesses import accept_cosignature, accept_witnesses, witnessed
from server.roles import Role
from server.storage.audit import Act, note
from server.web.documents import signed_answer, signed_of
from server.web.practice import asked, practice_of

PREFIX: Final = "/messaging/v1/log"
MOST_NOTE_BYTES: Final = 4_096


class WitnessedAnswer(Answer, frozen=True, kw_only=True):
    """Who watches, by the root's word, and the newest that each of them cosigned."""

    witnesses: SignedBody | None
    cosigned: list[str]


class CosignedBody(Body, frozen=True, kw_only=True):
    """A checkpoint's text with a witness's line."""

    note: Annotated[str, msgspec.Meta(min_length=1, max_length=MOST_NOTE_BYTES)]


async def get_witnessed(request: Request) -> Response:
    """For anyone, as all that shows the log to be one."""
    async with practice_of(request).database.acquire() as connection:
        found = await witnessed(connection)
    signed = None if found.signed is None else signed_answer(found.signed)
    return answer(WitnessedAnswer(witnesses=signed, cosigned=found.cosigned))


async def post_cosignature(request: Request) -> Response:
    """From a witness, who is known by their line alone."""
    rooms, body = practice_of(request), await read(request, CosignedBody, most=2 * MOST_NOTE_BYTES)
    async with rooms.database.transaction() as connection:
        await accept_cosignature(connection, body.note, rooms.now())
    return done()


async def post_witnesses(request: Request) -> Response:
    """What the root signed, from an owner."""
    rooms, caller = await asked(request, Role.OWNER)
    body = await read(request, SignedBody)
    async with rooms.database.transaction() as connection:
        if await accept_witnesses(connection, signed_of(body)):
            await note(connection, Act.WITNESSES_KEPT, caller.account, rooms.now(), detail=signed_of(body).hash)
    return done()


def witness_routes() -> list[Route]:
    """All routes; the application's lifespan state has to hold `practice: Practice`."""
    return [
        Route(f"{PREFIX}/witnessed", get_witnessed, methods=["GET"]),
        Route(f"{PREFIX}/cosignatures", post_cosignature, methods=["POST"]),
        Route("/messaging/v1/witnesses", post_witnesses, methods=["POST"]),
    ]
