from pathlib import Path

import pytest

from server.http.site import Site
from server.web.static import static_routes
from tests.unit.http.door import LOOPBACK, PUBLIC, ROUTES, handshake, visitor

EXPECTED = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex",
}

KINDS = [
    ("GET", "/", 200, "no-store"),
    ("GET", "/conversations", 200, "no-store"),
    ("GET", "/crypto-worker.js", 200, "no-cache"),
    ("GET", "/assets/main-abc123.js", 200, "public, max-age=31536000, immutable"),
    ("HEAD", "/", 200, "no-store"),
    ("GET", "/nothing.js", 404, "no-store"),
    ("GET", "/messaging/v1/nothing", 404, "no-store"),
    ("DELETE", "/hello", 404, "no-store"),
    ("GET", "/hello", 200, "no-store"),
    ("GET", "/refuse", 429, "no-store"),
    ("GET", "/fault", 503, "no-store"),
    ("GET", "/mistake", 500, "no-store"),
]


@pytest.fixture(name="build")
def _build(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html>")
    (tmp_path / "crypto-worker.js").write_text("self;")
    (tmp_path / "assets/main-abc123.js").write_text("main;")
    return tmp_path


@pytest.mark.parametrize("site", [PUBLIC, LOOPBACK])
@pytest.mark.parametrize(("method", "path", "status", "cache"), KINDS)
async def test_every_kind_of_answer_is_dressed(
    build: Path, site: Site, method: str, path: str, status: int, cache: str
) -> None:
    """Pages, assets, the worker, API answers, refusals, faults, mistakes and unknown routes carry every header (HD-01, HD-07)."""
    async with visitor(site, [*ROUTES, *static_routes(build)]) as browser:
        answer = await browser.request(method, path)
    assert answer.status_code == status
    assert answer.headers["cache-control"] == cache
    assert {name: answer.headers[name] for name in EXPECTED} == EXPECTED
    assert len(answer.headers.get_list("content-security-policy")) == 1
    assert ("strict-transport-security" in answer.headers) == site.secure
    assert not {"server", "x-powered-by"} & set(answer.headers)
    assert "canary" not in answer.text


async def test_a_file_that_has_not_changed_is_dressed_too(build: Path) -> None:
    """304 carries the same headers, and no body."""
    async with visitor(PUBLIC, static_routes(build)) as browser:
        first = await browser.get("/crypto-worker.js")
        again = await browser.get("/crypto-worker.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]


async def test_a_refused_handshake_is_dressed_too() -> None:
    """Whoever may not open a socket still gets every header."""
    sent = await handshake(PUBLIC, [(b"host", b"therapy.example.org")])
    names = {name for name, _ in sent[0]["headers"]}
    assert {name.encode() for name in EXPECTED} | {b"content-security-policy"} <= names


async def test_the_policy_allows_one_worker_and_no_inline_script() -> None:
    """One policy: own scripts and WebAssembly, own worker under Trusted Types, own sockets, nothing else (HD-01, HD-02)."""
    async with visitor(PUBLIC) as browser:
        headers = (await browser.get("/hello")).headers
    policy, reporting = headers["content-security-policy"], headers["reporting-endpoints"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == directives["object-src"] == directives["base-uri"] == "'none'"
    assert directives["frame-ancestors"] == directives["script-src-attr"] == "'none'"
    assert directives["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert directives["worker-src"] == "'self'"
    assert directives["connect-src"] == "'self' wss://therapy.example.org"
    assert directives["require-trusted-types-for"] == "'script'"
    assert directives["trusted-types"] == "crypto-worker"
    assert (directives["report-to"], directives["report-uri"]) == ("page", "/messaging/v1/broken-rules")
    assert reporting == 'page="/messaging/v1/broken-rules"'
    assert "," not in policy
    assert not {"'unsafe-inline'", "'unsafe-eval'", "data:", "blob:", "*"} & set(policy.replace(";", " ").split())
