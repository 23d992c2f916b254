"""Who may hold a record and let it go (crypto.md §15.2): officers and owners; and the service itself, with a process and with a warning."""

from server.crypto.canonical import read
from server.crypto.hold import Hold, HoldCause, Lift, hold_id_of, verify_hold, verify_lift
from server.crypto.paper import SealedPaper
from server.crypto.signing import SignedBody
from server.errors import Refusal, RefusalCode
from server.ids import AccountId
from server.practice.certificates import certified_of
from server.practice.readers import accept_paper
from server.practice.system_notices import SystemNotices
from server.records import holds
from server.records.retention import record_of
from server.storage.audit import Act, note
from server.storage.database import Connection


async def accept_hold(
    connection: Connection, caller: AccountId, signed: SignedBody, paper: SealedPaper, now: int
) -> None:
    """Keep a hold that an officer or owner places: it stands from the commit on. The same again is fine.

    Refuses another's name (`bad_sender`), who has no record (`not_for_you`), and what only the service says (ProofError).
    """
    # Read before it is verified, to know whom it is about; nothing is believed until then.
    said = read(Hold, signed.body)
    if said.placed_by != caller:
        raise Refusal(RefusalCode.BAD_SENDER)
    hold = verify_hold(signed, (await certified_of(connection, caller))[caller])
    await record_of(connection, hold.client)
    await accept_paper(connection, paper, hold.reason_hash, [caller], now)
    if await holds.keep_hold(connection, hold, signed, now):
        await note(connection, Act.HOLD_PLACED, caller, now, subject=hold.client, detail=signed.hash)


async def accept_lift(
    connection: Connection, caller: AccountId, signed: SignedBody, paper: SealedPaper, now: int
) -> None:
    """End a hold, by an officer or owner, with a reason; the same again is fine, another word on it is `conflict`."""
    # Read before it is verified, to know what it is about; nothing is believed until then.
    said = read(Lift, signed.body)
    if said.lifted_by != caller:
        raise Refusal(RefusalCode.BAD_SENDER)
    client = (await holds.hold_of(connection, said.hold_id)).hold.client
    await holds.take_turns(connection, client)
    kept = await holds.hold_of(connection, said.hold_id)
    if kept.lifted is not None:
        if kept.lifted.signed.body != signed.body:
            raise Refusal(RefusalCode.CONFLICT)
        return
    lift = verify_lift(signed, (await certified_of(connection, caller))[caller], kept.hold)
    await accept_paper(connection, paper, lift.reason_hash, [caller], now)
    await holds.keep_lift(connection, kept.hold, lift, signed, now)
    await note(connection, Act.HOLD_LIFTED, caller, now, subject=client, detail=signed.hash)


async def hold_with(
    connection: Connection, system: SystemNotices, cause: HoldCause, client: AccountId, basis_hash: bytes, now: int
) -> None:
    """Hold a record in the transaction that keeps what makes it necessary; once for each."""
    hold_id = hold_id_of(cause, basis_hash)
    await holds.take_turns(connection, client)
    if await holds.stands_already(connection, hold_id, client, cause):
        return
    hold = Hold(hold_id, client, cause, basis_hash, system.account, now)
    await holds.keep_hold(connection, hold, system.sign(hold), now)
    await note(connection, Act.HOLD_PLACED, system.account, now, subject=client, detail=hold.hash)
