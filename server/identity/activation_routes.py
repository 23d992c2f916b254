"""The HTTP door to activation (protocol.md §1.1)."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.http.bodies import Answer, Blob, Body, Id, Key, Wrap, answer, read
from server.identity.activation import complete, look
from server.identity.asking import network_at
from server.identity.letting_in import let_in
from server.identity.rooms import rooms_of
from server.identity.shapes import Number
from server.roles import Role
from server.sessions.device import Device


class ActivationBody(Body, frozen=True, kw_only=True):
    """What a registration sheet says."""

    number: Number
    activation: Id


class CompletionBody(Body, frozen=True, kw_only=True):
    """What its holder made of it."""

    number: Number
    activation: Id
    authentication_key: Key
    wrap: Wrap
    device: Device


class ActivationAnswer(Answer, frozen=True, kw_only=True):
    """Whose the sheet is, and of which practice."""

    account: Blob
    role: Role
    root: Blob
    anew: bool
    """It is for beginning anew (crypto.md §4.7): the practice has keys of this account already. Nobody relies on it."""


async def post_activation(request: Request) -> Response:
    """Show whose activation this is."""
    body = await read(request, ActivationBody)
    rooms = rooms_of(request)
    found = await look(rooms, body.number, body.activation, network_at(request))
    anew = await rooms.sessions.begins_anew(found.account)
    root = Blob(found.root_public)
    return answer(ActivationAnswer(account=Blob(found.account), role=found.role, root=root, anew=anew))


async def post_activation_complete(request: Request) -> Response:
    """Use the activation up, and let its holder in."""
    body = await read(request, CompletionBody)
    opened = await complete(
        rooms_of(request),
        body.number,
        body.activation,
        body.authentication_key,
        body.wrap,
        body.device,
        network_at(request),
    )
    return await let_in(request, opened)


def activation_routes() -> list[BaseRoute]:
    """To be mounted among identity's routes."""
    return [
        Route("/activation", post_activation, methods=["POST"]),
        Route("/activation/complete", post_activation_complete, methods=["POST"]),
    ]
