"""`audit verify`: reads both audit trails from their first row and says where one does not follow from the one before."""

from server.errors import AuditError
from server.settings import Settings
from server.storage.audit import verify
from server.storage.database import Database
from server.storage.embedded.roles import Side


async def verify_trails(settings: Settings) -> tuple[list[str], bool]:
    """A line for each side that is set, and whether all rows follow."""
    found = [
        await _verify(side, url.reveal())
        for side, url in (
            (Side.IDENTITY, settings.identity_database_url),
            (Side.MESSAGING, settings.messaging_database_url),
        )
        if url is not None
    ]
    return [line for line, _ in found], all(well for _, well in found)


async def _verify(side: Side, url: str) -> tuple[str, bool]:
    async with Database(url, pool_size=1) as database, database.acquire() as connection:
        try:
            number, newest = await verify(connection)
        except AuditError as error:
            return f"{side} audit trail: broken at row {error.number}", False
    return f"{side} audit trail: {number} rows follow each other; the last one's hash is {newest.hex()}", True
