"""The composition root: `create_app(settings)` builds the rooms in its lifespan and hangs them behind the door."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from server.settings import Settings


def create_app(settings: Settings) -> Starlette:
    """The application of one process. Nothing is opened before its lifespan begins, everything is closed when it ends."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        assert settings.form
        yield

    return Starlette(routes=[Route("/healthz", _health)], lifespan=lifespan)


async def _health(_: Request) -> PlainTextResponse:
    return PlainTextResponse("ok\n")
