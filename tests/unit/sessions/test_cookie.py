import pytest

from server.sessions import cookie

TOKEN = bytes(range(32))


def test_over_tls_the_cookie_is_host_bound() -> None:
    """`__Host-`, HttpOnly, Secure, SameSite=Strict, Path=/, no Domain, no lifetime of its own (NI-13)."""
    name, _, rest = cookie.setting(TOKEN, secure=True).partition("=")
    assert name == "__Host-webtherapy"
    attributes = rest.split("; ")[1:]
    assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=Strict", "Secure"]


def test_on_loopback_it_is_not_secure_and_named_otherwise() -> None:
    """Browsers refuse `__Host-` without TLS; everything else stays as strict."""
    text = cookie.setting(TOKEN, secure=False)
    assert text.startswith("webtherapy=")
    assert "Secure" not in text
    assert "HttpOnly" in text
    assert "SameSite=Strict" in text


def test_the_token_comes_back() -> None:
    """What was set is what is read."""
    text = cookie.setting(TOKEN, secure=True).partition("=")[2].partition(";")[0]
    assert cookie.token_of(text) == TOKEN


@pytest.mark.parametrize("text", [None, "", "x" * 42, "x" * 44, "=" * 43, "é" * 43, "+" * 43, "A" * 42 + "\n"])
def test_what_is_no_token_is_nobody(text: str | None) -> None:
    """A cookie that cannot hold a token is as good as none."""
    assert cookie.token_of(text) is None
