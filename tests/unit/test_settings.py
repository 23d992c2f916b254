import pytest

from server.errors import ConfigurationError
from server.settings import Form, Secret, Settings


def test_nothing_set_gives_the_defaults() -> None:
    """An empty environment is a service on loopback, port 8000, under its own name."""
    settings = Settings.from_environ({})
    assert (settings.form, settings.host, settings.port, settings.service_name) == (
        Form.ALL,
        "127.0.0.1",
        8000,
        "webtherapy",
    )
    assert settings.origin == "http://localhost:8000"


def test_values_are_converted() -> None:
    """Numbers, switches, lists, paths and limits arrive as what they are."""
    settings = Settings.from_environ(
        {
            "WEBTHERAPY_PORT": "9000",
            "WEBTHERAPY_DEMO": "true",
            "WEBTHERAPY_ALSO_ORIGINS": "http://localhost:1, http://localhost:2",
            "WEBTHERAPY_PEPPER_DIR": "/srv/pepper",
            "WEBTHERAPY_LIMIT_WRITER_LANES": "4",
        }
    )
    assert (settings.port, settings.demo, settings.limits.writer_lanes) == (9000, True, 4)
    assert settings.also_origins == ("http://localhost:1", "http://localhost:2")
    assert str(settings.pepper_dir) == "/srv/pepper"


@pytest.mark.parametrize("name", ["WEBTHERAPY_PROT", "WEBTHERAPY_LIMIT_WRITERLANES", "WEBTHERAPY_"])
def test_an_unknown_name_is_refused(name: str) -> None:
    """A misspelt setting is named, not silently a default."""
    with pytest.raises(ConfigurationError, match=name):
        Settings.from_environ({name: "1"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WEBTHERAPY_PORT", "eighty"),
        ("WEBTHERAPY_PORT", "-1"),
        ("WEBTHERAPY_DEMO", "maybe"),
        ("WEBTHERAPY_FORM", "both"),
    ],
)
def test_what_cannot_be_read_is_named_but_not_repeated(name: str, value: str) -> None:
    """The error names the variable and keeps its value to itself."""
    with pytest.raises(ConfigurationError, match=name) as caught:
        Settings.from_environ({name: value})
    assert value not in str(caught.value)
    assert caught.value.__cause__ is None


def test_secrets_are_masked_wherever_settings_are_shown() -> None:
    """Neither repr nor str of anything on the way shows a password."""
    settings = Settings.from_environ({"REDIS_URL": "redis://:sesame@localhost"})
    assert "sesame" not in f"{settings!r} {settings} {settings.redis_url!r} {settings.redis_url}"
    assert settings.required("redis_url") == "redis://:sesame@localhost"
    assert settings.redis_url == Secret("redis://:sesame@localhost")


def test_a_missing_address_is_named() -> None:
    """Asking for what is not set says which variable to set."""
    with pytest.raises(ConfigurationError, match="MESSAGING_DATABASE_URL"):
        Settings.from_environ({}).required("messaging_database_url")


@pytest.mark.parametrize(
    ("form", "foreign"),
    [
        ("identity", "MESSAGING_DATABASE_URL"),
        ("messaging", "IDENTITY_DATABASE_URL"),
        ("front", "IDENTITY_DATABASE_URL"),
        ("front", "REDIS_URL"),
    ],
)
def test_a_split_process_refuses_credentials_that_are_not_its_own(form: str, foreign: str) -> None:
    """Whoever takes over one process of a split deployment finds no way into the other database."""
    upstreams = {"WEBTHERAPY_IDENTITY_UPSTREAM": "/i", "WEBTHERAPY_MESSAGING_UPSTREAM": "/m"} if form == "front" else {}
    with pytest.raises(ConfigurationError, match=foreign):
        Settings.from_environ({"WEBTHERAPY_FORM": form, foreign: "postgresql://x", **upstreams})


def test_a_front_needs_to_know_where_to_pass_things_on() -> None:
    """A front without upstreams does not start."""
    with pytest.raises(ConfigurationError, match="UPSTREAM"):
        Settings.from_environ({"WEBTHERAPY_FORM": "front"})


