"""How many clients the record knows of in a span of time, for reports; who they are stays here."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.crypto.closing import ClosingReason
from server.storage.database import Connection
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("counting.sql"))


@dataclass(frozen=True, slots=True)
class Span:
    """From the first millisecond on, until before the second (Unix)."""

    since: int
    until: int


async def clients_matched(connection: Connection, span: Span) -> int:
    """With whom a conversation began."""
    return int(await connection.fetchval(queries.clients_matched, span.since, span.until))


async def clients_in_session(connection: Connection, span: Span) -> int:
    """Who were in a live session."""
    return int(await connection.fetchval(queries.clients_in_session, span.since, span.until))


async def clients_who_left(connection: Connection, span: Span, reason: ClosingReason) -> int:
    """Of whom a conversation was closed, for this reason."""
    return int(await connection.fetchval(queries.clients_who_left, span.since, span.until, reason.value))


async def first_conversation(connection: Connection) -> int | None:
    """When the first one began; None before it."""
    first: int | None = await connection.fetchval(queries.first_conversation)
    return first
