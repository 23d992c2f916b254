"""Settings: everything that differs between installations, read once from a mapping, frozen.

The five addresses have the names that hosting platforms use; everything else begins with WEBTHERAPY_. A name with that prefix that
is not known here is an error, for a misspelt setting would otherwise be a silent default.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Self, TypeVar
from urllib.parse import urlsplit

from server.errors import ConfigurationError

PREFIX: Final = "WEBTHERAPY_"
SYSTEM_KEY_NAME: Final = "system.key"
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_PACKAGED_CLIENT: Final = Path(__file__).resolve().parent.parent / "client_web" / "dist"

_Value = TypeVar("_Value")


class Form(StrEnum):
    """What one process serves."""

    ALL = "all"
    IDENTITY = "identity"
    MESSAGING = "messaging"
    FRONT = "front"


class StaffSecondFactor(StrEnum):
    """Whether everyone but clients needs a second factor to do anything."""

    REQUIRED = "required"
    OFFERED = "offered"


class Secret:
    """A text that must not be shown: `repr` and `str` are masked, `reveal()` is where it is used."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself."""
        return self._text

    def __repr__(self) -> str:
        return "Secret('…')"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds that an installation may move, each with its reason. Those of the protocol itself are in protocol/limits.py."""

    pool_size: int = 10
    """Connections to each database per process: a few do, for posts are committed in batches."""

    statement_cache: int = 100
    """Prepared statements kept per connection; 0 behind a transaction pooler."""

    statement_milliseconds: int = 5_000
    """A statement that takes longer has met a lost server or a mistake."""

    writer_lanes: int = 2
    """Batches in flight at once per process: while one waits for the disk the next is verified."""

    batch_rows: int = 500
    """Posts committed together: beyond it a batch only adds waiting."""

    outgoing_frames: int = 256
    """What may wait for a slow reader before it is sent away; it misses nothing, for it reads on from the record."""

    posts_per_second: int = 20
    """Per connection, sustained: a fast writer sends one or two, an outbox after an outage a burst."""

    posts_burst: int = 100
    """Per connection, at once: what an outbox may hold after an outage."""

    sockets_per_session: int = 10
    """Tabs one signed-in person can have open."""

    attachment_bytes_per_day: int = 1_073_741_824
    """What one account may begin to send in a day: forty files of the largest size, far more than letters ask for, and not a disk."""

    backup_days: int = 35
    """How long a backup lives that may still hold what was destroyed: what a certificate of destruction promises (crypto.md §15.3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One process's settings. The names of the environment are in `_READERS`; docs/operations.md explains them."""

    form: Form = Form.ALL
    identity_database_url: Secret | None = None
    messaging_database_url: Secret | None = None
    identity_migration_url: Secret | None = None
    messaging_migration_url: Secret | None = None
    redis_url: Secret | None = None
    data_dir: Path | None = None
    pepper_dir: Path | None = None
    system_key: Path | None = None
    """The file of the key that signs for the service; beside the peppers when nothing is said."""

    static_dir: Path = _PACKAGED_CLIENT
    host: str = "127.0.0.1"
    port: int = 8000
    socket: Path | None = None
    """Listen on this unix socket instead of host and port."""

    processes: int = 1
    public_origin: str = ""
    """What browsers see, such as https://therapy.example.org; empty: http://localhost:PORT."""

    also_origins: tuple[str, ...] = ()
    """Further origins that are served as this one is."""

    tls_certificate: Path | None = None
    tls_key: Path | None = None
    behind_tls_proxy: bool = False
    """Declares that something in front of this process ends TLS; plain HTTP beyond loopback is refused otherwise."""

    identity_upstream: Path | None = None
    messaging_upstream: Path | None = None
    service_name: str = "webtherapy"
    """Part of every password's salt, pinned in the client's build: changing it locks everyone out."""

    staff_second_factor: StaffSecondFactor = StaffSecondFactor.REQUIRED
    """`offered` is for trying things out on loopback, and refused anywhere else."""

    stripe_key: Secret | None = None
    """The practice's key at Stripe; without it nobody is called and no payment is taken."""

    stripe_webhook_secret: Secret | None = None
    stripe_api: str | None = None
    """Another address than Stripe's own; for tests, on loopback."""

    s3_endpoint: str | None = None
    """The address of an object store that speaks S3, for attachments; without it they are in PostgreSQL."""

    s3_bucket: str | None = None
    s3_region: str = "us-east-1"
    s3_key_id: Secret | None = None
    s3_secret: Secret | None = None

    demo: bool = False
    """Serve a demo practice, whose root key this machine has seen. Refused on anything but loopback."""

    strict_log: bool = False
    """For tests: a log line with a key that is not allowed raises."""

    limits: Limits = field(default_factory=Limits)

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Read, convert and check; raises ConfigurationError naming the variable, never its value."""
        read: dict[str, Any] = {}
        for name, (attribute, convert) in _READERS.items():
            if environ.get(name, "") != "":
                read[attribute] = _convert(name, environ[name], convert)
        bounds: dict[str, int] = {}
        for name, attribute in _LIMITS.items():
            if environ.get(name, "") != "":
                bounds[attribute] = _convert(name, environ[name], _count)
        _refuse_unknown(environ)
        return cls(**read, limits=Limits(**bounds))

    def __post_init__(self) -> None:
        _check_form(self)
        _check_door(self)
        _check_payments(self)
        _check_object_store(self)
        if self.processes < 1:
            raise ConfigurationError("WEBTHERAPY_PROCESSES must be at least 1")

    @property
    def origin(self) -> str:
        """The public origin, or the loopback one that stands for it."""
        return self.public_origin or f"http://localhost:{self.port}"

    def required(self, attribute: str) -> str:
        """One of the secret addresses, such as "redis_url"; raises ConfigurationError naming the variable when it is not set."""
        secret = getattr(self, attribute)
        if not isinstance(secret, Secret):
            raise ConfigurationError(f"{attribute.upper()} must be set")
        return secret.reveal()

    @property
    def staff_need_second_factor(self) -> bool:
        """Whether staff without a second factor have to set one up before anything else; in the demo they do not."""
        return self.staff_second_factor is StaffSecondFactor.REQUIRED and not self.demo

    @property
    def system_key_file(self) -> Path:
        """Where the system key is kept; ConfigurationError when nothing says so."""
        if self.system_key is None and self.pepper_dir is None:
            raise ConfigurationError("WEBTHERAPY_SYSTEM_KEY must be set")
        return self.system_key or Path(self.pepper_dir or ".") / SYSTEM_KEY_NAME

    def serves_identity(self) -> bool:
        """Whether this process is the identity application, alone or among others."""
        return self.form in {Form.ALL, Form.IDENTITY}

    def serves_messaging(self) -> bool:
        """Whether this process is the messaging application, alone or among others."""
        return self.form in {Form.ALL, Form.MESSAGING}


def _convert(name: str, text: str, convert: Callable[[str], _Value]) -> _Value:
    try:
        return convert(text)
    except ValueError:
        raise ConfigurationError(f"{name} cannot be read: see docs/operations.md") from None


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError
    return number


def _switch(text: str) -> bool:
    if text.lower() not in {"true", "1", "false", "0"}:
        raise ValueError
    return text.lower() in {"true", "1"}


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _loopback_address(text: str) -> str:
    if urlsplit(text).scheme != "http" or urlsplit(text).hostname not in LOOPBACK:
        raise ValueError
    return text


def _store_address(text: str) -> str:
    """https://, or http:// on loopback; no path, no credentials."""
    parts = urlsplit(text)
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not secure or text != f"{parts.scheme}://{parts.netloc}" or parts.username is not None:
        raise ValueError
    return text


_READERS: Final[dict[str, tuple[str, Callable[[str], object]]]] = {
    "IDENTITY_DATABASE_URL": ("identity_database_url", Secret),
    "MESSAGING_DATABASE_URL": ("messaging_database_url", Secret),
    "IDENTITY_MIGRATION_URL": ("identity_migration_url", Secret),
    "MESSAGING_MIGRATION_URL": ("messaging_migration_url", Secret),
    "REDIS_URL": ("redis_url", Secret),
    "WEBTHERAPY_FORM": ("form", Form),
    "WEBTHERAPY_DATA_DIR": ("data_dir", Path),
    "WEBTHERAPY_PEPPER_DIR": ("pepper_dir", Path),
    "WEBTHERAPY_SYSTEM_KEY": ("system_key", Path),
    "WEBTHERAPY_STATIC_DIR": ("static_dir", Path),
    "WEBTHERAPY_HOST": ("host", str),
    "WEBTHERAPY_PORT": ("port", _count),
    "WEBTHERAPY_SOCKET": ("socket", Path),
    "WEBTHERAPY_PROCESSES": ("processes", _count),
    "WEBTHERAPY_PUBLIC_ORIGIN": ("public_origin", str),
    "WEBTHERAPY_ALSO_ORIGINS": ("also_origins", _list),
    "WEBTHERAPY_TLS_CERTIFICATE": ("tls_certificate", Path),
    "WEBTHERAPY_TLS_KEY": ("tls_key", Path),
    "WEBTHERAPY_BEHIND_TLS_PROXY": ("behind_tls_proxy", _switch),
    "WEBTHERAPY_IDENTITY_UPSTREAM": ("identity_upstream", Path),
    "WEBTHERAPY_MESSAGING_UPSTREAM": ("messaging_upstream", Path),
    "WEBTHERAPY_SERVICE_NAME": ("service_name", str),
    "WEBTHERAPY_STAFF_SECOND_FACTOR": ("staff_second_factor", StaffSecondFactor),
    "WEBTHERAPY_STRIPE_KEY": ("stripe_key", Secret),
    "WEBTHERAPY_STRIPE_WEBHOOK_SECRET": ("stripe_webhook_secret", Secret),
    "WEBTHERAPY_STRIPE_API": ("stripe_api", _loopback_address),
    "WEBTHERAPY_S3_ENDPOINT": ("s3_endpoint", _store_address),
    "WEBTHERAPY_S3_BUCKET": ("s3_bucket", str),
    "WEBTHERAPY_S3_REGION": ("s3_region", str),
    "WEBTHERAPY_S3_KEY_ID": ("s3_key_id", Secret),
    "WEBTHERAPY_S3_SECRET": ("s3_secret", Secret),
    "WEBTHERAPY_DEMO": ("demo", _switch),
    "WEBTHERAPY_STRICT_LOG": ("strict_log", _switch),
}
"""Variable → attribute and reader."""

_LIMITS: Final = {f"{PREFIX}LIMIT_{each.name.upper()}": each.name for each in fields(Limits)}


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    unknown = sorted(
        name for name in environ if name.startswith(PREFIX) and name not in _READERS and name not in _LIMITS
    )
    if unknown:
        raise ConfigurationError(f"{', '.join(unknown)}: no such setting; see docs/operations.md")


def _check_form(settings: Settings) -> None:
    """In a split deployment no process has a credential that it does not need."""
    allowed = {
        Form.ALL: {"identity_database_url", "messaging_database_url", "redis_url"},
        Form.IDENTITY: {"identity_database_url", "redis_url"},
        Form.MESSAGING: {"messaging_database_url", "redis_url"},
        Form.FRONT: set[str](),
    }[settings.form]
    if settings.form is not Form.ALL:
        for name in ("identity_database_url", "messaging_database_url", "redis_url"):
            if name not in allowed and getattr(settings, name) is not None:
                raise ConfigurationError(f"{name.upper()} must not be set for the form {settings.form}")
    if settings.form in {Form.IDENTITY, Form.FRONT} and settings.system_key is not None:
        raise ConfigurationError(f"WEBTHERAPY_SYSTEM_KEY must not be set for the form {settings.form}")
    if settings.form is Form.FRONT and (settings.identity_upstream is None or settings.messaging_upstream is None):
        raise ConfigurationError("the front form needs WEBTHERAPY_IDENTITY_UPSTREAM and WEBTHERAPY_MESSAGING_UPSTREAM")


def _check_payments(settings: Settings) -> None:
    """What is half set up would take money and not hear of it."""
    if (settings.stripe_key is None) != (settings.stripe_webhook_secret is None):
        raise ConfigurationError("WEBTHERAPY_STRIPE_KEY and WEBTHERAPY_STRIPE_WEBHOOK_SECRET belong together")
    if settings.stripe_key is not None and not settings.serves_identity():
        raise ConfigurationError(f"WEBTHERAPY_STRIPE_KEY must not be set for the form {settings.form}")


def _check_object_store(settings: Settings) -> None:
    """All of it or nothing: what is not said would be looked for elsewhere."""
    said = (settings.s3_endpoint, settings.s3_bucket, settings.s3_key_id, settings.s3_secret)
    if any(each is None for each in said) and any(each is not None for each in said):
        raise ConfigurationError("WEBTHERAPY_S3_ENDPOINT, _BUCKET, _KEY_ID and _SECRET belong together")
    if settings.s3_endpoint is not None and not settings.serves_messaging():
        raise ConfigurationError(f"WEBTHERAPY_S3_ENDPOINT must not be set for the form {settings.form}")


def _check_door(settings: Settings) -> None:
    """Plain HTTP never leaves this machine (requirement S12)."""
    if (settings.tls_certificate is None) != (settings.tls_key is None):
        raise ConfigurationError("WEBTHERAPY_TLS_CERTIFICATE and WEBTHERAPY_TLS_KEY belong together")
    local = settings.socket is not None or settings.host in LOOPBACK
    if not local and settings.tls_certificate is None and not settings.behind_tls_proxy:
        raise ConfigurationError(
            "plain HTTP is for loopback only: set WEBTHERAPY_TLS_CERTIFICATE and WEBTHERAPY_TLS_KEY, "
            "or declare a TLS-terminating proxy with WEBTHERAPY_BEHIND_TLS_PROXY=true"
        )
    if settings.demo and not local:
        raise ConfigurationError("the demo is for loopback only: this machine has seen its root key")
    if settings.staff_second_factor is StaffSecondFactor.OFFERED and not (
        local and settings.origin.startswith("http:")
    ):
        raise ConfigurationError(
            "WEBTHERAPY_STAFF_SECOND_FACTOR=offered is for loopback only: elsewhere staff need one"
        )
