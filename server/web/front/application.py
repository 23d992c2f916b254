"""The front: one origin for both applications. It has no credential, keeps nothing, and reads no body.

`/identity` and what is below it goes to the identity application, everything else to messaging, each on its unix socket.
"""

from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from server.errors import ConfigurationError
from server.http.boundary import Boundary
from server.http.headers import SecurityHeaders
from server.http.site import Site
from server.settings import Settings
from server.web.front.http import HttpPassage
from server.web.front.socket import pass_socket


class Front:
    """Passes requests and sockets on by their path."""

    def __init__(self, identity: Path, messaging: Path) -> None:
        self._identity = identity
        self._messaging = messaging
        self._passages = {path: HttpPassage(path) for path in (identity, messaging)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Choose the upstream and hand over."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._passages[self._upstream(scope)](scope, receive, send)
        else:
            await pass_socket(self._upstream(scope), scope, receive, send)

    def _upstream(self, scope: Scope) -> Path:
        path = scope["path"]
        return self._identity if path == "/identity" or path.startswith("/identity/") else self._messaging

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        for passage in self._passages.values():
            await passage.open()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for passage in self._passages.values():
            await passage.close()
        await send({"type": "lifespan.shutdown.complete"})


def create_front(settings: Settings) -> ASGIApp:
    """The application of a front process."""
    if settings.identity_upstream is None or settings.messaging_upstream is None:
        raise ConfigurationError("set WEBTHERAPY_IDENTITY_UPSTREAM and WEBTHERAPY_MESSAGING_UPSTREAM")
    site = Site(settings.origin, settings.also_origins)
    return SecurityHeaders(Boundary(Front(settings.identity_upstream, settings.messaging_upstream)), site)
