"""What custodians handed on (crypto.md §7.5), verified from outside: their words, the sealed shares against these, and what stands with earlier ones only."""

from collections.abc import Mapping

from server.crypto.handing import check_hander, sealed_handed_share_hash, verify_handing_word
from server.crypto.manifest import Manifest
from server.errors import ProofError
from server.ids import ConversationId
from server.packages.reasons import said
from server.packages.report import Report
from server.packages.trust import Known
from server.practice.manifests import manifest_in_force, manifest_of
from server.records.handings import WholeHanding, all_handings, count_standing_earlier
from server.records.log import LogKind
from server.storage.database import Connection


async def verify_handings(
    connection: Connection, known: Known, logged: Mapping[ConversationId, Mapping[bytes, LogKind]], report: Report
) -> None:
    """Every handing, and how much nobody has handed on yet."""
    whole = await all_handings(connection)
    faults = [fault for each in whole if (fault := await _fault(connection, known, logged, each))]
    for fault in faults:
        report.fails(fault)
    if whole and not faults:
        report.holds(f"What custodians handed on holds: {len(whole)} times, each signed and in the record log.")
    newest = await manifest_in_force(connection)
    epochs, conversations = (0, 0) if newest is None else await count_standing_earlier(connection, newest.manifest.hash)
    if epochs:
        report.notes(
            f"{epochs} parts of {conversations} conversations stand with earlier custodians only: until that is handed on, none of those may leave."
        )


async def _fault(
    connection: Connection,
    known: Known,
    logged: Mapping[ConversationId, Mapping[bytes, LogKind]],
    kept: WholeHanding,
) -> str:
    """What does not hold, in words; empty when all of it does."""
    handing = kept.handing
    name = f"What custodian {handing.hander.hex()} handed on of deposit {handing.deposit_id.hex()}"
    before = await manifest_of(connection, handing.from_manifest_hash)
    after = await manifest_of(connection, handing.manifest_hash)
    if before is None or after is None:
        return f"{name} is under custodians whom nobody named."
    try:
        _verify(known, kept, before, after)
    except ProofError as error:
        return f"{name} does not hold: {said(error.reason)}."
    if kept.signed.encoded() not in logged.get(handing.conversation, {}):
        return f"{name} is not in the record log."
    return ""


def _verify(known: Known, kept: WholeHanding, before: Manifest, after: Manifest) -> None:
    handing = kept.handing
    hashes = [each.bundle_hash for each in before.custodians if each.account == handing.hander]
    if not hashes or handing.hander not in known.people:
        raise ProofError("unknown_member")
    hander = known.people[handing.hander].at(hashes[0]).bundle
    check_hander(hander, before, after)
    verify_handing_word(kept.signed, hander, after)
    if kept.destroyed and not kept.sealed_shares:
        return
    if [sealed_handed_share_hash(each) for each in kept.sealed_shares] != [
        row.sealed_share_hash for row in handing.rows
    ]:
        raise ProofError("wrong_sealed_share_hash")
