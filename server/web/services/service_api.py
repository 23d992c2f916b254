"""What a practice's other systems may do (protocol.md §1.7): by a token, and nothing else. `openapi.py` describes these routes."""

import re
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.crypto.service import Service
from server.errors import Refusal, RefusalCode
from server.http.bodies import Blob, BodyT, Id, answer, decode_blob, done, read
from server.ids import AccountId
from server.practice.bundles import accept_bundle
from server.practice.notices import accept_service_notice
from server.practice.overview import overview
from server.practice.people import certified_people, person_in_force
from server.practice.services import shown
from server.roles import Role
from server.sessions.cookie import token_of
from server.storage.database import Connection
from server.web.documents import BundleBody, person_answer, practice_answer, signed_of
from server.web.letters.notices_api import NoticeBody
from server.web.mail import Mail, mail_of
from server.web.services.openapi import document
from server.web.services.service_answer import ServiceAnswer

PREFIX: Final = "/messaging/v1/service"
TOLD: Final = frozenset({Role.CLIENT, Role.THERAPIST})
"""Whom these systems write to."""

_BEARER: Final = re.compile(r"Bearer +(\S+)", re.ASCII | re.IGNORECASE)


async def get_service(request: Request) -> Response:
    """Whose token this is, and how far its keys have come."""
    mail = mail_of(request)
    async with mail.database.transaction() as connection:
        service = await _asked(request, mail, connection)
        person = await person_in_force(connection, service.account)
    return answer(
        ServiceAnswer(
            account=Blob(service.account),
            name=service.name,
            kinds=[each.value for each in service.kinds],
            expires_at=service.expires_at,
            person=None if person is None else person_answer(person),
        )
    )


async def get_practice(request: Request) -> Response:
    """The practice, to verify recipients with."""
    mail = mail_of(request)
    async with mail.database.transaction() as connection:
        await _asked(request, mail, connection)
        return answer(practice_answer(await overview(connection)))


async def get_person(request: Request) -> Response:
    """A client or a therapist, to seal to."""
    mail, account = mail_of(request), request.path_params["account"]
    async with mail.database.transaction() as connection:
        await _asked(request, mail, connection)
        people = await certified_people(connection, [AccountId(bytes(decode_blob(account, Id)))])
    if not people or people[0].role not in TOLD:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    return answer(person_answer(people[0]))


async def post_bundle(request: Request) -> Response:
    """The system's own keys, which then wait for a certificate."""
    mail, body = await _read(request, BundleBody)
    async with mail.database.transaction() as connection:
        service = await _asked(request, mail, connection)
        await accept_bundle(
            connection,
            service.account,
            Role.SERVICE,
            signed_of(body.bundle),
            body.predecessor_signature,
            anew=False,
        )
    return done()


async def post_notice(request: Request) -> Response:
    """A notice, sealed and signed where it was written."""
    mail, body = await _read(request, NoticeBody)
    async with mail.database.transaction() as connection:
        service = await _asked(request, mail, connection)
        changed = await accept_service_notice(
            connection, service, signed_of(body.notice), bytes(body.sealed), mail.now()
        )
    mail.ring(changed)
    return done()


async def get_openapi(_: Request) -> Response:
    """The description of all this, for whoever asks."""
    return Response(document(), media_type="application/json")


def service_routes() -> list[Route]:
    """All routes, with full paths; the application's lifespan state has to hold `mail: Mail`."""
    return [
        Route(PREFIX, get_service, methods=["GET"]),
        Route(f"{PREFIX}/practice", get_practice, methods=["GET"]),
        Route(f"{PREFIX}/people/{{account}}", get_person, methods=["GET"]),
        Route(f"{PREFIX}/bundle", post_bundle, methods=["POST"]),
        Route(f"{PREFIX}/notices", post_notice, methods=["POST"]),
        Route("/messaging/v1/openapi.json", get_openapi, methods=["GET"]),
    ]


async def _asked(request: Request, mail: Mail, connection: Connection) -> Service:
    """Whose token came with the request; it stands until the transaction ends."""
    said = request.headers.getlist("authorization")
    found = _BEARER.fullmatch(said[0]) if len(said) == 1 else None
    return await shown(connection, None if found is None else token_of(found[1]), mail.now())


async def _read(request: Request, kind: type[BodyT]) -> tuple[Mail, BodyT]:
    """The body, for a token that stands: nothing is read of anyone else, and nothing is held while it comes."""
    mail = mail_of(request)
    async with mail.database.transaction() as connection:
        await _asked(request, mail, connection)
    return mail, await read(request, kind)