def test_plain_http_stays_on_this_machine() -> None:
    """Beyond loopback it takes a certificate, or a declared proxy that has one (S12)."""
    with pytest.raises(ConfigurationError, match="plain HTTP"):
        Settings.from_environ({"WEBTHERAPY_HOST": "0.0.0.0"})
    Settings.from_environ({"WEBTHERAPY_HOST": "0.0.0.0", "WEBTHERAPY_BEHIND_TLS_PROXY": "true"})
    Settings.from_environ(
        {"WEBTHERAPY_HOST": "0.0.0.0", "WEBTHERAPY_TLS_CERTIFICATE": "/c.pem", "WEBTHERAPY_TLS_KEY": "/k.pem"}
    )


def test_a_certificate_without_its_key_is_refused() -> None:
    """Half of a pair is a mistake, not plain HTTP."""
    with pytest.raises(ConfigurationError, match="belong together"):
        Settings.from_environ({"WEBTHERAPY_TLS_CERTIFICATE": "/c.pem"})


def test_the_demo_stays_on_this_machine() -> None:
    """Demo keys are never served to others, TLS or not."""
    with pytest.raises(ConfigurationError, match="demo"):
        Settings.from_environ(
            {"WEBTHERAPY_DEMO": "true", "WEBTHERAPY_HOST": "0.0.0.0", "WEBTHERAPY_BEHIND_TLS_PROXY": "true"}
        )


def test_staff_need_a_second_factor_everywhere_but_here() -> None:
    """Required unless said otherwise; `offered` is for plain HTTP on this machine, and the demo offers it."""
    assert Settings.from_environ({}).staff_need_second_factor
    offered = {"WEBTHERAPY_STAFF_SECOND_FACTOR": "offered"}
    assert not Settings.from_environ(offered).staff_need_second_factor
    assert not Settings.from_environ({"WEBTHERAPY_DEMO": "true"}).staff_need_second_factor
    for more in (
        {"WEBTHERAPY_HOST": "0.0.0.0", "WEBTHERAPY_BEHIND_TLS_PROXY": "true"},
        {"WEBTHERAPY_SOCKET": "/run/webtherapy.sock", "WEBTHERAPY_PUBLIC_ORIGIN": "https://therapy.example.org"},
    ):
        with pytest.raises(ConfigurationError, match="STAFF_SECOND_FACTOR"):
            Settings.from_environ(offered | more)
    with pytest.raises(ConfigurationError, match="STAFF_SECOND_FACTOR"):
        Settings.from_environ({"WEBTHERAPY_STAFF_SECOND_FACTOR": "maybe"})


STORE = {
    "WEBTHERAPY_S3_ENDPOINT": "https://store.example.org",
    "WEBTHERAPY_S3_BUCKET": "files",
    "WEBTHERAPY_S3_KEY_ID": "id",
    "WEBTHERAPY_S3_SECRET": "secret",
}


def test_an_object_store_is_said_in_full() -> None:
    """Whatever is missing would be looked up elsewhere; without any of it attachments are in PostgreSQL."""
    assert Settings.from_environ({}).s3_endpoint is None
    assert Settings.from_environ(STORE).s3_bucket == "files"
    for name in STORE:
        with pytest.raises(ConfigurationError, match="belong together"):
            Settings.from_environ({other: value for other, value in STORE.items() if other != name})
    with pytest.raises(ConfigurationError, match="S3_ENDPOINT"):
        Settings.from_environ(STORE | {"WEBTHERAPY_FORM": "identity"})


@pytest.mark.parametrize(
    "address",
    ["http://store.example.org", "https://store.example.org/files", "https://me:word@store.example.org", "store"],
)
def test_an_object_store_is_reached_over_tls_or_on_this_machine(address: str) -> None:
    """Ciphertext too; and no credentials stand in an address."""
    with pytest.raises(ConfigurationError, match="S3_ENDPOINT"):
        Settings.from_environ(STORE | {"WEBTHERAPY_S3_ENDPOINT": address})
    Settings.from_environ(STORE | {"WEBTHERAPY_S3_ENDPOINT": "http://127.0.0.1:9000"})
