"""Papers that were given on to officers who came later (crypto.md §13.1), verified from outside: by whom, to whom, and that nothing else came by it."""

from collections.abc import Mapping

from server.crypto.admission import paper_wrap_hash, verify_admission
from server.crypto.signing import under_any
from server.errors import ProofError
from server.packages.reasons import said
from server.packages.report import Report
from server.packages.trust import Known
from server.records.admissions import WholeAdmission, everything
from server.records.log import LogKind
from server.storage.database import Connection


async def verify_admissions(
    connection: Connection, known: Known, logged: Mapping[bytes, LogKind], report: Report
) -> None:
    """Every admission with the wraps that came by it, and those that the log knows and the table does not."""
    whole = await everything(connection)
    faults = [fault for each in whole if (fault := _fault(known, logged, each))]
    standing = {each.signed.encoded() for each in whole}
    gone = [record for record, kind in logged.items() if kind is LogKind.ADMISSION and record not in standing]
    if gone:
        faults.append(
            f"The record log knows {len(gone)} times that papers were given on, which is not there: it was taken out."
        )
    for fault in faults:
        report.fails(fault)
    if whole and not faults:
        report.holds(
            f"Papers were given on to those who came later {len(whole)} times, each signed and in the record log."
        )


def _fault(known: Known, logged: Mapping[bytes, LogKind], whole: WholeAdmission) -> str:
    """What does not hold, in words; empty when all of it does."""
    admission = whole.admission
    name = f"What {admission.by.hex()} gave on to {admission.reader.hex()}"
    if admission.by not in known.people or admission.reader not in known.people:
        return f"{name}: nobody vouched for one of them."
    try:
        _verify(known, whole)
    except ProofError as error:
        return f"{name} does not hold: {said(error.reason)}."
    if whole.signed.encoded() not in logged:
        return f"{name} is not in the record log."
    named = {each.paper_hash: each.wrap_hash for each in admission.papers}
    for paper, account, bundle_hash, wrap in whole.wraps:
        if (account, bundle_hash) != (admission.reader, admission.reader_bundle_hash):
            return f"{name}: a key that came by it is somebody else's."
        if named.get(paper) != paper_wrap_hash(wrap):
            return f"{name}: a key that came by it is not the one that was signed."
    return ""


def _verify(known: Known, whole: WholeAdmission) -> None:
    """Under any bundle that was certified for whoever gave it on."""
    reader = known.people[whole.admission.reader].at(whole.admission.reader_bundle_hash)
    by = known.people[whole.admission.by].all
    under_any(by, lambda certified: verify_admission(whole.signed, certified, reader))
