"""The HTTP door of identity (protocol.md §1.1). Each endpoint parses, asks one function, and answers."""

from typing import Annotated, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from server.http.bodies import Answer, Blob, Body, Id, Key, Nothing, Wrap, answer, done, read
from server.http.signed_in import presented_token, signed_in
from server.identity.activation import complete, look
from server.identity.attempts import network_of
from server.identity.rooms import rooms_of
from server.identity.session_routes import session_routes
from server.identity.sign_in import Opened, sign_in
from server.roles import Role
from server.sessions import cookie
from server.sessions.sign_in_session import sign_in_id

PREFIX: Final = "/identity/v1"

Number = Annotated[str, msgspec.Meta(pattern="^[1-9][0-9]{9}$", max_length=10)]


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


class SignInBody(Body, frozen=True, kw_only=True):
    """A number, and what the password proves (crypto.md §3.2)."""

    number: Number
    authentication_key: Key


class ReloadKeyBody(Body, frozen=True, kw_only=True):
    """The key for the next reload (crypto.md §3.7)."""

    next: Key


class ActivationAnswer(Answer, frozen=True, kw_only=True):
    """Whose the sheet is, and of which practice."""

    account: Blob
    role: Role
    root: Blob


class SignInAnswer(Answer, frozen=True, kw_only=True):
    """Who one is now, until when, and the wrap that the password opens."""

    account: Blob
    role: Role
    version: int
    wrap: Blob
    expires: int


class ReloadKeyAnswer(Answer, frozen=True, kw_only=True):
    """The key for this reload; null when there is none."""

    current: Blob | None


async def post_activation(request: Request) -> Response:
    """Show whose activation this is."""
    body = await read(request, ActivationBody)
    found = await look(rooms_of(request), body.number, body.activation, _network(request))
    return answer(ActivationAnswer(account=Blob(found.account), role=found.role, root=Blob(found.root_public)))


async def post_activation_complete(request: Request) -> Response:
    """Use the activation up, and let its holder in."""
    body = await read(request, CompletionBody)
    opened = await complete(
        rooms_of(request), body.number, body.activation, body.authentication_key, body.wrap, _network(request)
    )
    return await _let_in(request, opened)


async def post_sign_in(request: Request) -> Response:
    """Let someone in."""
    body = await read(request, SignInBody)
    return await _let_in(
        request, await sign_in(rooms_of(request), body.number, body.authentication_key, _network(request))
    )


async def post_reload_key(request: Request) -> Response:
    """Swap the reload key."""
    rooms = rooms_of(request)
    session = await signed_in(request, rooms.sessions, rooms.site)
    body = await read(request, ReloadKeyBody)
    current = await rooms.sessions.swap_reload_key(session.id, body.next)
    return answer(ReloadKeyAnswer(current=None if current is None else Blob(current)))


async def post_sign_out(request: Request) -> Response:
    """Signed out is signed out: a repeated request, or one without a session, is answered alike."""
    rooms = rooms_of(request)
    await read(request, Nothing)
    await _end_presented(request)
    # Only the cache: clearing storage would take the sealed outbox, which must survive (style of compliance HD-11).
    return done({"Set-Cookie": cookie.clearing(secure=rooms.site.secure), "Clear-Site-Data": '"cache"'})


def identity_routes() -> list[Mount]:
    """All routes; the application's lifespan state has to hold `identity: Identity`."""
    return [
        Mount(
            PREFIX,
            routes=[
                Route("/activation", post_activation, methods=["POST"]),
                Route("/activation/complete", post_activation_complete, methods=["POST"]),
                Route("/sign-in", post_sign_in, methods=["POST"]),
                *session_routes(),
                Route("/session/reload-key", post_reload_key, methods=["POST"]),
                Route("/sign-out", post_sign_out, methods=["POST"]),
            ],
        )
    ]


async def _let_in(request: Request, opened: Opened) -> Response:
    """Hand over the session. One that the same browser had before ends: a token is never used for two sign-ins."""
    await _end_presented(request)
    session = opened.session
    return answer(
        SignInAnswer(
            account=Blob(session.account),
            role=session.role,
            version=opened.version,
            wrap=Blob(opened.wrap),
            expires=session.expires,
        ),
        headers={"Set-Cookie": cookie.setting(opened.token, secure=rooms_of(request).site.secure)},
    )


async def _end_presented(request: Request) -> None:
    rooms = rooms_of(request)
    token = presented_token(request, rooms.site)
    if token is not None:
        await rooms.sessions.end(sign_in_id(token))


def _network(request: Request) -> str:
    return network_of(request.client.host if request.client else None)
