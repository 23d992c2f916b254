"""Destroying a record (crypto.md §15.3): one proposes, another approves, and what opens it goes in the same transaction."""

from server.crypto.canonical import read
from server.crypto.destruction import Destruction, verify_destruction, verify_proposed
from server.crypto.signing import SignedBody
from server.errors import Refusal, RefusalCode
from server.ids import AccountId, DestructionId
from server.practice.certificates import certified_of
from server.records import destructions, heads, holds, orders
from server.records.destroyable import check_destroyable
from server.records.destructions import DestructionState
from server.records.retention import record_of
from server.storage.audit import Act, note
from server.storage.database import Connection


async def accept_destruction(
    connection: Connection, caller: AccountId, signed: SignedBody, now: int
) -> Destruction | None:
    """Keep a proposal; it erases nothing until the other has signed, who is to be told. The same again is fine, and gives None.

    Refuses another's name (`bad_sender`), what is held (`held`), not due (`not_due`) or stands otherwise (`conflict`), and what does not hold
    (ProofError; one person for both is).
    """
    # Read before it is verified, to know whom it is about; nothing is believed until then.
    said = read(Destruction, signed.body)
    if said.by != caller:
        raise Refusal(RefusalCode.BAD_SENDER)
    destruction = verify_proposed(signed, (await certified_of(connection, caller))[caller])
    await holds.take_turns(connection, destruction.client)
    await _check_now(connection, destruction, now)
    if not await destructions.keep(connection, destruction, signed, now):
        return None
    await note(connection, Act.DESTRUCTION_PROPOSED, caller, now, subject=destruction.client, detail=signed.hash)
    return destruction


async def accept_destruction_approval(
    connection: Connection, caller: AccountId, destruction_id: DestructionId, signature: bytes, now: int
) -> None:
    """The second signature, of whom the first names (`not_for_you`): from the commit on nobody opens anything of it. The same again is fine.

    Everything is looked at anew, under the client's lock and those of the heads: what was held, written or said since is refused as when it
    is proposed; a proposal that has lapsed is `conflict`.
    """
    proposed = await destructions.destruction_of(connection, destruction_id)
    destruction = proposed.destruction
    if destruction.approved_by != caller:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    # Whoever gives a share has given it by now, and it is erased, or finds the record destroyed.
    await orders.take_turns(connection)
    await holds.take_turns(connection, destruction.client)
    kept = await destructions.destruction_of(connection, destruction_id)
    if kept.approved is not None and kept.approved.signature == signature:
        return
    if kept.state(now) is not DestructionState.PROPOSED:
        raise Refusal(RefusalCode.CONFLICT)
    people = await certified_of(connection, destruction.by, caller)
    verify_destruction(kept.signed, signature, people[destruction.by], people[caller])
    await heads.lock(connection, [(each, destruction.client, heads.NO_INSTANCE) for each in kept.conversations])
    await _check_now(connection, destruction, now)
    await destructions.approve(connection, kept, signature, now)
    await note(connection, Act.DESTRUCTION_APPROVED, caller, now, subject=destruction.client, detail=kept.signed.hash)


async def _check_now(connection: Connection, destruction: Destruction, now: int) -> None:
    held = await holds.is_held(connection, destruction.client)
    check_destroyable(await record_of(connection, destruction.client), destruction, now, held=held)
