"""Rotating (crypto.md §2, §3.9): a new account secret, all wraps in one step, the old secret behind the new one."""

from dataclasses import dataclass

from server.errors import EndReason, Refusal, RefusalCode
from server.identity import history
from server.identity.accounts import Predecessor
from server.identity.history import Event
from server.identity.opened import second_factor_of
from server.identity.password import (
    NewPassword,
    NewRecoveryCode,
    keep_password,
    keep_recovery_code,
    rewrap_only,
)
from server.identity.rooms import Identity
from server.identity.standing import held, settled
from server.sessions.sign_in_session import SignInSession


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Rotation:
    """The secret before, under the new one, and every wrap of the new one."""

    predecessor: Predecessor
    password: NewPassword
    recovery_code: NewRecoveryCode


async def rotate(rooms: Identity, session: SignInSession, shown_version: int, rotation: Rotation) -> None:
    """All of it or nothing. Passkeys but the one that was at hand go, all other sessions end; `conflict` when anything is not the next."""
    password, code = rotation.password, rotation.recovery_code
    verifier = await rooms.verifiers.make(password.authentication_key)
    recovery_verifier = await rooms.verifiers.make(code.recovery_key)
    async with rooms.database.transaction() as connection:
        standing = await held(connection, session.account, shown_version)
        if rotation.predecessor.generation != standing.generation + 1:
            raise Refusal(RefusalCode.CONFLICT)
        await rooms.accounts.rotate(connection, session.account, rotation.predecessor)
        await keep_password(rooms, connection, standing, password, verifier)
        await keep_recovery_code(rooms, connection, standing, code, recovery_verifier)
        await rewrap_only(rooms, connection, standing, password.passkey)
        await history.add(connection, session.account, Event.KEYS_ROTATED, rooms.now(), session.id, session.device)
        standing = await settled(connection, session.account)
        await rooms.sessions.end_all(session.account, EndReason.CHANGED, but=session.id)
    if session.complete:
        await rooms.sessions.complete(session.id, second_factor_of(rooms, standing))
