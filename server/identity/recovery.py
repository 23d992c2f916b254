"""Recovering by the printed code (crypto.md §3.5, protocol.md §1.1): it opens its wrap, and its use replaces it.

The code has 160 random bits: wrong ones are slowed down, but shut nothing, so that whom a stranger has shut out can recover.
"""

from dataclasses import dataclass

from server.crypto.vault import WrapKind
from server.errors import EndReason, Refusal, RefusalCode
from server.identity import history, totp
from server.identity.accounts import Credentials, KeptWrap, Predecessor
from server.identity.deactivation import shut
from server.identity.failures import Way
from server.identity.history import Event
from server.identity.opened import Opened, open_session
from server.identity.password import NewPassword, NewRecoveryCode, keep_password, keep_recovery_code
from server.identity.rooms import Identity
from server.identity.second_factor import Asked, Shown, ask, check
from server.identity.standing import Standing, held, hold, settled, standing_of
from server.identity.tickets import Purpose, Ticket
from server.identity.trying import trying
from server.ids import AccountId
from server.sessions.device import Device


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Recovering:
    """What the code opens, and the ticket to set new credentials with."""

    ticket: bytes
    standing: Standing
    wrap: KeptWrap
    predecessors: list[Predecessor]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Remade:
    """A new password and a new code; their versions are the next ones."""

    authentication_key: bytes
    wrap: bytes
    recovery_key: bytes
    recovery_wrap: bytes


async def recover(
    rooms: Identity, number: str, recovery_key: bytes, device: Device, network: str
) -> Recovering | Asked:
    """What the code opens, or what else has to be shown. One refusal, `wrong_credentials`, for all that is not so."""
    credentials = await _code_is_right(rooms, number, recovery_key, network)
    async with rooms.database.acquire() as connection:
        standing = await settled(connection, credentials.account)
    _check_code(standing, credentials)
    if standing.has_second_factor:
        return await ask(rooms, standing, credentials.lookup, Purpose.RECOVERY, device, network)
    return await _recovering(rooms, standing, device, network)


async def second(rooms: Identity, shown: Shown, network: str) -> Recovering:
    """The same for who has shown the second factor too."""
    passed = await check(rooms, Purpose.RECOVERY, shown, network)
    return await _recovering(rooms, passed.standing, passed.device, network)


async def complete(rooms: Identity, token: bytes, made: Remade, network: str) -> Opened:
    """Keep the new credentials and sign in. All other sessions end, failures are forgotten; staff's passkeys go with the password
    that they were wrapped with. Of two at once one succeeds. A Refusal `wrong_credentials`, to begin again, where the ticket is no more, or a
    second factor was set up since the code was shown without one.
    """
    async with rooms.verifiers.room():
        ticket = await rooms.tickets.shown(Purpose.RECOVERED, network, token)
        verifier = await rooms.verifiers.make(made.authentication_key)
        recovery_verifier = await rooms.verifiers.make(made.recovery_key)
    await rooms.tickets.use(Purpose.RECOVERED, network, token)
    account = AccountId(ticket.account)
    password = NewPassword(
        authentication_key=made.authentication_key, wrap=made.wrap, version=ticket.password_version + 1, passkey=None
    )
    code = NewRecoveryCode(recovery_key=made.recovery_key, wrap=made.recovery_wrap, version=ticket.recovery_version + 1)
    async with rooms.database.transaction() as connection:
        standing = await held(connection, account, ticket.password_version)
        if standing.recovery_set_at != ticket.recovery_set_at:
            raise Refusal(RefusalCode.WRONG_CREDENTIALS)
        if standing.has_second_factor and not ticket.guarded:
            raise Refusal(RefusalCode.WRONG_CREDENTIALS)
        if standing.staff:
            await rooms.passkeys.drop_all(connection, account)
        standing = await settled(connection, account)
        await keep_password(rooms, connection, standing, password, verifier)
        await keep_recovery_code(rooms, connection, standing, code, recovery_verifier)
        await rooms.failures.forget_all(connection, account)
        standing = await settled(connection, account)
        await rooms.sessions.end_all(account, EndReason.CHANGED)
    return await open_session(rooms, standing, device=ticket.device, network=network, event=Event.RECOVERED)


async def lose_factors(
    rooms: Identity, number: str, authentication_key: bytes, recovery_key: bytes, network: str
) -> None:
    """Forget the second factors of who has password and code. All sessions end. One refusal after one and the same work.

    A wrong password beside the right code is a failure where codes are recovered by; beside a wrong one it shuts nothing.
    """
    async with rooms.verifiers.room():
        code = await rooms.accounts.credentials(number, WrapKind.RECOVERY)
        password = await rooms.accounts.credentials(number, WrapKind.PASSWORD)
        async with rooms.attempts.counted(code.lookup, network, everywhere=False) as attempt:
            password_is_right = await rooms.verifiers.matches(password.verifier, authentication_key)
            await rooms.verifiers.check(code.verifier, recovery_key)
            attempt.undecided = True
    async with trying(rooms, password.lookup, password.account, network, Way.RECOVERY):
        if not password_is_right or code.account != password.account:
            raise Refusal(RefusalCode.WRONG_CREDENTIALS)
    async with rooms.database.transaction() as connection:
        standing = await held(connection, password.account, password.version)
        _check_code(standing, code)
        await totp.drop(connection, password.account)
        await rooms.passkeys.drop_all(connection, password.account)
        await history.add(connection, password.account, Event.FACTORS_LOST, rooms.now())
        await rooms.sessions.end_all(password.account, EndReason.CHANGED)


async def deactivate_by_code(rooms: Identity, number: str, recovery_key: bytes, network: str) -> None:
    """Shut the account of who has its code, and is signed out."""
    credentials = await _code_is_right(rooms, number, recovery_key, network)
    async with rooms.database.transaction() as connection:
        await hold(connection, credentials.account)
        _check_code(await standing_of(connection, credentials.account), credentials)
        await shut(connection, credentials.account, rooms.now())
        await rooms.sessions.end_all(credentials.account, EndReason.DEACTIVATED)


async def _code_is_right(rooms: Identity, number: str, recovery_key: bytes, network: str) -> Credentials:
    async with rooms.verifiers.room():
        credentials = await rooms.accounts.credentials(number, WrapKind.RECOVERY)
        async with rooms.attempts.counted(credentials.lookup, network, everywhere=False) as attempt:
            await rooms.verifiers.check(credentials.verifier, recovery_key)
            attempt.undecided = True
    return credentials


def _check_code(standing: Standing | None, credentials: Credentials) -> None:
    """A Refusal `wrong_credentials` when the code that was shown is not the account's any more."""
    if standing is None or standing.recovery_version != credentials.version:
        raise Refusal(RefusalCode.WRONG_CREDENTIALS)


async def _recovering(rooms: Identity, standing: Standing, device: Device, network: str) -> Recovering:
    ticket = Ticket(
        account=standing.account,
        password_version=standing.password_version,
        recovery_version=standing.recovery_version,
        device=device,
        guarded=standing.has_second_factor,
        recovery_set_at=standing.recovery_set_at,
    )
    async with rooms.database.transaction() as connection:
        wrap = await rooms.accounts.wrap(connection, standing.account, WrapKind.RECOVERY)
        predecessors = await rooms.accounts.predecessors(connection, standing.account)
    if wrap is None:
        raise Refusal(RefusalCode.WRONG_CREDENTIALS)
    token = await rooms.tickets.give(Purpose.RECOVERED, network, ticket)
    return Recovering(ticket=token, standing=standing, wrap=wrap, predecessors=predecessors)
