"""Legal process (crypto.md §13.3): what a court or an agency asks for, and whether it opens anything. Two people sign it."""

from enum import StrEnum
from typing import Final

from server.crypto.canonical import Body, Uint
from server.crypto.checks import hashes, ids, same
from server.crypto.consent import ScopeKind, check_kinds
from server.crypto.hashing import sha256
from server.crypto.order import check_may_order, verify_approval
from server.crypto.paper import Paper, check_paper
from server.crypto.paper_forms import Form
from server.crypto.part2 import Part2Status
from server.crypto.signing import SignedBody
from server.crypto.trust import CertifiedBundle
from server.errors import ProofError
from server.ids import AccountId, ConversationId, ProcessId


class ProcessKind(StrEnum):
    """What was served."""

    ORDER = "order"
    WARRANT = "warrant"
    JUDICIAL_SUBPOENA = "judicial-subpoena"
    GRAND_JURY = "grand-jury"
    ATTORNEY_SUBPOENA = "attorney-subpoena"
    ADMINISTRATIVE = "administrative"
    DISCOVERY = "discovery"
    PRESERVATION = "preservation"


class Part2Section(StrEnum):
    """Under which section of 42 CFR part 2, subpart E, a court ordered it."""

    NONE = "none"
    S2_63 = "2.63"
    S2_64 = "2.64"
    S2_65 = "2.65"
    S2_66 = "2.66"
    S2_67 = "2.67"


LONGEST_GAG_MS: Final = 3 * 365 * 86_400_000
"""No gag is for ever, a slip of the pen in the year neither."""

_ASSURED: Final = frozenset({ProcessKind.ATTORNEY_SUBPOENA, ProcessKind.DISCOVERY})
"""45 CFR 164.512(e)(1)(ii): notice to the client, or a protective order."""


class Process(Body, frozen=True, tag="webtherapy/v1/process"):
    """What was served, about whom, and of what; who it is from stands in its paper. ProofError: bad_form, combined_form, one_person."""

    process_id: ProcessId
    kind: ProcessKind
    client: AccountId
    conversation: ConversationId
    kinds: tuple[ScopeKind, ...]
    scope_from: Uint
    scope_until: Uint
    part2_section: Part2Section
    document_hash: bytes
    paper_hash: bytes
    gag_until: Uint
    """Until when nobody may tell the client; 0 where nobody forbids it."""

    officer: AccountId
    approver: AccountId
    at: Uint

    def __post_init__(self) -> None:
        ids(self.process_id, self.client, self.conversation, self.officer, self.approver)
        hashes(self.document_hash, self.paper_hash)
        check_kinds(self.kinds)
        # No process opens a therapist's own notes here.
        if ScopeKind.NOTES in self.kinds or self.scope_from > self.scope_until:
            raise ProofError("bad_form")
        if self.part2_section is not Part2Section.NONE and self.kind is not ProcessKind.ORDER:
            raise ProofError("bad_form")
        if self.gag_until and not self.at < self.gag_until <= self.at + LONGEST_GAG_MS:
            raise ProofError("bad_form")
        if self.officer == self.approver:
            raise ProofError("one_person")

    @property
    def hash(self) -> bytes:
        """What an order or a disclosure names it by."""
        return sha256(self.encoded())


def verify_process(signed: SignedBody, approval: bytes, officer: CertifiedBundle, approver: CertifiedBundle) -> Process:
    """What two people who may say so say was served. Reasons: bad_signature, unknown_member, unlawful_role, one_person, bad_form."""
    process = verify_drafted(signed, officer)
    verify_approval(signed, approval, process.approver, approver)
    return process


def verify_drafted(signed: SignedBody, officer: CertifiedBundle) -> Process:
    """What one of them says; it opens nothing until the other has signed."""
    process = signed.verified(Process, officer.bundle.signing_public)
    same(process.officer, officer.account, "unknown_member")
    check_may_order(officer)
    return process


def check_process_paper(process: Process, paper: Paper) -> None:
    """Reasons: wrong_paper, incomplete_form (what this kind of process needs besides)."""
    check_paper(paper, process.paper_hash, Form.PROCESS, paper.version)
    missing = (
        (process.kind in _ASSURED and not paper.value("assurance").strip()),
        (process.kind is ProcessKind.ADMINISTRATIVE and not paper.value("three-part-test").strip()),
        (process.part2_section is not Part2Section.NONE and not paper.value("part2-findings").strip()),
    )
    if any(missing):
        raise ProofError("incomplete_form")


def check_opens(process: Process, status: Part2Status) -> None:
    """ProofError unless the process opens anything: opens_nothing (a preservation request), part2_order_required (no order of a court under
    subpart E, and nobody has cleared the record).
    """
    if process.kind is ProcessKind.PRESERVATION:
        raise ProofError("opens_nothing")
    if status is not Part2Status.CLEARED and process.part2_section is Part2Section.NONE:
        raise ProofError("part2_order_required")


def suspended_until(process: Process, produced_at: int) -> int:
    """Until when a disclosure that is produced then is kept from its client: while the gag lasts, else 0."""
    return process.gag_until if process.gag_until > produced_at else 0
