"""What somebody who stops working here leaves behind (compliance ST-03): what no shut account ends by itself."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.ids import AccountId
from server.practice.manifests import manifest_in_force
from server.records.conversations import conversations_of
from server.storage.database import Connection
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("leaving.sql"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Conversations that are open, until when they may certify (Unix milliseconds), whether they are a custodian in force, and how many
    systems' tokens they made.
    """

    conversations: int
    certifies_until: int | None
    custodian: bool
    services: int


async def left_by(connection: Connection, account: AccountId, now: int) -> Left:
    """Of one account, as it stands now."""
    kept = await manifest_in_force(connection)
    listed = await conversations_of(connection, account)
    return Left(
        conversations=sum(each.closing is None and not each.reading for each in listed),
        certifies_until=await connection.fetchval(queries.certifies_until, account, now),
        custodian=kept is not None and account in {each.account for each in kept.manifest.custodians},
        services=await connection.fetchval(queries.services_made, account, now),
    )
