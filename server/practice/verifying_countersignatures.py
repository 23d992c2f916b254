"""Warnings and their countersignatures (crypto.md §13.4), verified from outside: who signed, what they signed, and that the record log has both."""

from collections.abc import Mapping

from server.crypto.countersignature import verify_countersignature
from server.crypto.signing import SignedBody
from server.errors import ProofError
from server.packages.reasons import said
from server.packages.report import Report
from server.packages.trust import Known
from server.records.countersignatures import Whole, everything
from server.records.log import LogKind
from server.storage.database import Connection


async def verify_countersignatures(
    connection: Connection, known: Known, logged: Mapping[bytes, LogKind], report: Report
) -> None:
    """Every warning and its countersignature; those that the log knows and the table does not; and how many wait."""
    whole = await everything(connection)
    faults = [fault for each in whole if (fault := _fault(known, logged, each))]
    standing = {each.countersignature.encoded() for each in whole if each.countersignature is not None}
    gone = [record for record, kind in logged.items() if kind is LogKind.COUNTERSIGNATURE and record not in standing]
    if gone:
        faults.append(
            f"The record log knows of {len(gone)} countersignatures of warnings that are not there: they were taken out."
        )
    for fault in faults:
        report.fails(fault)
    if standing and not faults:
        report.holds(f"{len(standing)} warnings are countersigned, each by somebody who may, and in the record log.")
    waiting = len(whole) - len(standing)
    if waiting:
        report.notes(f"{waiting} warnings are not countersigned yet.")


def _fault(known: Known, logged: Mapping[bytes, LogKind], whole: Whole) -> str:
    """What does not hold, in words; empty when all of it does."""
    name = f"Warning {whole.warning.warning_id.hex()}"
    if whole.signed.encoded() not in logged:
        return f"{name} is not in the record log."
    if whole.countersignature is None or whole.supervisor is None:
        return ""
    if whole.supervisor not in known.people:
        return f"{name}: its countersignature is by nobody whom the practice vouched for."
    try:
        _verify(known, whole, whole.countersignature)
    except ProofError as error:
        return f"{name}: its countersignature does not hold: {said(error.reason)}."
    if whole.countersignature.encoded() not in logged:
        return f"{name}: its countersignature is not in the record log."
    return ""


def _verify(known: Known, whole: Whole, signed: SignedBody) -> None:
    """Under any bundle that was certified for them."""
    assert whole.supervisor is not None
    person = known.people[whole.supervisor]
    for bundle_hash in person.hashes:
        try:
            verify_countersignature(signed, person.at(bundle_hash), whole.warning)
        except ProofError as error:
            if error.reason != "bad_signature":
                raise
        else:
            return
    raise ProofError("bad_signature")
