"""Somebody's browser warned them of this site (S16): sealed to every certified intake staff member and owner, and kept nowhere else."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from server.errors import Refusal, RefusalCode
from server.ids import AccountId
from server.practice.people import certified_people
from server.practice.sayings import Event
from server.practice.sql import queries
from server.practice.system_notices import SystemNotices
from server.roles import Role
from server.storage.database import Connection

TOLD: Final = (Role.INTAKE.value, Role.OWNER.value)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SeenWarning:
    """What it said, word for word; where; in which kind of browser; and who says so, if they are signed in."""

    wording: str
    place: str
    browser: str
    reporter: AccountId | None

    def values(self) -> dict[str, str]:
        """As a notice tells it."""
        said = {"wording": self.wording, "place": self.place, "browser": self.browser}
        if self.reporter is not None:
            said["account"] = self.reporter.hex()
        return {name: value for name, value in said.items() if value}


async def report(
    connection: Connection, system: SystemNotices, warning: SeenWarning, now: int
) -> Collection[AccountId]:
    """Tell the staff, in the caller's transaction; gives whose mail has changed. `try_again` while there is nobody to seal it to."""
    rows = await connection.fetch(queries.accounts_of_roles, TOLD)
    staff = await certified_people(connection, [row["account"] for row in rows])
    if not staff:
        raise Refusal(RefusalCode.TRY_AGAIN)
    changed: set[AccountId] = set()
    for person in staff:
        changed |= set(
            await system.tell(connection, person.account, Event.WARNING_REPORTED, now, values=warning.values())
        )
    return changed
