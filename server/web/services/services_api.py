"""Service accounts at the desk of an owner (protocol.md §1.7): made, listed, revoked."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.http.bodies import Answer, Blob, Body, Id, SignedBody, answer, done, read
from server.ids import AccountId
from server.practice.services import KeptService, accept_service, revoke_service, services
from server.roles import Role
from server.storage.audit import Act, note
from server.web.documents import signed_of
from server.web.practice import asked

PREFIX: Final = "/messaging/v1/services"


class RevokedBody(Body, frozen=True, kw_only=True):
    """Whose token opens nothing any more."""

    account: Id


class ServiceAnswer(Answer, frozen=True, kw_only=True):
    """A service account as it was made, and how it stands; `used_on` in days from 1970."""

    account: Blob
    name: str
    kinds: list[str]
    expires_at: int
    kept_at: int
    used_on: int | None
    revoked_at: int | None
    has_keys: bool
    certified: bool


class ServicesAnswer(Answer, frozen=True, kw_only=True):
    """All of them, the newest first."""

    services: list[ServiceAnswer]


async def get_services(request: Request) -> Response:
    """All service accounts, for owners."""
    rooms, caller = await asked(request, Role.OWNER)
    async with rooms.database.transaction() as connection:
        found = await services(connection)
        await note(connection, Act.SERVICES_READ, caller.account, rooms.now())
    return answer(ServicesAnswer(services=[_service(each) for each in found]))


async def post_service(request: Request) -> Response:
    """A service account, from an owner."""
    rooms, caller = await asked(request, Role.OWNER)
    body = await read(request, SignedBody)
    async with rooms.database.transaction() as connection:
        await accept_service(connection, caller.account, signed_of(body), rooms.now())
    return done()


async def post_revoke(request: Request) -> Response:
    """A token opens nothing any more."""
    rooms, caller = await asked(request, Role.OWNER)
    body = await read(request, RevokedBody)
    async with rooms.database.transaction() as connection:
        await revoke_service(connection, caller.account, AccountId(bytes(body.account)), rooms.now())
    return done()


def services_routes() -> list[Route]:
    """All routes, with full paths; the application's lifespan state has to hold `practice: Practice`."""
    return [
        Route(PREFIX, get_services, methods=["GET"]),
        Route(PREFIX, post_service, methods=["POST"]),
        Route(f"{PREFIX}/revoke", post_revoke, methods=["POST"]),
    ]


def _service(kept: KeptService) -> ServiceAnswer:
    return ServiceAnswer(
        account=Blob(kept.service.account),
        name=kept.service.name,
        kinds=[each.value for each in kept.service.kinds],
        expires_at=kept.service.expires_at,
        kept_at=kept.kept_at,
        used_on=kept.used_on,
        revoked_at=kept.revoked_at,
        has_keys=kept.has_keys,
        certified=kept.certified,
    )
