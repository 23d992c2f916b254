"""Telling whom a policy is for that it was revised (requirement S20): notices of kind "policy", a few people at a time.

Whoever posts a version leaves a row; any process that serves messaging takes it from there, and from wherever another one stopped. Nobody is
told twice, for each notice's id is derived from whom and what it tells.
"""

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Final

from server.crypto.acceptance import POLICIES_OF, Audience, Policy
from server.crypto.hashing import hash_of
from server.errors import Fault
from server.ids import AccountId
from server.practice.policies import queries
from server.practice.sayings import Event
from server.practice.system_notices import SystemNotices
from server.storage.database import Connection, Database, Row

AT_ONCE: Final = 25
"""People in one transaction: sealing to them takes a few milliseconds each, and whoever else is served waits for no more than one."""

PAUSE_SECONDS: Final = 0.05
LOOK_SECONDS: Final = 1.0

Ring = Callable[[Collection[AccountId]], None]


async def tell_some(database: Database, system: SystemNotices, ring: Ring, now: int) -> bool:
    """Tell the next few of a revision that is not through; False when there is none, or another process is at it."""
    changed: set[AccountId] = set()
    async with database.transaction() as connection:
        row = await connection.fetchrow(queries.next_telling)
        if row is None:
            return False
        accounts = [AccountId(each["account"]) for each in await _next(connection, row)]
        for account in accounts:
            changed |= set(await _tell(connection, system, account, row, now))
        through = len(accounts) < AT_ONCE
        reached = accounts[-1] if accounts else row["reached"]
        await connection.execute(queries.reach, row["policy"], row["version"], reached, now if through else None)
    ring(changed)
    return True


async def keep_telling_policies(database: Database, system: SystemNotices, ring: Ring, now: Callable[[], int]) -> None:
    """The same again and again, until cancelled."""
    while True:
        told = False
        with suppress(Fault):
            told = await tell_some(database, system, ring, now())
        await asyncio.sleep(PAUSE_SECONDS if told else LOOK_SECONDS)


async def _next(connection: Connection, row: Row) -> list[Row]:
    clients_too = Policy(row["policy"]) in POLICIES_OF[Audience.CLIENTS]
    return list(await connection.fetch(queries.next_told, row["reached"], AT_ONCE, clients_too))


async def _tell(
    connection: Connection, system: SystemNotices, account: AccountId, row: Row, now: int
) -> Collection[AccountId]:
    policy, version = row["policy"], row["version"]
    name = hash_of("webtherapy/v1/policy-told", account, policy, version)
    values = {"policy": policy, "version": str(version)}
    notice_id = system.notice_id(name)
    return await system.tell(connection, account, Event.POLICY_REVISED, now, values=values, notice_id=notice_id)
