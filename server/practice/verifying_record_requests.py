"""Requests about records (crypto.md §13.5), verified from outside: that the record log has all of it, and that whoever answered might."""

from collections.abc import Mapping
from typing import Final

from server.crypto.record_request import RecordAnswer, verify_record_answer
from server.crypto.signing import under_any
from server.errors import ProofError
from server.packages.reasons import said
from server.packages.report import Report
from server.packages.trust import Known
from server.records.log import LogKind
from server.records.record_requests import KeptRequest, KeptWord, everything, words_of
from server.storage.database import Connection

KINDS: Final = (LogKind.RECORD_REQUEST, LogKind.RECORD_ANSWER, LogKind.DISAGREEMENT)


async def verify_record_requests(
    connection: Connection, known: Known, logged: Mapping[bytes, LogKind], report: Report
) -> None:
    """Every request and what was said to it, and what the log knows and the tables do not."""
    kept = await everything(connection)
    faults = [fault for each in kept if (fault := _fault(known, logged, each))]
    standing = {word.signed.encoded() for each in kept for word in words_of(each)}
    gone = sum(kind in KINDS and record not in standing for record, kind in logged.items())
    if gone:
        faults.append(
            f"The record log knows of {gone} words of requests about records that are not there: they were taken out."
        )
    for fault in faults:
        report.fails(fault)
    if kept and not faults:
        report.holds(f"{len(kept)} requests about records stand with all that was said to them, in the record log.")


def _fault(known: Known, logged: Mapping[bytes, LogKind], kept: KeptRequest) -> str:
    """What does not hold, in words; empty when all of it does."""
    name = f"Request about a record {kept.request.said.request_id.hex()}"
    if any(word.signed.encoded() not in logged for word in words_of(kept)):
        return f"{name}: something of it is not in the record log."
    for word in (kept.extension, kept.answer):
        fault = "" if word is None else _answer_fault(known, kept, word)
        if fault:
            return f"{name}: {fault}"
    return ""


def _answer_fault(known: Known, kept: KeptRequest, word: KeptWord[RecordAnswer]) -> str:
    if word.said.officer not in known.people:
        return "its answer is by nobody whom the practice vouched for."
    officer, request = known.people[word.said.officer], kept.request.said
    try:
        under_any(officer.all, lambda certified: verify_record_answer(word.signed, certified, request))
    except ProofError as error:
        return f"its answer does not hold: {said(error.reason)}."
    return ""
