"""What an incident may have touched of notices and files (compliance HS-14)."""

from pathlib import Path
from typing import Final

from server.storage.database import Connection
from server.storage.exposure import Found, Span, found
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("exposure.sql"))

_LISTED: Final = {
    "notices": queries.notices,
    "attachments": queries.attachments,
}


async def exposed(connection: Connection, span: Span) -> Found:
    """By what it is of: ids, places and times."""
    return await found(connection, span, _LISTED)
