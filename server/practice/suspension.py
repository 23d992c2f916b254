"""Suspension and reinstatement (requirement S18, compliance ST-04): who may do it to whom, and that it holds everywhere at once."""

import asyncio
from contextlib import suppress
from typing import Final

from server.crypto.bundle import Bundle
from server.crypto.canonical import read
from server.crypto.signing import SignedBody
from server.crypto.staff_act import ActWord, ReasonCode, verify_staff_act
from server.errors import EndReason, Fault, Refusal, RefusalCode
from server.ids import AccountId
from server.practice.people import certified_people, person_in_force
from server.practice.sayings import Event
from server.practice.sql import queries as chain
from server.records.standing import keep_act, standing, take_turns
from server.roles import WITHIN_REACH
from server.sessions.sign_in_session import SignInSession, SignInSessions
from server.storage.audit import Act, note
from server.storage.database import Connection, Database

TELLING_SECONDS: Final = 20.0
"""How long staff who are suspended can be taken for others at most after Valkey lost what it knew; clients never."""

TOLD: Final = {ActWord.SUSPEND: Event.SUSPENDED, ActWord.REINSTATE: Event.REINSTATED}
"""What the service says to whom it was done."""
_NOTED: Final = {ActWord.SUSPEND: Act.ACCOUNT_SUSPENDED, ActWord.REINSTATE: Act.ACCOUNT_REINSTATED}


async def accept_act(
    connection: Connection,
    sessions: SignInSessions,
    caller: SignInSession,
    account: AccountId,
    act: ActWord,
    code: ReasonCode,
    signed: SignedBody,
    now: int,
) -> bool:
    """Keep an act that the caller signed, and have it hold: from the commit on the account writes nothing, and its sessions are over.
    Whether it is new, so that its holder has to be told (`TOLD`).

    Refuses who may not, oneself, and an account that nobody knows (`not_for_you`), what does not hold (ProofError), and an account that
    stands so already (`conflict`).
    """
    await _check_reach(connection, caller, account)
    verify_staff_act(signed, await _certified_bundle(connection, caller.account), act, account)
    # In the order in which everyone takes these locks: whoever proposes or accepts a match is before this, or after it.
    await connection.execute(chain.take_turns)
    await take_turns(connection)
    new = await keep_act(connection, account, act, code, caller.account, signed, now)
    await sessions.set_suspended(account, suspended=act is ActWord.SUSPEND)
    if act is ActWord.SUSPEND:
        await sessions.end_all(account, EndReason.SUSPENDED)
    await note(connection, _NOTED[act], caller.account, now, subject=account, detail=signed.hash)
    return new


async def tell_who_is_suspended(connection: Connection, sessions: SignInSessions) -> None:
    """Put the truth in Valkey's place: it may have been emptied, or told of an act that was not committed after all."""
    await take_turns(connection)
    found = await standing(connection)
    await sessions.set_all_suspended([account for account, stands in found.items() if stands.suspended])


async def _check_reach(connection: Connection, caller: SignInSession, account: AccountId) -> None:
    person = await person_in_force(connection, account)
    within = WITHIN_REACH.get(caller.role, frozenset())
    if person is None or person.role not in within or account == caller.account:
        raise Refusal(RefusalCode.NOT_FOR_YOU)


async def _certified_bundle(connection: Connection, account: AccountId) -> Bundle:
    for person in await certified_people(connection, [account]):
        return read(Bundle, person.bundle.body)
    raise Refusal(RefusalCode.UNCERTIFIED)


async def keep_telling(database: Database, sessions: SignInSessions) -> None:
    """At the beginning, and at intervals: `tell_who_is_suspended`."""
    while True:
        with suppress(Fault):
            async with database.transaction() as connection:
                await tell_who_is_suspended(connection, sessions)
        await asyncio.sleep(TELLING_SECONDS)
