"""What a client asked to have corrected of the record in a package, and what was said to it (crypto.md §13.2, §13.5): each word under its signer's keys."""

from functools import partial
from typing import Final

import msgspec

from server.crypto.canonical import read
from server.crypto.paper import Element, Paper
from server.crypto.paper_forms import Form
from server.crypto.record_request import (
    RecordAnswer,
    RecordRequest,
    RequestKind,
    check_answer_paper,
    check_disagreement_paper,
    check_request_paper,
    verify_disagreement,
    verify_record_answer,
    verify_record_request,
)
from server.crypto.signing import under_any
from server.errors import ProofError
from server.ids import AccountId
from server.packages.documents import Hex, Signed, read_hex
from server.packages.reasons import said
from server.packages.report import Report
from server.packages.trust import Trust, bundles
from server.roles import Role

AMENDMENTS_FILE: Final = "amendments.json"


class _Said(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that was signed, and what stands in its paper."""

    signed: Signed
    version: int
    salt: Hex
    elements: list[tuple[str, str]]

    def paper(self, form: Form) -> Paper:
        """The paper that it names, if it is that one."""
        elements = tuple(Element(name, value) for name, value in self.elements)
        return Paper(form, self.version, bytes(self.salt), elements)


class _Amendment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    request: _Said
    answer: _Said | None
    disagreement: _Said | None


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    amendments: list[_Amendment]


def say_amendments(report: Report, data: bytes, trust: Trust) -> None:
    """Whether all that stands in it was signed by whom it names, about this conversation."""
    try:
        kept = msgspec.json.decode(data, type=_File, dec_hook=read_hex)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError):
        report.fails(f"{AMENDMENTS_FILE} cannot be read.")
        return
    faults = 0
    for place, each in enumerate(kept.amendments, 1):
        try:
            _prove(each, trust)
        except ProofError as error:
            faults += 1
            report.fails(f"Correction {place} of {AMENDMENTS_FILE} does not hold: {said(error.reason)}.")
    if not faults:
        report.holds(
            f"{AMENDMENTS_FILE} says what the client asked to have corrected ({len(kept.amendments)}), what was answered and what they say to it: each word is signed by whom it names."
        )
        report.notes(f"Whether more was asked or said than stands in {AMENDMENTS_FILE}, no package can show.")


def _prove(kept: _Amendment, trust: Trust) -> None:
    client = next(each.account for each in trust.match.participants if each.role is Role.CLIENT)
    keys = bundles(trust.people[client])
    request = under_any(keys, partial(verify_record_request, kept.request.signed.proof))
    if request.kind is not RequestKind.AMENDMENT or request.conversation != trust.match.conversation:
        raise ProofError("foreign_conversation")
    check_request_paper(request, kept.request.paper(Form.AMENDMENT))
    if kept.answer is None:
        if kept.disagreement is not None:
            raise ProofError("wrong_basis")
        return
    answer = _proved_answer(kept.answer, request, trust)
    if kept.disagreement is not None:
        signed = kept.disagreement.signed.proof
        statement = under_any(keys, lambda bundle: verify_disagreement(signed, bundle, request, answer))
        check_disagreement_paper(statement, kept.disagreement.paper(Form.DISAGREEMENT))


def _proved_answer(kept: _Said, request: RecordRequest, trust: Trust) -> RecordAnswer:
    signed = kept.signed.proof
    officer = AccountId(read(RecordAnswer, signed.body).officer)
    if officer not in trust.people:
        raise ProofError("unknown_member")
    answer = under_any(trust.people[officer].all, lambda each: verify_record_answer(signed, each, request))
    check_answer_paper(answer, kept.paper(Form.RECORD_ANSWER))
    return answer
