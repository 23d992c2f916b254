"""Signing in: number and authentication key, and the second factor where there is one, or a client's passkey alone, for a session
and the wrap that opens the vault (protocol.md §1.1).
"""

from server.crypto.vault import WrapKind
from server.errors import Refusal, RefusalCode
from server.identity.accounts import Credentials
from server.identity.ceremony import CHALLENGE_BYTES, Options, credential_id_of
from server.identity.opened import Opened, open_session
from server.identity.rooms import Identity
from server.identity.second_factor import Asked, Shown, ask, check, show_passkey
from server.identity.standing import Standing, settled
from server.identity.tickets import Purpose, Ticket
from server.identity.trying import trying
from server.sessions.device import Device


async def sign_in(
    rooms: Identity, number: str, authentication_key: bytes, device: Device, network: str
) -> Opened | Asked:
    """A session for who has the right key, or what else they have to show.

    Unknown numbers, wrong keys and wrong keys of deactivated accounts are one refusal after one and the same work.
    """
    async with rooms.verifiers.room():
        credentials = await rooms.accounts.credentials(number, WrapKind.PASSWORD)
        async with trying(rooms, credentials.lookup, credentials.account, network) as attempt:
            await rooms.verifiers.check(credentials.verifier, authentication_key)
            standing = await _proved(rooms, credentials)
            attempt.undecided = standing.has_second_factor
    await _renew_if_outdated(rooms, credentials, authentication_key)
    if standing.has_second_factor:
        return await ask(rooms, standing, credentials.lookup, Purpose.SIGN_IN, device, network)
    return await open_session(rooms, standing, device=device, network=network)


async def second(rooms: Identity, shown: Shown, network: str) -> Opened:
    """A session for who has shown both. Staff with a passkey are handed the wrap that it opens, everyone else the password's."""
    passed = await check(rooms, Purpose.SIGN_IN, shown, network)
    wrap = passed.passkey.wrap if passed.passkey is not None and passed.standing.staff else None
    return await open_session(rooms, passed.standing, device=passed.device, network=network, passkey_wrap=wrap)


async def passkey_challenge(rooms: Identity, network: str) -> Asked:
    """What a browser needs to show any passkey of this service's."""
    await rooms.attempts.count_challenge(network)
    challenge = rooms.random(CHALLENGE_BYTES)
    ticket = await rooms.tickets.give(Purpose.PASSKEY_SIGN_IN, network, Ticket(challenge=challenge))
    return Asked(ticket=ticket, totp=False, passkey=rooms.ceremony.request_options(challenge, []))


async def passkey_sign_in(rooms: Identity, token: bytes, passkey: Options, device: Device, network: str) -> Opened:
    """A session for a client's passkey: with its user verified it is two factors in one. A Refusal `wrong_code` for anyone else."""
    ticket = await rooms.tickets.shown(Purpose.PASSKEY_SIGN_IN, network, token)
    lookup = rooms.passkeys.lookup(credential_id_of(passkey))
    async with rooms.attempts.counted(lookup, network):
        await rooms.tickets.use(Purpose.PASSKEY_SIGN_IN, network, token)
        async with rooms.database.transaction() as connection:
            shown = await show_passkey(rooms, connection, passkey, ticket.challenge, None)
            standing = await settled(connection, shown.account)
        if standing.staff:
            raise Refusal(RefusalCode.WRONG_CODE)
    await rooms.attempts.give_challenge_back(network)
    return await open_session(rooms, standing, device=device, network=network, passkey_wrap=shown.wrap)


async def _proved(rooms: Identity, credentials: Credentials) -> Standing:
    """The standing of the account whose key was just right; `wrong_credentials` when it was replaced meanwhile."""
    async with rooms.database.acquire() as connection:
        standing = await settled(connection, credentials.account)
    if standing.password_version != credentials.version:
        raise Refusal(RefusalCode.WRONG_CREDENTIALS)
    return standing


async def _renew_if_outdated(rooms: Identity, credentials: Credentials, authentication_key: bytes) -> None:
    """The key is at hand now only: make its verifier anew if today's profile is another."""
    if rooms.verifiers.outdated(credentials.verifier):
        verifier = await rooms.verifiers.make(authentication_key)
        await rooms.accounts.renew_verifier(credentials, verifier)
