"""The demo's sign-ins, kept beside its data in a file that only its owner reads. A real practice must never keep such a file."""

import os
from pathlib import Path
from typing import Final

import msgspec

_FILE: Final = "demo-sign-ins.json"
_NOTE: Final = "Made by the demo, for the demo. A real practice never writes passwords down."


class SignIn(msgspec.Struct, frozen=True, kw_only=True):
    """One seeded account."""

    name: str
    role: str
    number: str
    password: str

    def __repr__(self) -> str:
        return "<SignIn>"


class SignIns(msgspec.Struct, frozen=True, kw_only=True):
    """All of them, and a word to whoever finds the file."""

    note: str = _NOTE
    people: list[SignIn] = []

    def of(self, role: str) -> SignIn:
        """The first one of a role."""
        return next(person for person in self.people if person.role == role)


def load(data: Path) -> SignIns | None:
    """What an earlier run kept; None when this data directory has not been seeded to the end."""
    path = data / _FILE
    return msgspec.json.decode(path.read_bytes(), type=SignIns) if path.exists() else None


def save(data: Path, sign_ins: SignIns) -> None:
    """Writes the file whole or not at all."""
    path = data / _FILE
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(sign_ins), indent=2))
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
