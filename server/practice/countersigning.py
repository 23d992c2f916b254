"""Whoever supervises countersigns a therapist's warning (crypto.md §13.4): nothing waits for it, and they are reminded until they have."""

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Final

from server.crypto.canonical import read
from server.crypto.countersignature import Countersignature, verify_countersignature
from server.crypto.signing import SignedBody
from server.errors import Fault, Refusal, RefusalCode
from server.ids import AccountId
from server.practice.certificates import certified_of
from server.practice.readers import officers
from server.practice.sayings import Event
from server.practice.system_notices import SystemNotices
from server.records import countersignatures
from server.storage.audit import Act, note
from server.storage.database import Connection, Database

DAY_MS: Final = 86_400_000
REMINDED_AFTER: Final = (DAY_MS, 3 * DAY_MS, 7 * DAY_MS)
"""How long after a warning those who may countersign it are reminded."""

LOOK_SECONDS: Final = 30.0

Ring = Callable[[Collection[AccountId]], None]


async def accept_countersignature(connection: Connection, caller: AccountId, signed: SignedBody, now: int) -> None:
    """Keep a supervisor's word on a warning that is sealed to them. Again is fine, and changes nothing; one that somebody else has signed is `conflict`.

    Refuses another's name (`bad_sender`), a warning that is not there or not theirs to read (`not_for_you`), one whose record is destroyed
    (`closed`), and what does not hold (ProofError: its own therapist, another role, another warning).
    """
    # Read before it is verified, to know what it is about; nothing is believed until then.
    said = read(Countersignature, signed.body)
    if said.supervisor != caller:
        raise Refusal(RefusalCode.BAD_SENDER)
    standing = await countersignatures.warning_with(connection, said.warning_id)
    warning = standing.warning
    if not await countersignatures.reads_paper(connection, warning.paper_hash, caller):
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    verify_countersignature(signed, (await certified_of(connection, caller))[caller], warning)
    signer = await countersignatures.supervisor_of(connection, said.warning_id)
    if signer is None and standing.destroyed:
        raise Refusal(RefusalCode.CLOSED)
    if signer is None and await countersignatures.keep(connection, warning, caller, signed, now):
        await note(connection, Act.WARNING_COUNTERSIGNED, caller, now, subject=warning.client, detail=signed.hash)
        return
    # Of two who sign at once the first stands.
    if (signer or await countersignatures.supervisor_of(connection, said.warning_id)) != caller:
        raise Refusal(RefusalCode.CONFLICT)


async def remind(database: Database, system: SystemNotices, ring: Ring, now: int) -> None:
    """Tell the officers and owners of what waits for one of them, each time once, however many processes do so."""
    # The last first: who comes back after a week is told once, not three times.
    for number, after in reversed([*enumerate(REMINDED_AFTER, start=1)]):
        changed: set[AccountId] = set()
        async with database.transaction() as connection:
            waiting = await countersignatures.remind(connection, number, now - after, now)
            told = await officers(connection) if waiting else []
            for warning in waiting:
                for person in told:
                    changed |= set(
                        await system.tell(connection, person.account, Event.WARNING_WAITS, now, subject=warning)
                    )
        ring(changed)


async def keep_reminding(database: Database, system: SystemNotices, ring: Ring, now: Callable[[], int]) -> None:
    """The same again and again, until cancelled."""
    while True:
        with suppress(Fault):
            await remind(database, system, ring, now())
        await asyncio.sleep(LOOK_SECONDS)
