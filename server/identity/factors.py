"""Second factors set up and given up (crypto.md §3.8, protocol.md §1.1). Staff always keep one, where they need one.

With an account's first one every other session of it ends: none of them has shown it, and the password alone could take it off again there.
"""

from server.crypto.vault import WrapKind
from server.errors import EndReason, Refusal, RefusalCode
from server.identity import history, totp
from server.identity.ceremony import CHALLENGE_BYTES, Options
from server.identity.history import Event
from server.identity.opened import second_factor_of
from server.identity.passkeys import MOST
from server.identity.rooms import Identity
from server.identity.second_factor import Asked
from server.identity.standing import Standing, held, settled
from server.identity.tickets import Purpose, Ticket
from server.sessions.sign_in_session import SignInSession
from server.storage.database import Connection


async def start_totp(rooms: Identity, session: SignInSession, shown_version: int, network: str) -> bytes:
    """A new secret (20 bytes), which waits to be confirmed; until then whatever there was stays in force."""
    secret = rooms.random(totp.SECRET_BYTES)
    async with rooms.database.transaction() as connection:
        await held(connection, session.account, shown_version)
        sealed = await totp.new_totp(connection, rooms.accounts, session.account, secret)
    ticket = Ticket(account=session.account, password_version=shown_version, sealed=sealed)
    await rooms.tickets.give(Purpose.NEW_TOTP, network, ticket, token=session.id)
    return secret


async def confirm_totp(rooms: Identity, session: SignInSession, code: str, network: str) -> None:
    """Put the secret in force that this session started, by a code of it: a Refusal `wrong_code`, five times at most."""
    ticket = await rooms.tickets.shown(Purpose.NEW_TOTP, network, session.id)
    async with rooms.database.transaction() as connection:
        before = await held(connection, session.account, ticket.password_version)
        await totp.confirm(connection, rooms.accounts, session.account, ticket.sealed, code, rooms.now())
        await rooms.tickets.use(Purpose.NEW_TOTP, network, session.id)
        await _write_down(rooms, connection, session, Event.TOTP_ADDED)
        await _end_others_at_first(rooms, before, session)
    await rooms.sessions.complete(session.id)


async def remove_totp(rooms: Identity, session: SignInSession, shown_version: int) -> None:
    """Give the codes up; all other sessions end. A Refusal `conflict` for staff who need them."""
    async with rooms.database.transaction() as connection:
        standing = await held(connection, session.account, shown_version)
        if _needs_another(rooms, standing) and standing.passkeys == 0:
            raise Refusal(RefusalCode.CONFLICT)
        if await totp.drop(connection, session.account):
            await _write_down(rooms, connection, session, Event.TOTP_REMOVED)
        standing = await settled(connection, session.account)
        await rooms.sessions.end_all(session.account, EndReason.CHANGED, but=session.id)
    await rooms.sessions.complete(session.id, second_factor_of(rooms, standing))


async def new_passkey_challenge(rooms: Identity, session: SignInSession, shown_version: int, network: str) -> Asked:
    """What a browser needs to create a passkey."""
    challenge = rooms.random(CHALLENGE_BYTES)
    async with rooms.database.transaction() as connection:
        await held(connection, session.account, shown_version)
        known = [passkey.credential.id for passkey in await rooms.passkeys.of(connection, session.account)]
    ticket = Ticket(account=session.account, password_version=shown_version, challenge=challenge)
    return Asked(
        ticket=await rooms.tickets.give(Purpose.NEW_PASSKEY, network, ticket),
        totp=False,
        passkey=rooms.ceremony.creation_options(session.account, challenge, known),
    )


async def add_passkey(
    rooms: Identity, session: SignInSession, token: bytes, passkey: Options, name: str, wrap: bytes, network: str
) -> None:
    """Keep the passkey that was created. With it goes, for staff, what would open without it: the password's wrap, and TOTP."""
    ticket = await rooms.tickets.shown(Purpose.NEW_PASSKEY, network, token)
    if ticket.account != session.account:
        raise Refusal(RefusalCode.WRONG_CODE)
    credential = rooms.ceremony.created(passkey, ticket.challenge)
    await rooms.tickets.use(Purpose.NEW_PASSKEY, network, token)
    account = session.account
    async with rooms.database.transaction() as connection:
        standing = await held(connection, account, ticket.password_version)
        if standing.passkeys >= MOST:
            raise Refusal(RefusalCode.CONFLICT)
        await rooms.passkeys.keep(connection, account, credential, wrap, name, rooms.now())
        if standing.staff:
            await rooms.accounts.drop_wrap(connection, account, WrapKind.PASSWORD)
            await totp.drop(connection, account)
        await _write_down(rooms, connection, session, Event.PASSKEY_ADDED)
        await _end_others_at_first(rooms, standing, session)
    await rooms.sessions.complete(session.id)


async def remove_passkey(
    rooms: Identity, session: SignInSession, shown_version: int, passkey: bytes, wrap: bytes | None
) -> None:
    """Give a passkey up; all other sessions end.

    Staff who give up their last one have another factor, and bring the wrap of kind "password" under its next version;
    nobody else brings a wrap. A Refusal `conflict` when it is not so.
    """
    async with rooms.database.transaction() as connection:
        standing = await held(connection, session.account, shown_version)
        await rooms.passkeys.drop(connection, session.account, passkey)
        last = standing.staff and standing.passkeys == 1
        if last != (wrap is not None) or (last and _needs_another(rooms, standing) and standing.totp_set_at is None):
            raise Refusal(RefusalCode.CONFLICT)
        if wrap is not None:
            kind, now = WrapKind.PASSWORD, rooms.now()
            version = await rooms.accounts.next_version(connection, session.account, kind)
            await rooms.accounts.keep_wrap(connection, session.account, kind, version, wrap, now)
        await _write_down(rooms, connection, session, Event.PASSKEY_REMOVED)
        standing = await settled(connection, session.account)
        await rooms.sessions.end_all(session.account, EndReason.CHANGED, but=session.id)
    await rooms.sessions.complete(session.id, second_factor_of(rooms, standing))


def _needs_another(rooms: Identity, standing: Standing) -> bool:
    return standing.staff and rooms.staff_need_second_factor


async def _end_others_at_first(rooms: Identity, before: Standing, session: SignInSession) -> None:
    if not before.has_second_factor:
        await rooms.sessions.end_all(session.account, EndReason.CHANGED, but=session.id)


async def _write_down(rooms: Identity, connection: Connection, session: SignInSession, event: Event) -> None:
    await history.add(connection, session.account, event, rooms.now(), session.id, session.device)
