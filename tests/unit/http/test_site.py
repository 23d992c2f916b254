import pytest

from server.errors import ConfigurationError
from server.http.site import Site


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "therapy.example.org",
        "http://therapy.example.org",
        "https://therapy.example.org/",
        "https://user@therapy.example.org",
        "https://therapy.example.org/chat",
        "ftp://localhost",
        "http://localhost.evil.example",
    ],
)
def test_what_is_no_lawful_origin_is_refused_at_start(origin: str) -> None:
    """The service does not start with an address that is none, or with plain HTTP outside loopback."""
    with pytest.raises(ConfigurationError):
        Site(origin)


def test_origins_are_all_secure_or_none_is() -> None:
    """A cookie is Secure or it is not: both at once cannot be."""
    with pytest.raises(ConfigurationError):
        Site("https://therapy.example.org", ("http://localhost:8000",))


def test_only_loopback_has_a_numeric_twin() -> None:
    """127.0.0.1 stands for localhost, and for nothing else."""
    assert Site("http://localhost:8000").numeric_host == "127.0.0.1:8000"
    assert Site("https://therapy.example.org").numeric_host is None


def test_names_of_others_are_not_ours() -> None:
    """A Host header that names another machine is refused; on loopback any port is ours, elsewhere none but the right one."""
    public, loopback = Site("https://therapy.example.org"), Site("http://localhost:8000")
    assert public.is_own_host("therapy.example.org")
    assert not public.is_own_host("therapy.example.org:444")
    assert not public.is_own_host("localhost:8000")
    assert loopback.is_own_host("localhost:9999")
    assert not loopback.is_own_host("rebound.example:8000")
