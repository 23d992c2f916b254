"""Named SQL: a room's `queries.sql`, read once, as a frozen namespace.

A query begins with a line `-- name --`; comment lines below it say what it is for and what its parameters are.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Final

from server.errors import ConfigurationError

_HEADER: Final = re.compile(r"^-- ([a-z][a-z0-9_]*) --$")


class Queries:
    """The queries of one file, each an attribute. Asking for one that is not there raises AttributeError."""

    __slots__ = ("_texts",)

    def __init__(self, texts: dict[str, str]) -> None:
        object.__setattr__(self, "_texts", MappingProxyType(dict(texts)))

    def __getattr__(self, name: str) -> str:
        texts: MappingProxyType[str, str] = object.__getattribute__(self, "_texts")
        if name not in texts:
            raise AttributeError(f"there is no query named {name!r}")
        return texts[name]

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("queries are frozen")

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """All of them as (name, text), in the file's order."""
        texts: MappingProxyType[str, str] = object.__getattribute__(self, "_texts")
        return iter(texts.items())


def load(path: Path) -> Queries:
    """Read a file of named queries. Raises ConfigurationError for a name twice, a query without text, text without a name."""
    texts: dict[str, list[str]] = {}
    current: list[str] | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        header = _HEADER.match(line.strip())
        if header is not None:
            if header[1] in texts:
                raise ConfigurationError(f"{path.name}:{number}: there are two queries named {header[1]}")
            current = texts[header[1]] = []
        elif line.strip() and not line.lstrip().startswith("--"):
            if current is None:
                raise ConfigurationError(f"{path.name}:{number}: SQL before the first `-- name --`")
            current.append(line.rstrip())
    for name, lines in texts.items():
        if not lines:
            raise ConfigurationError(f"{path.name}: the query {name} is empty")
    return Queries({name: "\n".join(lines) for name, lines in texts.items()})
