"""Where this service is: the addresses that are its own, and so the only ones whose pages may speak to it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from server.errors import ConfigurationError

LOOPBACK_HOSTS = ("localhost", "127.0.0.1")


@dataclass(frozen=True, slots=True)
class Site:
    """One origin, such as `https://therapy.example.org`, or `http://localhost:8000` on loopback."""

    origin: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.origin)
        if self.origin != f"{parts.scheme}://{parts.netloc}" or not parts.hostname or parts.username is not None:
            raise ConfigurationError("The site's origin must look like https://therapy.example.org, without a path.")
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS):
            raise ConfigurationError("The site's origin must begin with https://; http:// is for localhost only.")

    @property
    def host(self) -> str:
        """What the Host header has to say."""
        return urlsplit(self.origin).netloc

    @property
    def secure(self) -> bool:
        return self.origin.startswith("https://")

    @property
    def socket_origin(self) -> str:
        """The same origin as the content security policy names it for sockets."""
        return "ws" + self.origin.removeprefix("http")

    @property
    def numeric_host(self) -> str | None:
        """The other name of a loopback site, from which pages are sent to the real one; None elsewhere."""
        parts = urlsplit(self.origin)
        return f"127.0.0.1:{parts.port or 80}" if parts.hostname == "localhost" and not self.secure else None
