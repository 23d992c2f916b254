"""The built client: read once at start, so no path of a request ever touches the file system."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.errors import Refusal, RefusalCode

CONTENT_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".wasm": "application/wasm",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
}
"""Fixed: what is not in here is not served."""

IMMUTABLE: Final = "public, max-age=31536000, immutable"
REVALIDATE: Final = "no-cache"
NEVER: Final = "no-store"

INDEX: Final = "/index.html"
HASHED: Final = "/assets/"
"""Vite puts the hash of their content into the names of these."""


@dataclass(frozen=True, slots=True, repr=False)
class Page:
    """One file of the build."""

    body: bytes
    content_type: str
    cache: str
    etag: str


def read_build(directory: Path) -> dict[str, Page]:
    """Every file below `directory` by its path on the site; nothing when there is no build."""
    return {
        "/" + file.relative_to(directory).as_posix(): _page(file, "/" + file.relative_to(directory).as_posix())
        for file in sorted(directory.rglob("*"))
        if file.is_file() and not file.is_symlink() and file.suffix in CONTENT_TYPES
    }


def static_routes(directory: Path) -> list[Route]:
    """The last routes of the messaging application: whatever no other route has taken."""
    pages = read_build(directory)

    async def get_page(request: Request) -> Response:
        page = pages.get(_file_for(request.url.path))
        if page is None:
            raise Refusal(RefusalCode.NOT_FOUND)
        headers = {"Cache-Control": page.cache} | ({} if page.cache == NEVER else {"ETag": page.etag})
        if page.cache != NEVER and request.headers.get("if-none-match") == page.etag:
            return Response(status_code=304, headers=headers)
        return Response(page.body, headers=headers | {"Content-Type": page.content_type})

    return [Route("/{path:path}", get_page, methods=["GET"])]


def _file_for(path: str) -> str:
    """The client finds its own way within the page: an address that names no file is the page itself."""
    if path.startswith(("/identity/", "/messaging/")) or "." in path.rpartition("/")[2]:
        return path
    return INDEX


def _page(file: Path, path: str) -> Page:
    body = file.read_bytes()
    return Page(body, CONTENT_TYPES[file.suffix], _cache_rule(path), f'"{hashlib.sha256(body).hexdigest()[:32]}"')


def _cache_rule(path: str) -> str:
    """Pages never, hashed names for ever; the worker and the rest are asked for anew each time."""
    if path.endswith(".html"):
        return NEVER
    return IMMUTABLE if path.startswith(HASHED) else REVALIDATE
