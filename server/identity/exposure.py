"""What an incident may have touched of accounts, credentials and sign-ins (compliance HS-14)."""

from pathlib import Path
from typing import Final

from server.storage.database import Connection
from server.storage.exposure import Found, Span, found
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("exposure.sql"))

_LISTED: Final = {
    "accounts": queries.accounts,
    "verifiers": queries.verifiers,
    "codes": queries.codes,
    "passkeys": queries.passkeys,
    "sheets": queries.sheets,
    "contact_cards": queries.contact_cards,
    "intakes": queries.intakes,
    "sessions": queries.sessions,
    "history": queries.history,
}


async def exposed(connection: Connection, span: Span) -> Found:
    """By what it is of: ids, places and times."""
    return await found(connection, span, _LISTED)
