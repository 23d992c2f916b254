"""Activation: an issued account becomes its holder's, once (crypto.md §3.6, protocol.md §1.1)."""

from hmac import compare_digest

from server.errors import Refusal, RefusalCode
from server.identity.accounts import FIRST_VERSION, Activation
from server.identity.rooms import Identity
from server.identity.sign_in import Opened
from server.storage.database import Connection


async def look(rooms: Identity, number: str, secret: bytes, network: str) -> Activation:
    """The account behind number and activation; changes nothing. One refusal, `wrong_credentials`, for all that is not so."""
    lookup = rooms.accounts.number_lookup(number)
    async with rooms.attempts.counted(lookup, network), rooms.database.transaction() as connection:
        return await _matching(rooms, connection, lookup, secret)


async def complete(
    rooms: Identity, number: str, secret: bytes, authentication_key: bytes, wrap: bytes, network: str
) -> Opened:
    """Use the activation up and sign in. Of two at once one succeeds; the other is refused like a stranger."""
    rooms.verifiers.check_room()
    lookup = rooms.accounts.number_lookup(number)
    async with rooms.attempts.counted(lookup, network):
        async with rooms.database.transaction() as connection:
            activation = await _matching(rooms, connection, lookup, secret)
        # Slow work outside the transaction, and after the secret was right: strangers cannot ask for it.
        verifier = await rooms.verifiers.make(authentication_key)
        async with rooms.database.transaction() as connection:
            await rooms.accounts.activate(connection, activation.account, verifier, wrap, rooms.now())
    token, session = await rooms.sessions.begin(activation.account, activation.role)
    return Opened(token=token, session=session, version=FIRST_VERSION, wrap=wrap)


async def _matching(rooms: Identity, connection: Connection, lookup: bytes, secret: bytes) -> Activation:
    activation = await rooms.accounts.activation(connection, lookup, rooms.now())
    if not compare_digest(activation.secret, secret):
        raise Refusal(RefusalCode.WRONG_CREDENTIALS)
    return activation
