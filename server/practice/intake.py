"""The practice's intake staff: whom a contact card is sealed to (crypto.md §3.12)."""

from server.practice.people import Person, certified_people
from server.practice.policies import queries
from server.storage.database import Connection


async def intake_staff(connection: Connection) -> list[Person]:
    """Those who are certified, each with the newest certified bundle, by account."""
    rows = await connection.fetch(queries.intake_accounts)
    return await certified_people(connection, [row["account"] for row in rows])
