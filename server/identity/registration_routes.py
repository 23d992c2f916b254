"""The HTTP door to registering (protocol.md §1.1)."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.http.bodies import Answer, Blob, Body, Key, Nothing, Wrap, answer, read
from server.identity.asking import network_at
from server.identity.letting_in import let_in
from server.identity.registration import Made, begin, complete
from server.identity.rooms import rooms_of
from server.sessions.device import Device


class RegistrationAnswer(Answer, frozen=True, kw_only=True):
    """A number that is kept free until `expires`, and the token that takes it."""

    registration: Blob
    account: Blob
    number: str
    expires: int


class CompletionBody(Body, frozen=True, kw_only=True):
    """What the browser made of it."""

    registration: Key
    authentication_key: Key
    wrap: Wrap
    recovery_key: Key
    recovery_wrap: Wrap
    device: Device


async def post_registration(request: Request) -> Response:
    """Keep a number free."""
    await read(request, Nothing)
    begun = await begin(rooms_of(request), network_at(request))
    return answer(
        RegistrationAnswer(
            registration=Blob(begun.token), account=Blob(begun.account), number=begun.number, expires=begun.expires
        )
    )


async def post_registration_complete(request: Request) -> Response:
    """Make the account, and let its holder in."""
    body = await read(request, CompletionBody)
    made = Made(
        authentication_key=bytes(body.authentication_key),
        wrap=bytes(body.wrap),
        recovery_key=bytes(body.recovery_key),
        recovery_wrap=bytes(body.recovery_wrap),
    )
    token, network = bytes(body.registration), network_at(request)
    return await let_in(request, await complete(rooms_of(request), token, made, body.device, network))


def registration_routes() -> list[BaseRoute]:
    """To be mounted among identity's routes."""
    return [
        Route("/registration", post_registration, methods=["POST"]),
        Route("/registration/complete", post_registration_complete, methods=["POST"]),
    ]
