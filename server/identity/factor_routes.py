"""The HTTP door to second factors: setting up and giving up (protocol.md §1.1). To set up is what incomplete sessions are for."""

from typing import Annotated

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.http.bodies import Answer, Blob, Body, Id, Key, Wrap, answer, done, read
from server.identity.asking import asker, network_at
from server.identity.credential_routes import StepUpBody, stepped_up
from server.identity.factors import (
    add_passkey,
    confirm_totp,
    new_passkey_challenge,
    remove_passkey,
    remove_totp,
    start_totp,
)
from server.identity.rooms import rooms_of
from server.identity.shapes import Code, PasskeyJson, StepUp
from server.identity.sign_in_routes import challenge_answer

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f\x7f-\x9f]+\Z")]
"""A line of text: control characters cannot be read, and PostgreSQL keeps no zeros."""


class CodeBody(Body, frozen=True, kw_only=True):
    """A code of the secret that is to be confirmed."""

    code: Code


class NewPasskeyBody(Body, frozen=True, kw_only=True):
    """A passkey that was created, and its wrap."""

    ticket: Key
    passkey: PasskeyJson
    name: Name
    wrap: Wrap


class RemovePasskeyBody(Body, frozen=True, kw_only=True):
    """A passkey to give up; with staff's last one, the wrap that takes its place."""

    step_up: StepUp
    passkey: Id
    wrap: Wrap | None


class SecretAnswer(Answer, frozen=True, kw_only=True):
    """A TOTP secret, for the app."""

    secret: Blob


async def post_totp(request: Request) -> Response:
    """Hand out a secret."""
    session = await asker(request, incomplete=True)
    body = await read(request, StepUpBody)
    shown = await stepped_up(request, session, body.step_up)
    secret = await start_totp(rooms_of(request), session, shown, network_at(request))
    return answer(SecretAnswer(secret=Blob(secret)))


async def post_totp_confirm(request: Request) -> Response:
    """Put it in force."""
    session = await asker(request, incomplete=True)
    body = await read(request, CodeBody)
    await confirm_totp(rooms_of(request), session, body.code, network_at(request))
    return done()


async def post_totp_remove(request: Request) -> Response:
    """Give it up."""
    session = await asker(request)
    body = await read(request, StepUpBody)
    await remove_totp(rooms_of(request), session, await stepped_up(request, session, body.step_up))
    return done()


async def post_passkeys_challenge(request: Request) -> Response:
    """What a browser needs to create a passkey."""
    session = await asker(request, incomplete=True)
    body = await read(request, StepUpBody)
    shown = await stepped_up(request, session, body.step_up)
    return challenge_answer(await new_passkey_challenge(rooms_of(request), session, shown, network_at(request)))


async def post_passkeys(request: Request) -> Response:
    """Keep a passkey."""
    session = await asker(request, incomplete=True)
    body = await read(request, NewPasskeyBody)
    await add_passkey(rooms_of(request), session, body.ticket, body.passkey, body.name, body.wrap, network_at(request))
    return done()


async def post_passkeys_remove(request: Request) -> Response:
    """Give one up."""
    session = await asker(request)
    body = await read(request, RemovePasskeyBody)
    shown = await stepped_up(request, session, body.step_up)
    await remove_passkey(rooms_of(request), session, shown, body.passkey, body.wrap)
    return done()


def factor_routes() -> list[BaseRoute]:
    """To be mounted among identity's routes."""
    return [
        Route("/totp", post_totp, methods=["POST"]),
        Route("/totp/confirm", post_totp_confirm, methods=["POST"]),
        Route("/totp/remove", post_totp_remove, methods=["POST"]),
        Route("/passkeys/challenge", post_passkeys_challenge, methods=["POST"]),
        Route("/passkeys", post_passkeys, methods=["POST"]),
        Route("/passkeys/remove", post_passkeys_remove, methods=["POST"]),
    ]
