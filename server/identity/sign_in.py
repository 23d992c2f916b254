"""Signing in: number and authentication key for a session and the wrap that only the password opens (protocol.md §1.1)."""

from dataclasses import dataclass

from server.identity.accounts import Credentials
from server.identity.rooms import Identity
from server.sessions.sign_in_session import SignInSession


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Opened:
    """A new session: its token for the cookie, and what the browser opens its vault with."""

    token: bytes
    session: SignInSession
    version: int
    wrap: bytes


async def sign_in(rooms: Identity, number: str, authentication_key: bytes, network: str) -> Opened:
    """A session for who has the right key. Unknown numbers and wrong keys are one refusal after one and the same work."""
    rooms.verifiers.check_room()
    lookup = rooms.accounts.number_lookup(number)
    async with rooms.attempts.counted(lookup, network):
        credentials = await rooms.accounts.credentials(lookup)
        await rooms.verifiers.check(credentials.verifier, authentication_key)
    await _renew_if_outdated(rooms, credentials, authentication_key)
    token, session = await rooms.sessions.begin(credentials.account, credentials.role)
    return Opened(token=token, session=session, version=credentials.wrap_version, wrap=credentials.wrap)


async def _renew_if_outdated(rooms: Identity, credentials: Credentials, authentication_key: bytes) -> None:
    """The key is at hand now only: make its verifier anew if today's profile is another."""
    if rooms.verifiers.outdated(credentials.verifier):
        verifier = await rooms.verifiers.make(authentication_key)
        await rooms.accounts.renew_verifier(credentials, verifier, rooms.now())
