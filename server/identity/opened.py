"""Somebody is in: a session, and what their browser opens its vault with (protocol.md §1.1, *signed in*)."""

from dataclasses import dataclass

from server.crypto.vault import WrapKind
from server.errors import EndReason, Refusal, RefusalCode
from server.identity import history
from server.identity.accounts import KeptWrap, Predecessor
from server.identity.history import Event
from server.identity.rooms import Identity
from server.identity.standing import Standing, hold, settled
from server.sessions.device import Device
from server.sessions.sign_in_session import SecondFactor, SignInSession
from server.storage.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Opened:
    """A new session: its token for the cookie, and everything that *signed in* says."""

    token: bytes
    session: SignInSession
    standing: Standing
    wrap: KeptWrap
    predecessors: list[Predecessor]


async def open_session(
    rooms: Identity,
    standing: Standing,
    *,
    device: Device,
    network: str,
    event: Event = Event.SIGN_IN,
    passkey_wrap: KeptWrap | None = None,
) -> Opened:
    """Begin a session for who has shown all that `standing` asks, and write it down.

    It is compared once more when the session is there, with the account held: whatever changed before that ends the session here,
    and whatever changes after it finds the session and ends it. `passkey_wrap` is handed over instead of the password's.
    """
    second_factor = second_factor_of(rooms, standing)
    token, session = await rooms.sessions.begin(
        standing.account, standing.role, device=device, second_factor=second_factor
    )
    try:
        async with rooms.database.transaction() as connection:
            await _check_unchanged(connection, standing)
            wrap = passkey_wrap or await rooms.accounts.wrap(connection, standing.account, WrapKind.PASSWORD)
            if wrap is None:
                # Staff who lost their passkeys: the password alone opens nothing, the recovery code does.
                raise Refusal(RefusalCode.DISABLED)
            predecessors = await rooms.accounts.predecessors(connection, standing.account)
            await rooms.failures.remember_network(connection, standing.account, network, rooms.now())
            await history.add(connection, standing.account, event, rooms.now(), session.id, device)
    except BaseException:
        await rooms.sessions.end(session.id, EndReason.CHANGED)
        raise
    return Opened(token=token, session=session, standing=standing, wrap=wrap, predecessors=predecessors)


def second_factor_of(rooms: Identity, standing: Standing) -> SecondFactor:
    """What a session says of the second factor."""
    if standing.has_second_factor:
        return SecondFactor.PRESENT
    return SecondFactor.MISSING if standing.staff and rooms.staff_need_second_factor else SecondFactor.NONE


async def _check_unchanged(connection: Connection, standing: Standing) -> None:
    await hold(connection, standing.account)
    if await settled(connection, standing.account) != standing:
        raise Refusal(RefusalCode.WRONG_CREDENTIALS)
