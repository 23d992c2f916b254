"""An attempt that is counted wherever attempts are: in Valkey for the delays, in the database for what shuts a way in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from server.errors import Fault, Refusal, RefusalCode
from server.identity import history
from server.identity.attempts import Attempt
from server.identity.failures import Way
from server.identity.rooms import Identity
from server.identity.standing import hold
from server.ids import AccountId


@asynccontextmanager
async def trying(
    rooms: Identity, lookup: bytes, account: AccountId, network: str, way: Way = Way.SIGN_IN
) -> AsyncIterator[Attempt]:
    """Count an attempt at the account behind a number look-up, which may be nobody's, before it is made inside of this.

    Who only guesses passwords holds up sign-ins from strange networks, never what comes after the password or the code: those who can fail
    there are few, and shut out soon.

    Refusals `too_fast` and `disabled`. A Refusal from inside stays counted, and a wrong password, or a wrong second factor, is written into
    the account's history; what ends well forgives the failures before it, unless it is left `undecided`; our own faults are given back.
    """
    async with rooms.database.acquire() as connection:
        place = await rooms.failures.place(connection, account, network, way, rooms.now())
    everywhere = way is Way.SIGN_IN and not place.known
    async with rooms.attempts.counted(lookup, network, everywhere=everywhere) as attempt:
        async with rooms.database.acquire() as connection:
            await rooms.failures.count(connection, lookup, place, rooms.now())
        try:
            yield attempt
        except Fault:
            with suppress(Fault):
                async with rooms.database.acquire() as connection:
                    await rooms.failures.give_back(connection, lookup, place)
            raise
        except Refusal as refusal:
            if refusal.code is RefusalCode.WRONG_CREDENTIALS:
                async with rooms.database.acquire() as connection:
                    await history.add_wrong_password(connection, account, rooms.now())
            elif refusal.code is RefusalCode.WRONG_CODE:
                async with rooms.database.transaction() as connection:
                    await hold(connection, account)
                    await history.add_wrong_second_factor(connection, account, rooms.now())
            raise
        async with rooms.database.acquire() as connection:
            settle = rooms.failures.give_back if attempt.undecided else rooms.failures.forget
            await settle(connection, lookup, place)
