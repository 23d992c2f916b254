"""Who may read a paper (crypto.md §13.1): its author, its client where it is theirs to read, and the practice's officers and owners."""

from collections.abc import Collection
from typing import Final

from server.crypto.order import ORDERING
from server.crypto.paper import SealedPaper
from server.errors import Refusal, RefusalCode
from server.ids import AccountId
from server.practice.people import Person, certified_people
from server.practice.sql import queries
from server.records.papers import keep_paper
from server.storage.database import Connection

_ROLES: Final = sorted(role.value for role in ORDERING)


async def officers(connection: Connection) -> list[Person]:
    """The certified officers and owners."""
    rows = await connection.fetch(queries.accounts_of_roles, _ROLES)
    return [
        person
        for person in await certified_people(connection, [row["account"] for row in rows])
        if person.role in ORDERING
    ]


async def accept_paper(
    connection: Connection, paper: SealedPaper, named: bytes, others: Collection[AccountId], now: int
) -> None:
    """Keep a sealed paper that a signed body names.

    Refuses another paper, one that one of `others` or all officers cannot read (`malformed`), readers who are neither (`not_for_you`), and
    wraps for keys that are not theirs any more (`stale_keys`).
    """
    staff = await officers(connection)
    people = {each.account: each for each in (*staff, *await certified_people(connection, list(others)))}
    reading = {account for account, _, _ in paper.wraps}
    if paper.hash != named or len(reading) != len(paper.wraps) or not set(others) <= reading:
        raise Refusal(RefusalCode.MALFORMED)
    if not reading & {each.account for each in staff}:
        raise Refusal(RefusalCode.MALFORMED)
    for account, bundle_hash, _ in paper.wraps:
        if account not in people:
            raise Refusal(RefusalCode.NOT_FOR_YOU)
        if people[account].bundle_hash != bundle_hash:
            raise Refusal(RefusalCode.STALE_KEYS)
    await keep_paper(connection, paper, now)
