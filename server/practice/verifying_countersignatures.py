"""Warnings and their countersignatures (crypto.md §13.4), verified from outside: who signed, what they signed, and that the record log has both."""

from collections.abc import Mapping

from server.crypto.countersignature import verify_countersignature
from server.crypto.signing import under_any
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
    signed, warning = whole.countersignature, whole.warning
    if signed is None or whole.supervisor is None:
        return ""
    if whole.supervisor not in known.people:
        return f"{name}: its countersignature is by nobody whom the practice vouched for."
    try:
        under_any(
            known.people[whole.supervisor].all, lambda certified: verify_countersignature(signed, certified, warning)
        )
    except ProofError as error:
        return f"{name}: its countersignature does not hold: {said(error.reason)}."
    if signed.encoded() not in logged:
        return f"{name}: its countersignature is not in the record log."
    return ""
