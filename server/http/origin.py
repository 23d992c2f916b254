"""Only the service's own pages speak to it: Host and Origin are compared with the one address it has."""

from typing import Final

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from server.errors import Refusal, RefusalCode
from server.http.site import Site

SAFE_METHODS: Final = frozenset({"GET", "HEAD"})

SIGNED_ELSEWHERE: Final = frozenset(
    {
        "/identity/v1/payments/events",
        "/messaging/v1/service/bundle",
        "/messaging/v1/service/notices",
        "/messaging/v1/broken-rules",
    }
)
"""Where no page speaks and no cookie counts: what is said there is signed by who says it, or comes with a token that no browser has, or is
only counted: a browser reports by itself, without an origin."""


def check_origin(scope: Scope, site: Site) -> None:
    """Refuse (`bad_origin`) unless exactly one Origin header stands there and names the service itself.

    For unsafe methods and for the socket's handshake: a missing Origin, "null", another scheme or port are all foreign.
    """
    presented = Headers(scope=scope).getlist("origin")
    if len(presented) != 1 or presented[0] not in site.origins:
        raise Refusal(RefusalCode.BAD_ORIGIN)


def check_host(scope: Scope, site: Site) -> None:
    """Refuse (`bad_origin`) a request that was meant for another name: DNS rebinding ends here."""
    presented = Headers(scope=scope).getlist("host")
    if len(presented) != 1 or not site.is_own_host(presented[0]):
        raise Refusal(RefusalCode.BAD_ORIGIN)


class OriginGuard:
    """Checks Host on everything, Origin on whatever changes something and on handshakes."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app = app
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in what was meant for us and, if it changes anything, comes from us."""
        if scope["type"] == "http" and self._is_page_by_number(scope):
            # Not a relative redirect: the point is the other host name, whose cookies and stored keys are the real ones.
            await RedirectResponse(self._site.origin + scope["path"], 307)(scope, receive, send)
            return
        if scope["type"] in ("http", "websocket"):
            check_host(scope, self._site)
        changes = scope["type"] == "http" and scope["method"] not in SAFE_METHODS
        if scope["type"] == "websocket" or (changes and scope["path"] not in SIGNED_ELSEWHERE):
            check_origin(scope, self._site)
        await self._app(scope, receive, send)

    def _is_page_by_number(self, scope: Scope) -> bool:
        """On loopback: http://127.0.0.1:PORT/ typed by hand, where the service is http://localhost:PORT/."""
        return (
            self._site.numeric_host is not None
            and scope["method"] in SAFE_METHODS
            and not scope["path"].startswith(("/identity/", "/messaging/"))
            and Headers(scope=scope).getlist("host") == [self._site.numeric_host]
        )
