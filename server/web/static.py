"""The built client: read once at start, so no path of a request ever touches the file system."""

import asyncio
import gzip
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

SMALL: Final = 1_400
"""What fits into one packet gains nothing."""
PACKABLE: Final = frozenset({".js", ".css", ".json", ".svg", ".ttf", ".txt", ".webmanifest"})
"""Everyone gets the same bytes of these, whoever they are: a length tells nothing. Answers of the API are never packed."""


@dataclass(frozen=True, slots=True, repr=False)
class Page:
    """One file of the build."""

    body: bytes
    content_type: str
    cache: str
    etag: str
    packable: bool

    @property
    def packed_etag(self) -> str:
        """Other bytes, another tag."""
        return f'{self.etag[:-1]}-gzip"'


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
    packed: dict[str, bytes] = {}

    async def body_of(page: Page) -> bytes:
        if page.etag not in packed:
            packed[page.etag] = await asyncio.to_thread(gzip.compress, page.body, mtime=0)
        return packed[page.etag]

    async def get_page(request: Request) -> Response:
        page = pages.get(_file_for(request.url.path))
        if page is None:
            raise Refusal(RefusalCode.NOT_FOUND)
        packs = page.packable and takes_gzip(request.headers.get("accept-encoding", ""))
        headers = _headers(page, packed=packs)
        if page.cache != NEVER and request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        body = await body_of(page) if packs else page.body
        return Response(body, headers=headers | {"Content-Type": page.content_type})

    return [Route("/{path:path}", get_page, methods=["GET"])]


def _file_for(path: str) -> str:
    """The client finds its own way within the page: an address that names no file is the page itself."""
    if path.startswith(("/identity/", "/messaging/")) or "." in path.rpartition("/")[2]:
        return path
    return INDEX


def _page(file: Path, path: str) -> Page:
    body = file.read_bytes()
    packable = len(body) > SMALL and file.suffix in PACKABLE
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    return Page(body, CONTENT_TYPES[file.suffix], _cache_rule(path), tag, packable)


def _headers(page: Page, *, packed: bool) -> dict[str, str]:
    headers = {"Cache-Control": page.cache}
    if page.cache != NEVER:
        headers["ETag"] = page.packed_etag if packed else page.etag
    if page.packable:
        headers["Vary"] = "Accept-Encoding"
    return headers | {"Content-Encoding": "gzip"} if packed else headers


def takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding header allows gzip: named, and not with a weight of nothing."""
    codings = [coding.replace(" ", "").lower().partition(";q=") for coding in accepted.split(",")]
    return any(name == "gzip" and (not mark or weight.strip("0.") != "") for name, mark, weight in codings)


def _cache_rule(path: str) -> str:
    """Pages never, hashed names for ever; the worker and the rest are asked for anew each time."""
    if path.endswith(".html"):
        return NEVER
    return IMMUTABLE if path.startswith(HASHED) else REVALIDATE
