"""The practice over HTTP (protocol.md §1.2). Each endpoint knows who asks, parses, asks one function, and answers."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.errors import Refusal, RefusalCode
from server.http.bodies import SignedBody, answer, answers, done, read
from server.practice.bundles import accept_bundle
from server.practice.certificates import accept_certificate
from server.practice.delegations import accept_delegation
from server.practice.manifests import accept_manifest
from server.practice.overview import overview
from server.practice.people import everyone_certified, person_in_force, uncertified
from server.roles import Role
from server.storage.audit import Act, note
from server.web.documents import (
    BundleBody,
    ManifestBody,
    cosignatures_of,
    person_answer,
    practice_answer,
    signed_of,
)
from server.web.mail import mail_of
from server.web.practice import asked

PREFIX: Final = "/messaging/v1"


async def get_practice(request: Request) -> Response:
    """The practice, for whoever is signed in."""
    rooms, _ = await asked(request, suspended=True)
    async with rooms.database.transaction() as connection:
        return answer(practice_answer(await overview(connection)))


async def get_bundle(request: Request) -> Response:
    """The caller's own keys as the practice knows them."""
    rooms, caller = await asked(request, suspended=True)
    async with rooms.database.transaction() as connection:
        person = await person_in_force(connection, caller.account)
    if person is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    return answer(person_answer(person))


async def post_bundle(request: Request) -> Response:
    """The caller's own keys."""
    rooms, caller = await asked(request, suspended=True)
    body = await read(request, BundleBody)
    signed, predecessor_signature = signed_of(body.bundle), body.predecessor_signature
    anew = predecessor_signature is None and await rooms.sessions.begins_anew(caller.account)
    async with rooms.database.transaction() as connection:
        await accept_bundle(connection, caller.account, caller.role, signed, predecessor_signature, anew=anew)
    if anew:
        # Once: whoever sits at an open session of theirs later puts no other keys behind these.
        await rooms.sessions.has_begun_anew(caller.account)
    return done()


async def post_delegation(request: Request) -> Response:
    """A delegation, from an owner."""
    rooms, caller = await asked(request, Role.OWNER)
    body = await read(request, SignedBody)
    async with rooms.database.transaction() as connection:
        await accept_delegation(connection, caller, signed_of(body))
        await note(connection, Act.DELEGATION_KEPT, caller.account, rooms.now(), detail=signed_of(body).hash)
    return done()


async def post_manifest(request: Request) -> Response:
    """A custodian manifest, from an owner."""
    rooms, caller = await asked(request, Role.OWNER)
    body = await read(request, ManifestBody)
    async with rooms.database.transaction() as connection:
        await accept_manifest(connection, caller, signed_of(body), cosignatures_of(body))
        await note(connection, Act.MANIFEST_KEPT, caller.account, rooms.now(), detail=signed_of(body).hash)
    return done()


async def get_uncertified(request: Request) -> Response:
    """Who waits for a certificate, for intake and owners."""
    rooms, caller = await asked(request, Role.INTAKE, Role.OWNER)
    async with rooms.database.transaction() as connection:
        waiting = await uncertified(connection)
        await note(connection, Act.UNCERTIFIED_READ, caller.account, rooms.now())
    return answers([person_answer(person) for person in waiting])


async def get_people(request: Request) -> Response:
    """Everyone certified, for who posts notices to them; owners have the root sign the custodians' bundles, too."""
    rooms, caller = await asked(request, Role.INTAKE, Role.OFFICER, Role.OWNER)
    async with rooms.database.transaction() as connection:
        people = await everyone_certified(connection)
        await note(connection, Act.PEOPLE_READ, caller.account, rooms.now())
    return answers([person_answer(person) for person in people])


async def post_certificate(request: Request) -> Response:
    """A certificate, from a certifier."""
    rooms, caller = await asked(request)
    body = await read(request, SignedBody)
    async with rooms.database.transaction() as connection:
        changed = await accept_certificate(connection, caller, signed_of(body), rooms.now())
    mail_of(request).ring(changed)
    return done()


def practice_routes() -> list[Route]:
    """All routes, with full paths; the application's lifespan state has to hold `practice: Practice` and `mail: Mail`."""
    return [
        Route(f"{PREFIX}/practice", get_practice, methods=["GET"]),
        Route(f"{PREFIX}/bundle", get_bundle, methods=["GET"]),
        Route(f"{PREFIX}/bundle", post_bundle, methods=["POST"]),
        Route(f"{PREFIX}/delegations", post_delegation, methods=["POST"]),
        Route(f"{PREFIX}/custodian-manifests", post_manifest, methods=["POST"]),
        Route(f"{PREFIX}/uncertified", get_uncertified, methods=["GET"]),
        Route(f"{PREFIX}/certificates", post_certificate, methods=["POST"]),
        Route(f"{PREFIX}/people", get_people, methods=["GET"]),
    ]
