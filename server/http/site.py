"""Where this service is: the addresses that are its own, and so the only ones whose pages may speak to it."""

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from server.errors import ConfigurationError

LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1"})


@dataclass(frozen=True, slots=True)
class Site:
    """One origin, such as `https://therapy.example.org`, or `http://localhost:8000` on loopback.

    `also` names further origins that are served as this one is, as when something stands in between.
    """

    origin: str
    also: tuple[str, ...] = ()
    origins: frozenset[str] = field(init=False)
    hosts: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        origins = (self.origin, *self.also)
        for origin in origins:
            _check(origin)
        if len({urlsplit(origin).scheme for origin in origins}) != 1:
            raise ConfigurationError("The site's origins must be all https:// or all http://.")
        object.__setattr__(self, "origins", frozenset(origins))
        object.__setattr__(self, "hosts", frozenset(urlsplit(origin).netloc for origin in origins))

    @property
    def secure(self) -> bool:
        """Whether it is served over TLS: everywhere but on loopback."""
        return self.origin.startswith("https://")

    @property
    def socket_origins(self) -> tuple[str, ...]:
        """The same origins as the content security policy names them for sockets."""
        return tuple("ws" + origin.removeprefix("http") for origin in (self.origin, *self.also))

    @property
    def numeric_host(self) -> str | None:
        """The other name of a loopback site, from which pages are sent to the real one; None elsewhere."""
        parts = urlsplit(self.origin)
        return f"127.0.0.1:{parts.port or 80}" if parts.hostname == "localhost" and not self.secure else None

    def is_own_host(self, host: str) -> bool:
        """Whether a Host header means us. On loopback any port does: names can be rebound by a stranger, ports cannot."""
        return host in self.hosts or (not self.secure and host.rpartition(":")[0] in LOOPBACK_NAMES)


def _check(origin: str) -> None:
    """Refuse what is no origin, and plain HTTP anywhere but on loopback (requirement S12)."""
    parts = urlsplit(origin)
    if origin != f"{parts.scheme}://{parts.netloc}" or not parts.hostname or parts.username is not None:
        raise ConfigurationError("The site's origin must look like https://therapy.example.org, without a path.")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK_NAMES):
        raise ConfigurationError("The site's origin must begin with https://; http:// is for localhost only.")
