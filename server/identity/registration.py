"""Registering (protocol.md §1.1): who comes without a sheet gets a number, and makes a client's account of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.crypto.number import generate
from server.crypto.pepper import PepperedKind
from server.crypto.vault import WrapKind
from server.errors import Fault, Refusal, RefusalCode
from server.identity.accounts import FIRST_VERSION
from server.identity.accounts import queries as account_queries
from server.identity.history import Event
from server.identity.opened import Opened, open_session
from server.identity.reservations import KEPT_MS, Reservation
from server.identity.rooms import Identity
from server.identity.standing import standing_of
from server.ids import ID_BYTES, AccountId
from server.roles import Role
from server.sessions.device import Device
from server.storage.database import Connection
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("registration.sql"))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Begun:
    """A registration that may be completed with its token (32 bytes) until `expires` (Unix milliseconds)."""

    token: bytes
    account: AccountId
    number: str
    expires: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Made:
    """What the browser made: two keys that are sent, and the two wraps that they do not open (crypto.md §3.2, §3.5)."""

    authentication_key: bytes
    wrap: bytes
    recovery_key: bytes
    recovery_wrap: bytes


async def begin(rooms: Identity, network: str) -> Begun:
    """An account to be and a number that nobody has. `too_fast` when there were too many from this network, or at all."""
    await rooms.reservations.allow(network)
    account = AccountId(rooms.random(ID_BYTES))
    while True:
        number = generate(rooms.random)
        if await _is_taken(rooms, number):
            continue
        token = await rooms.reservations.reserve(account, number)
        if token is not None:
            return Begun(token=token, account=account, number=number, expires=rooms.now() + KEPT_MS)


async def complete(rooms: Identity, token: bytes, made: Made, device: Device, network: str) -> Opened:
    """Make the account, and sign in. Of two at once one succeeds; the other is refused like a stranger (`wrong_credentials`).

    A token that met a fault of ours is good again, and `conflict` when the account was made all the same, or its number was issued on paper. An
    account that was made stands, even where its first session could not begin: its holder signs in.
    """
    async with rooms.verifiers.room():
        reservation = await rooms.reservations.take(token)
        try:
            await _make_account(rooms, reservation, made)
        except Fault:
            await rooms.reservations.put_back(token, reservation)
            raise
    async with rooms.database.acquire() as connection:
        standing = await standing_of(connection, reservation.account)
    assert standing is not None  # it was made a moment ago, and accounts are never deleted
    return await open_session(rooms, standing, device=device, network=network, event=Event.REGISTERED)


async def _is_taken(rooms: Identity, number: str) -> bool:
    async with rooms.database.acquire() as connection:
        return bool(await connection.fetchval(queries.is_taken, rooms.accounts.number_lookups(number)))


async def _make_account(rooms: Identity, reservation: Reservation, made: Made) -> None:
    """All of it in one transaction. The slow work comes before it, and after the token was right: strangers cannot ask for it."""
    password = await rooms.verifiers.make(made.authentication_key)
    recovery = await rooms.verifiers.make(made.recovery_key)
    account, first, now = reservation.account, FIRST_VERSION, rooms.now()
    async with rooms.database.transaction() as connection:
        await _insert_client(rooms, connection, reservation, now)
        await rooms.accounts.keep_verifier(connection, account, WrapKind.PASSWORD, first, password, now)
        await rooms.accounts.keep_verifier(connection, account, WrapKind.RECOVERY, first, recovery, now)
        await rooms.accounts.keep_wrap(connection, account, WrapKind.PASSWORD, first, made.wrap, now)
        await rooms.accounts.keep_wrap(connection, account, WrapKind.RECOVERY, first, made.recovery_wrap, now)


async def _insert_client(rooms: Identity, connection: Connection, reservation: Reservation, now: int) -> None:
    account, lookups = reservation.account, rooms.peppers.number_lookups(reservation.number)
    sealed = rooms.accounts.seal(account, PepperedKind.NUMBER, FIRST_VERSION, reservation.number.encode())
    inserted = await connection.fetchrow(
        account_queries.insert_account,
        account,
        Role.CLIENT.value,
        lookups[0].value,
        lookups[0].pepper,
        sealed,
        now,
        [lookup.value for lookup in lookups],
    )
    if inserted is None:
        raise Refusal(RefusalCode.CONFLICT)
