import pytest

from server.http.site import Site
from tests.unit.http.door import LOOPBACK, PUBLIC, handshake, visitor

FOREIGN = [
    None,
    "null",
    "https://evil.example",
    "https://therapy.example.org.evil.example",
    "http://therapy.example.org",
    "https://therapy.example.org:8443",
    "https://therapy.example.org/",
    "HTTPS://THERAPY.EXAMPLE.ORG",
    "https://therapy.example.org, https://evil.example",
]


@pytest.mark.parametrize("origin", FOREIGN)
async def test_a_foreign_page_changes_nothing(origin: str | None) -> None:
    """An unsafe method without exactly our own Origin is 403 bad_origin (compliance WS-01)."""
    async with visitor(PUBLIC) as browser:
        del browser.headers["Origin"]
        answer = await browser.post("/hello", headers={} if origin is None else {"Origin": origin})
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:webtherapy:bad_origin"


@pytest.mark.parametrize("origin", FOREIGN)
async def test_a_foreign_page_opens_no_socket(origin: str | None) -> None:
    """The handshake is refused with 403 before the upgrade (compliance WS-01)."""
    headers = [(b"host", b"therapy.example.org")] + ([] if origin is None else [(b"origin", origin.encode())])
    sent = await handshake(PUBLIC, headers)
    assert sent[0]["type"] == "websocket.http.response.start"
    assert sent[0]["status"] == 403


async def test_two_origins_are_none() -> None:
    """A doubled Origin header is foreign, whichever of the two is ours."""
    own = (b"origin", PUBLIC.origin.encode())
    sent = await handshake(PUBLIC, [(b"host", b"therapy.example.org"), own, own])
    assert sent[0]["status"] == 403


@pytest.mark.parametrize("site", [PUBLIC, LOOPBACK])
async def test_our_own_pages_are_let_in(site: Site) -> None:
    """Our own origin may post and open sockets."""
    async with visitor(site) as browser:
        assert (await browser.post("/hello")).status_code == 200
    host = site.origin.rpartition("/")[2].encode()
    sent = await handshake(site, [(b"host", host), (b"origin", site.origin.encode())])
    assert sent[0]["type"] == "websocket.accept"


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example:8000", ""])
async def test_a_rebound_name_is_refused(host: str) -> None:
    """A page of another name that resolves to us does not get as far as a route."""
    async with visitor(LOOPBACK) as browser:
        answer = await browser.get("/hello", headers={"Host": host})
    assert answer.status_code == 403


async def test_a_page_by_number_is_sent_to_the_name() -> None:
    """http://127.0.0.1 leads to http://localhost, where cookies and keys are; the API does not redirect."""
    async with visitor(LOOPBACK) as browser:
        page = await browser.get("/hello", headers={"Host": "127.0.0.1:8000"})
        assert (page.status_code, page.headers["location"]) == (307, "http://localhost:8000/hello")
        api = await browser.get("/messaging/v1/hello", headers={"Host": "127.0.0.1:8000"})
        assert api.status_code == 200
