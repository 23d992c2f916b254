import pytest

from tests.unit.http.door import LOOPBACK, visitor


@pytest.mark.parametrize(("path", "status"), [("/refuse", 429), ("/fault", 503), ("/mistake", 500), ("/none", 404)])
async def test_no_exception_gets_out(path: str, status: int) -> None:
    """Whatever a route raises becomes a problem document; nothing reaches the web server, which would print it."""
    async with visitor(LOOPBACK) as browser:
        answer = await browser.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert "canary" not in answer.text


async def test_an_address_is_not_guessed_at() -> None:
    """A trailing slash is another address, not a redirect."""
    async with visitor(LOOPBACK) as browser:
        assert (await browser.get("/hello/")).status_code == 404
