"""The identity application by itself, for a deployment where it has its own process, database and machine."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TypedDict

from starlette.applications import Starlette

from server.http.door import behind_the_door
from server.http.site import Site
from server.identity.rooms import Identity
from server.identity.routes import identity_routes


class IdentityState(TypedDict):
    """What the routes find in `request.state`."""

    identity: Identity


def identity_application(site: Site, opened: Callable[[], AbstractAsyncContextManager[Identity]]) -> Starlette:
    """The application; `opened` connects the rooms when it starts and lets them go when it ends."""

    @asynccontextmanager
    async def lifespan(_application: Starlette) -> AsyncIterator[IdentityState]:
        async with opened() as identity:
            yield {"identity": identity}

    return behind_the_door(identity_routes(), site, lifespan)
