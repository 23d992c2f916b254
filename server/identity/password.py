"""Replacing the password and the recovery code (crypto.md §3.9): one version after the other, by who has just shown the password."""

from dataclasses import dataclass

from server.crypto.vault import WrapKind
from server.errors import EndReason, Refusal, RefusalCode
from server.identity import history
from server.identity.history import Event
from server.identity.rooms import Identity
from server.identity.standing import Standing, held
from server.sessions.sign_in_session import SignInSession
from server.storage.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PasskeyRewrap:
    """A passkey that is kept, and its wrap for what changes."""

    passkey: bytes
    wrap: bytes


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NewPassword:
    """A password's key and wrap. Who is held to a passkey has that passkey's wrap instead (crypto.md §3.8)."""

    authentication_key: bytes
    wrap: bytes | None
    version: int
    passkey: PasskeyRewrap | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NewRecoveryCode:
    """A recovery code's key and wrap."""

    recovery_key: bytes
    wrap: bytes
    version: int


async def change_password(rooms: Identity, session: SignInSession, shown_version: int, new: NewPassword) -> None:
    """A new password. All other sessions end; a Refusal `conflict` when its version is not the next."""
    verifier = await rooms.verifiers.make(new.authentication_key)
    async with rooms.database.transaction() as connection:
        standing = await held(connection, session.account, shown_version)
        if new.passkey is not None and not standing.held_to_passkey:
            raise Refusal(RefusalCode.CONFLICT)
        await keep_password(rooms, connection, standing, new, verifier)
        if new.passkey is not None:
            await rewrap_only(rooms, connection, standing, new.passkey)
        await history.add(connection, session.account, Event.PASSWORD_CHANGED, rooms.now(), session.id, session.device)
        await rooms.sessions.end_all(session.account, EndReason.CHANGED, but=session.id)


async def change_recovery_code(
    rooms: Identity, session: SignInSession, shown_version: int, new: NewRecoveryCode
) -> None:
    """A new recovery code; a Refusal `conflict` when its version is not the next."""
    verifier = await rooms.verifiers.make(new.recovery_key)
    async with rooms.database.transaction() as connection:
        standing = await held(connection, session.account, shown_version)
        await keep_recovery_code(rooms, connection, standing, new, verifier)
        await history.add(
            connection, session.account, Event.RECOVERY_CODE_CHANGED, rooms.now(), session.id, session.device
        )


async def keep_password(
    rooms: Identity, connection: Connection, standing: Standing, new: NewPassword, verifier: bytes
) -> None:
    """Keep a password and its wrap. A Refusal `conflict` unless version and wraps are what the account as it stands asks for."""
    if new.version != standing.password_version + 1 or standing.held_to_passkey != (new.wrap is None):
        raise Refusal(RefusalCode.CONFLICT)
    if standing.held_to_passkey and new.passkey is None:
        raise Refusal(RefusalCode.CONFLICT)
    account, kind, now = standing.account, WrapKind.PASSWORD, rooms.now()
    await rooms.accounts.keep_verifier(connection, account, kind, new.version, verifier, now)
    if new.wrap is not None:
        await rooms.accounts.keep_wrap(connection, account, kind, new.version, new.wrap, now)


async def keep_recovery_code(
    rooms: Identity, connection: Connection, standing: Standing, new: NewRecoveryCode, verifier: bytes
) -> None:
    """Keep a recovery code and its wrap; a Refusal `conflict` when its version is not the next."""
    if new.version != standing.recovery_version + 1:
        raise Refusal(RefusalCode.CONFLICT)
    account, kind, now = standing.account, WrapKind.RECOVERY, rooms.now()
    await rooms.accounts.keep_verifier(connection, account, kind, new.version, verifier, now)
    await rooms.accounts.keep_wrap(connection, account, kind, new.version, new.wrap, now)


async def rewrap_only(
    rooms: Identity, connection: Connection, standing: Standing, passkey: PasskeyRewrap | None
) -> None:
    """Keep this passkey under its new wrap, and none of the others: theirs hold what is no more."""
    if passkey is not None:
        await rooms.passkeys.rewrap(connection, standing.account, passkey.passkey, passkey.wrap)
    await rooms.passkeys.drop_all(connection, standing.account, but=passkey.passkey if passkey is not None else None)
