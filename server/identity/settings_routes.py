"""The HTTP door to one's own settings (protocol.md §1.1)."""

from typing import Annotated

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.crypto.canonical import MAX_UINT
from server.http.bodies import Answer, Blob, Body, answer, done, read
from server.identity.asking import asker
from server.identity.rooms import rooms_of
from server.identity.sealed_settings import keep, settings_of


class Sealed(Blob, least=40, most=49_152):
    """Nonce, ciphertext and tag (crypto.md §3.11): as much as a request holds."""


class SettingsBody(Body, frozen=True, kw_only=True):
    """The settings, anew."""

    version: Annotated[int, msgspec.Meta(ge=1, le=MAX_UINT)]
    sealed: Sealed


class SettingsAnswer(Answer, frozen=True, kw_only=True):
    """The settings; 0 and null before the first."""

    version: int
    sealed: Blob | None


async def get_settings(request: Request) -> Response:
    """The caller's settings."""
    caller = (await asker(request, incomplete=True)).account
    async with rooms_of(request).database.acquire() as connection:
        kept = await settings_of(connection, caller)
    return answer(SettingsAnswer(version=kept.version, sealed=None if kept.sealed is None else Blob(kept.sealed)))


async def post_settings(request: Request) -> Response:
    """The caller's settings, anew."""
    caller = (await asker(request, incomplete=True)).account
    body = await read(request, SettingsBody)
    async with rooms_of(request).database.transaction() as connection:
        await keep(connection, caller, body.version, bytes(body.sealed))
    return done()


def settings_routes() -> list[BaseRoute]:
    """To be mounted among identity's routes."""
    return [Route("/settings", get_settings, methods=["GET"]), Route("/settings", post_settings, methods=["POST"])]
