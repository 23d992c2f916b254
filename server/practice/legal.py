"""Without consent (crypto.md §13.3, §13.4): what was served on the practice, by two people's word; and whom a therapist had to warn."""

from collections.abc import Collection
from typing import Final

from server.crypto.canonical import read
from server.crypto.hold import HoldCause
from server.crypto.paper import SealedPaper
from server.crypto.process import Process, verify_drafted, verify_process
from server.crypto.signing import SignedBody
from server.crypto.warning import GivenWarning, verify_warning
from server.errors import ProofError, Refusal, RefusalCode
from server.ids import AccountId, ProcessId
from server.practice.certificates import certified_of
from server.practice.holding import hold_with
from server.practice.readers import accept_paper, officers
from server.practice.sayings import Event
from server.practice.signing_bundles import under_own_keys
from server.practice.system_notices import SystemNotices
from server.records import releases
from server.storage.audit import Act, note
from server.storage.database import Connection

COMPLETED_WITHIN_MS: Final = 86_400_000
"""How long a warning may be completed; what is known later stands in one of its own."""


async def accept_process(
    connection: Connection, system: SystemNotices, caller: AccountId, signed: SignedBody, paper: SealedPaper, now: int
) -> Collection[AccountId]:
    """Keep what an officer says was served, and hold the record from then on (crypto.md §15.2). It opens nothing until the other of the two has
    signed, who is told. The same again is fine, and tells nobody. Gives whose mail has changed.
    """
    said = read(Process, signed.body)
    if said.officer != caller:
        raise Refusal(RefusalCode.BAD_SENDER)
    process = verify_drafted(signed, (await certified_of(connection, caller))[caller])
    if await releases.client_of(connection, process.conversation) != process.client:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    await accept_paper(connection, paper, process.paper_hash, [caller], now)
    if not await releases.keep_process(connection, process, signed, now):
        return ()
    await hold_with(connection, system, HoldCause.PROCESS, process.client, process.hash, now)
    await note(connection, Act.PROCESS_KEPT, caller, now, subject=process.client, detail=signed.hash)
    return await system.tell(connection, process.approver, Event.PROCESS_WAITS, now, subject=process.process_id)


async def accept_approval(
    connection: Connection, caller: AccountId, process_id: ProcessId, signature: bytes, now: int
) -> None:
    """The second signature, of whom the first names (`not_for_you`). The same again is fine."""
    kept = await releases.lock_process(connection, process_id)
    process = kept.process
    if process.approver != caller:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    people = await certified_of(connection, process.officer, caller)
    verify_process(kept.signed, signature, people[process.officer], people[caller])
    if await releases.keep_approval(connection, kept, signature, now):
        await note(connection, Act.PROCESS_APPROVED, caller, now, subject=process.client, detail=kept.signed.hash)


async def accept_warning(
    connection: Connection, system: SystemNotices, caller: AccountId, signed: SignedBody, paper: SealedPaper, now: int
) -> Collection[AccountId]:
    """Keep a therapist's warning about a client of theirs, and hold the record: nobody is asked, and every officer and owner is told at once. Gives whose mail has
    changed. The same again is fine, and tells nobody.
    """
    client = read(GivenWarning, signed.body).client
    status = await releases.part2_status(connection, client)
    said = await under_own_keys(connection, caller, lambda bundle: verify_warning(signed, bundle, status))
    await _check_own_client(connection, caller, said, now)
    await accept_paper(connection, paper, said.paper_hash, [caller], now)
    if not await releases.keep_warning(connection, said, signed, now):
        return ()
    await hold_with(connection, system, HoldCause.WARNING, said.client, said.hash, now)
    told: set[AccountId] = set()
    for person in await officers(connection):
        told |= set(await system.tell(connection, person.account, Event.WARNING_GIVEN, now, subject=said.warning_id))
    await note(connection, Act.WARNING_GIVEN, caller, now, subject=said.client, detail=signed.hash)
    return told


async def _check_own_client(connection: Connection, caller: AccountId, said: GivenWarning, now: int) -> None:
    if await releases.client_of(connection, said.conversation) != said.client:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    if not await releases.is_therapist_of(connection, said.client, caller):
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    if said.supplements:
        before = await releases.warning_of(connection, said.supplements)
        if (before.therapist, before.client) != (caller, said.client) or now > before.at + COMPLETED_WITHIN_MS:
            raise ProofError("wrong_basis")
