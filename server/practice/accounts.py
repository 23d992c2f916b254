"""Everybody whose keys the practice knows, as staff see them from outside: by pseudonym (protocol.md §1.7)."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from server.ids import AccountId
from server.records.standing import standing
from server.roles import Role
from server.storage.database import Connection
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("accounts.sql"))


class AccountState(StrEnum):
    """How an account stands. Whether it was shut the identity side knows."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAccount:
    """An account from outside. `since`: when it was suspended or reinstated last, else when it first answered to a policy, if ever."""

    account: AccountId
    role: Role
    certified: bool
    state: AccountState
    since: int | None


async def known_accounts(connection: Connection) -> list[KnownAccount]:
    """All of them, by account."""
    stands = await standing(connection)
    found = []
    for row in await connection.fetch(queries.known_accounts):
        changed = stands.get(row["account"])
        found.append(
            KnownAccount(
                account=AccountId(row["account"]),
                role=Role(row["role"]),
                certified=row["certified"],
                state=AccountState.SUSPENDED if changed is not None and changed.suspended else AccountState.ACTIVE,
                since=row["since"] if changed is None else changed.since,
            )
        )
    return found
