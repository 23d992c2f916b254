"""`Passwords`: generated once, kept in one file that only its owner can read. Nobody ever types them."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Self

from server.errors import ConfigurationError


def _generate() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True, repr=False)
class Passwords:
    """One per role, and Valkey's. Their letters need no quoting, neither in SQL nor in an address."""

    superuser: str
    identity_app: str
    identity_migration: str
    messaging_app: str
    messaging_migration: str
    valkey: str

    @classmethod
    def ensure(cls, path: Path) -> Self:
        """Read them, or make them when there are none yet."""
        if not path.exists():
            made = cls(*(_generate() for _ in fields(cls)))
            _write_privately(path, json.dumps(asdict(made), indent=1) + "\n")
        return cls.read(path)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read them; ConfigurationError when they are not there or not whole."""
        try:
            return cls(**json.loads(path.read_text()))
        except (OSError, ValueError, TypeError):
            raise ConfigurationError(
                f"{path} is missing or not readable: without it the databases cannot be opened"
            ) from None


def _write_privately(path: Path, text: str) -> None:
    """Whole or not at all, on disk before anything is protected with it."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
