"""Activation: an issued account becomes its holder's, once (crypto.md §3.6, protocol.md §1.1)."""

from collections.abc import Sequence
from hmac import compare_digest

from server.errors import Refusal, RefusalCode
from server.identity.accounts import Activation
from server.identity.history import Event
from server.identity.opened import Opened, open_session
from server.identity.rooms import Identity
from server.identity.standing import settled
from server.sessions.device import Device
from server.storage.database import Connection


async def look(rooms: Identity, number: str, secret: bytes, network: str) -> Activation:
    """The account behind number and activation; changes nothing. One refusal, `wrong_credentials`, for all that is not so."""
    lookups = rooms.accounts.number_lookups(number)
    async with (
        rooms.attempts.counted(lookups[0], network, everywhere=False),
        rooms.database.transaction() as connection,
    ):
        return await _matching(rooms, connection, lookups, secret)


async def complete(
    rooms: Identity, number: str, secret: bytes, authentication_key: bytes, wrap: bytes, device: Device, network: str
) -> Opened:
    """Use the activation up and sign in. Of two at once one succeeds; the other is refused like a stranger."""
    lookups = rooms.accounts.number_lookups(number)
    async with rooms.verifiers.room(), rooms.attempts.counted(lookups[0], network, everywhere=False):
        async with rooms.database.transaction() as connection:
            activation = await _matching(rooms, connection, lookups, secret)
        # Slow work outside the transaction, and after the secret was right: strangers cannot ask for it.
        verifier = await rooms.verifiers.make(authentication_key)
        async with rooms.database.transaction() as connection:
            await rooms.accounts.activate(connection, activation.account, verifier, wrap, rooms.now())
            standing = await settled(connection, activation.account)
    return await open_session(rooms, standing, device=device, network=network, event=Event.ACTIVATED)


async def _matching(rooms: Identity, connection: Connection, lookups: Sequence[bytes], secret: bytes) -> Activation:
    activation = await rooms.accounts.activation(connection, lookups, rooms.now())
    if not compare_digest(activation.secret, secret):
        raise Refusal(RefusalCode.WRONG_CREDENTIALS)
    return activation
