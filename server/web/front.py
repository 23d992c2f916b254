"""The front: one origin for both applications, without any credential of its own."""

from starlette.types import ASGIApp

from server.errors import ConfigurationError
from server.settings import Settings


def create_front(settings: Settings) -> ASGIApp:
    """The application of a front process."""
    raise ConfigurationError(f"the form {settings.form} is not built yet")
