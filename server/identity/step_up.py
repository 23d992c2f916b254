"""Step-up: the password, shown again, before anything about credentials changes (protocol.md §1.1, crypto.md §3.9)."""

from server.crypto.vault import WrapKind
from server.errors import Refusal, RefusalCode
from server.identity.rooms import Identity
from server.identity.trying import trying
from server.sessions.sign_in_session import SignInSession


async def step_up(rooms: Identity, session: SignInSession, number: str, authentication_key: bytes, network: str) -> int:
    """The version of the password that was shown, for `standing.held`.

    A Refusal `wrong_credentials` unless it is that of the account which is signed in; it counts as a failure at that number.
    """
    async with rooms.verifiers.room():
        credentials = await rooms.accounts.credentials(number, WrapKind.PASSWORD)
        async with trying(rooms, credentials.lookup, credentials.account, network):
            await rooms.verifiers.check(credentials.verifier, authentication_key)
            if credentials.account != session.account:
                raise Refusal(RefusalCode.WRONG_CREDENTIALS)
    return credentials.version
