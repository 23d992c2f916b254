"""Shutting an account, and binding it anew (protocol.md §1.1). Nothing that its holder has is destroyed by it."""

from pathlib import Path

from server.crypto.pepper import Peppers
from server.crypto.vault import WrapKind
from server.errors import EndReason, ProofError, Refusal, RefusalCode
from server.identity import history, totp
from server.identity.accounts import Accounts
from server.identity.failures import Failures
from server.identity.history import Event
from server.identity.passkeys import Passkeys
from server.identity.rooms import Identity
from server.identity.standing import Standing, held, hold, standing_of
from server.ids import AccountId
from server.roles import WITHIN_REACH
from server.sessions.sign_in_session import SignInSession
from server.storage.audit import Act, note
from server.storage.database import Connection
from server.storage.queries import load

queries = load(Path(__file__).with_name("deactivation.sql"))


async def deactivate_own(rooms: Identity, session: SignInSession, shown_version: int) -> None:
    """Its holder shuts it: nobody signs in to it any more, and all of its sessions end."""
    async with rooms.database.transaction() as connection:
        await held(connection, session.account, shown_version)
        await shut(connection, session.account, rooms.now())
        await rooms.sessions.end_all(session.account, EndReason.DEACTIVATED)


async def deactivate(rooms: Identity, account: AccountId, caller: SignInSession) -> None:
    """Shut somebody else's account and end its sessions. A Refusal `not_for_you` when there is none within the caller's reach, and for
    one's own, which asks for the password; one that is shut stays so.
    """
    async with rooms.database.transaction() as connection:
        standing = await standing_of(connection, account)
        within = WITHIN_REACH.get(caller.role, frozenset())
        if standing is None or standing.role not in within or account == caller.account:
            raise Refusal(RefusalCode.NOT_FOR_YOU)
        await shut(connection, account, rooms.now())
        await rooms.sessions.end_all(account, EndReason.DEACTIVATED)
        await note(connection, Act.ACCOUNT_DEACTIVATED, caller.account, rooms.now(), subject=account)


async def shut(connection: Connection, account: AccountId, now: int) -> bool:
    """Shut an account and write it down; False when there is none. Ending its sessions is the caller's, before the commit."""
    if await connection.fetchrow(queries.deactivate, account) is None:
        return False
    await history.add(connection, account, Event.DEACTIVATED, now)
    return True


async def bind_anew(
    connection: Connection,
    accounts: Accounts,
    passkeys: Passkeys,
    failures: Failures,
    account: AccountId,
    nobodys_verifier: bytes,
    now: int,
) -> Standing | None:
    """Open an account again to its recovery code; None when there is no such account.

    Its failures are forgotten. Where it was shut, the password, the second factors and the sheet that it was shut against are worth
    nothing any more: in the password's place stands one that nobody knows, and whose it is the practice has seen for itself.
    """
    await hold(connection, account)
    standing = await standing_of(connection, account)
    if standing is None:
        return None
    await failures.forget_all(connection, account)
    if not standing.active:
        version = standing.password_version + 1
        await accounts.keep_verifier(connection, account, WrapKind.PASSWORD, version, nobodys_verifier, now)
        await accounts.drop_wrap(connection, account, WrapKind.PASSWORD)
        await passkeys.drop_all(connection, account)
        await totp.drop(connection, account)
        await connection.execute(queries.drop_activation, account)
        await connection.execute(queries.reactivate, account)
    return standing


async def account_with_number(connection: Connection, peppers: Peppers, number: str) -> AccountId | None:
    """Whose number it is; None when it is nobody's, or no number."""
    try:
        lookups = [lookup.value for lookup in peppers.number_lookups(number)]
    except ProofError:
        return None
    row = await connection.fetchrow(queries.find_by_number, lookups)
    return None if row is None else AccountId(row["account"])
