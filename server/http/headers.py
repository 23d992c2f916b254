"""Every header of every answer: pages, API, errors, assets, the worker, refused handshakes. Pure ASGI, outermost."""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.http.site import Site

REPORTS: Final = "/messaging/v1/broken-rules"
"""Where browsers report a page that breaks its policy: here, and nowhere else."""

_POLICY: Final = (
    "default-src 'none'; "
    "script-src 'self' 'wasm-unsafe-eval'; script-src-attr 'none'; "
    "style-src 'self'; style-src-attr 'none'; "
    "img-src 'self'; font-src 'self'; connect-src 'self' {sockets}; manifest-src 'self'; worker-src 'self'; "
    "object-src 'none'; frame-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types crypto-worker; "
    "report-uri {reports}; report-to page"
)
"""One policy. WebAssembly is libsodium's; `crypto-worker` accepts one constant worker address. 'self' covers sockets in newer
browsers only, hence {sockets}; as for reports, older ones know `report-uri` alone."""

_ALWAYS: Final = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), clipboard-read=(), display-capture=(), payment=(), usb=(), browsing-topics=()"
    ),
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
    "Reporting-Endpoints": f'page="{REPORTS}"',
}
_OVER_HTTPS: Final = "max-age=63072000; includeSubDomains; preload"

_STARTS: Final = ("http.response.start", "websocket.http.response.start")


def security_headers(site: Site) -> dict[str, str]:
    """What stands on every answer, whoever wrote it."""
    headers = {
        "Content-Security-Policy": _POLICY.format(sockets=" ".join(site.socket_origins), reports=REPORTS)
    } | _ALWAYS
    return headers | {"Strict-Transport-Security": _OVER_HTTPS} if site.secure else headers


class SecurityHeaders:
    """Sets them, takes away what names our software, and lets nothing be cached that does not say so itself."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app = app
        self._headers = security_headers(site)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Dress every answer on its way out."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] in _STARTS:
                self._dress(MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _dress(self, headers: MutableHeaders) -> None:
        for name in ("Server", "X-Powered-By"):
            del headers[name]
        sandboxed = headers.get("Content-Security-Policy") == "sandbox"
        for name, value in self._headers.items():
            headers[name] = value
        if sandboxed:
            headers["Content-Security-Policy"] += "; sandbox"
        headers.setdefault("Cache-Control", "no-store")
