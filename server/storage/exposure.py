"""What an incident may have touched (compliance HS-14): ids, places and times of a span, and never what anything says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from server.storage.database import Connection

Found: TypeAlias = dict[str, list[dict[str, Any]]]
"""Rows by what they are of, as JSON has them."""


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment, included, until another, excluded; Unix milliseconds."""

    since: int
    until: int


async def found(connection: Connection, span: Span, asked: Mapping[str, str]) -> Found:
    """What each query gives of the span; bytes are written in hex."""
    return {name: shown(await connection.fetch(query, span.since, span.until)) for name, query in sorted(asked.items())}


def shown(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows as JSON has them."""
    return [{key: value.hex() if isinstance(value, bytes) else value for key, value in row.items()} for row in rows]
