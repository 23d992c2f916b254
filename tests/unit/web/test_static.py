from pathlib import Path

import pytest

from server.web.static import read_build, static_routes, takes_gzip
from tests.unit.http.door import LOOPBACK, visitor


@pytest.fixture(name="build")
def _build(tmp_path: Path) -> Path:
    build = tmp_path / "dist"
    build.mkdir()
    (tmp_path / "secret.txt").write_text("canary")
    (build / "index.html").write_text("<!doctype html>the page")
    (build / "icon.svg").write_text("<svg/>")
    (build / "notes.md").write_text("canary")
    (build / "leak.txt").symlink_to(tmp_path / "secret.txt")
    return build


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/leak.txt",
        "/notes.md",
        "//secret.txt",
        "/dist/../../secret.txt",
    ],
)
async def test_nothing_but_the_build_is_served(build: Path, path: str) -> None:
    """No spelling of a path leaves the build; links and unknown kinds of files are not in it."""
    async with visitor(LOOPBACK, static_routes(build)) as browser:
        answer = await browser.get(LOOPBACK.origin + path)
    assert "canary" not in answer.text
    assert answer.status_code == 404


async def test_each_kind_has_its_content_type(build: Path) -> None:
    """Content types are fixed, with a charset where it matters."""
    async with visitor(LOOPBACK, static_routes(build)) as browser:
        assert (await browser.get("/")).headers["content-type"] == "text/html; charset=utf-8"
        assert (await browser.get("/icon.svg")).headers["content-type"] == "image/svg+xml"


async def test_the_page_finds_its_own_way(build: Path) -> None:
    """An address without a file's name is the page; those of the API never are."""
    async with visitor(LOOPBACK, static_routes(build)) as browser:
        assert "the page" in (await browser.get("/safety")).text
        assert (await browser.get("/messaging/v1/unknown")).status_code == 404


def test_without_a_build_there_are_no_pages(tmp_path: Path) -> None:
    """A server without a client serves its API all the same."""
    assert read_build(tmp_path / "none") == {}


async def test_what_is_large_travels_packed(build: Path) -> None:
    """Scripts travel as gzip to whoever takes it, under a tag of their own; the page itself and what is small as they are."""
    script = "export const word = 1;\n" * 1_000
    (build / "page.js").write_text(script)
    async with visitor(LOOPBACK, static_routes(build)) as browser:
        packed = await browser.get("/page.js", headers={"Accept-Encoding": "gzip, deflate, br"})
        plain = await browser.get("/page.js", headers={"Accept-Encoding": "identity"})
        known = {"Accept-Encoding": "gzip", "If-None-Match": packed.headers["etag"]}
        again = await browser.get("/page.js", headers=known)
        small = await browser.get("/icon.svg", headers={"Accept-Encoding": "gzip"})
    assert (packed.text, packed.headers["content-encoding"]) == (script, "gzip")
    assert int(packed.headers["content-length"]) < len(script) // 10
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert (plain.text, plain.headers.get("content-encoding")) == (script, None)
    assert packed.headers["etag"] != plain.headers["etag"]
    assert again.status_code == 304
    assert small.headers.get("content-encoding") is None


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("", False),
        ("gzip;q=0", False),
        ("gzip; q=0.0, br", False),
        ("br", False),
    ],
)
def test_gzip_is_for_who_takes_it(accepted: str, takes: bool) -> None:
    """A weight of nothing is a no."""
    assert takes_gzip(accepted) is takes
