"""An ASGI application behind the door: headers outermost, then the boundary, then Host and Origin, then the routes."""

from collections.abc import Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from starlette.types import Lifespan

from server.http.boundary import ROUTING_PROBLEMS, Boundary
from server.http.headers import SecurityHeaders
from server.http.origin import OriginGuard
from server.http.site import Site


def behind_the_door(routes: Sequence[BaseRoute], site: Site, lifespan: Lifespan[Any]) -> Starlette:
    """The application that serves `routes`. Both applications, and the two in one, are made here."""
    application = Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[
            Middleware(SecurityHeaders, site=site),
            Middleware(Boundary),
            Middleware(OriginGuard, site=site),
        ],
        exception_handlers=ROUTING_PROBLEMS,
    )
    # A redirect to another spelling of an address would name the host and hide mistakes.
    application.router.redirect_slashes = False
    return application
