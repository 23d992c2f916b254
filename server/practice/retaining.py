"""For how long (crypto.md §15.1): an owner's schedule, and an officer's word on until when a client's record is kept."""

from server.crypto.canonical import read
from server.crypto.retention import Retention, RetentionSchedule, verify_retention, verify_schedule
from server.crypto.signing import SignedBody
from server.errors import Refusal, RefusalCode
from server.ids import AccountId
from server.practice.certificates import certified_of
from server.records import holds
from server.records.retention import keep_retention, keep_schedule, record_of, schedule_in_force
from server.storage.audit import Act, note
from server.storage.database import Connection


async def accept_schedule(connection: Connection, caller: AccountId, signed: SignedBody, now: int) -> None:
    """Put an owner's next schedule in force; the same again is fine, a version that is not the next is `conflict`."""
    if read(RetentionSchedule, signed.body).owner != caller:
        raise Refusal(RefusalCode.BAD_SENDER)
    newest = await schedule_in_force(connection)
    if newest is not None and newest.signed.body == signed.body:
        return
    schedule = verify_schedule(signed, (await certified_of(connection, caller))[caller])
    await keep_schedule(connection, schedule, signed, now)
    await note(connection, Act.SCHEDULE_KEPT, caller, now, detail=signed.hash)


async def accept_retention(connection: Connection, caller: AccountId, signed: SignedBody, now: int) -> None:
    """Keep until when a client's record is kept; the newest counts, the same again is fine.

    Refuses a time before what the schedule in force asks for, and one under another schedule (ProofError); who has no record (`not_for_you`);
    and anything before the first schedule (`conflict`).
    """
    # Read before it is verified, to know whom it is about; nothing is believed until then.
    said = read(Retention, signed.body)
    if said.officer != caller:
        raise Refusal(RefusalCode.BAD_SENDER)
    await holds.take_turns(connection, said.client)
    record = await record_of(connection, said.client)
    if record.schedule is None:
        raise Refusal(RefusalCode.CONFLICT)
    if record.retention is not None and record.retention.signed.body == signed.body:
        return
    officer = (await certified_of(connection, caller))[caller]
    retention = verify_retention(signed, officer, record.schedule, record.last_service)
    await keep_retention(connection, retention, signed, now)
    await note(connection, Act.RETENTION_KEPT, caller, now, subject=said.client, detail=signed.hash)
