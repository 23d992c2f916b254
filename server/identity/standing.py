"""What an account is and has, at one moment: what a sign-in is decided by, and what it is compared with once it has begun."""

from dataclasses import dataclass
from pathlib import Path

from server.errors import Refusal, RefusalCode
from server.ids import AccountId
from server.roles import Role
from server.storage.database import Connection
from server.storage.queries import load

queries = load(Path(__file__).with_name("standing.sql"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Versions count replacements, 0 for none; times are Unix milliseconds. Two that are equal have seen no change in between."""

    account: AccountId
    role: Role
    active: bool
    generation: int
    password_version: int
    password_set_at: int
    recovery_version: int
    recovery_set_at: int
    totp_set_at: int | None
    passkeys: int

    @property
    def staff(self) -> bool:
        """Everyone but clients."""
        return self.role is not Role.CLIENT

    @property
    def held_to_passkey(self) -> bool:
        """Whether only password and passkey together open what is kept: staff from their first passkey on (crypto.md §3.8)."""
        return self.staff and self.passkeys > 0

    @property
    def has_second_factor(self) -> bool:
        """Whether the password alone lets nobody in."""
        return self.totp_set_at is not None or self.passkeys > 0

    def check_active(self) -> None:
        """A Refusal `deactivated` when it is shut: only for who has shown the right key."""
        if not self.active:
            raise Refusal(RefusalCode.DEACTIVATED)


async def standing_of(connection: Connection, account: AccountId) -> Standing | None:
    """An account's standing; None when there is no such account."""
    row = await connection.fetchrow(queries.find_standing, account)
    if row is None:
        return None
    return Standing(
        account=account,
        role=Role(row["role"]),
        active=row["state"] == "active",
        generation=row["generation"],
        password_version=row["password_version"],
        password_set_at=row["password_set_at"],
        recovery_version=row["recovery_version"],
        recovery_set_at=row["recovery_set_at"],
        totp_set_at=row["totp_set_at"],
        passkeys=row["passkeys"],
    )


async def settled(connection: Connection, account: AccountId) -> Standing:
    """The standing of an account that is there; `wrong_credentials` when it is not, `deactivated` when it is shut."""
    standing = await standing_of(connection, account)
    if standing is None:
        raise Refusal(RefusalCode.WRONG_CREDENTIALS)
    standing.check_active()
    return standing


async def hold(connection: Connection, account: AccountId) -> None:
    """Lock an account until the transaction ends: credentials change one at a time.

    Sessions that a change ends are ended within its transaction: without Valkey nothing changes, and no session slips through.
    """
    await connection.execute(queries.hold_account, account)


async def held(connection: Connection, account: AccountId, password_version: int) -> Standing:
    """The standing, and the account locked (`hold`).

    Besides `settled`, a Refusal `wrong_credentials` when the password that was shown is not the account's any more.
    """
    await hold(connection, account)
    standing = await settled(connection, account)
    if standing.password_version != password_version:
        raise Refusal(RefusalCode.WRONG_CREDENTIALS)
    return standing
