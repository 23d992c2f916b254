"""Disclosures (crypto.md §13.3): that something was let out, on what basis, of what, by whom. Evidence, never authority."""

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Final

from server.crypto.bundle import Signer
from server.crypto.canonical import Body, Uint
from server.crypto.checks import HASH_BYTES, count, exactly, hashes, ids, same
from server.crypto.hashing import sha256
from server.crypto.part2 import Part2Status, Statement
from server.crypto.signing import SignedBody
from server.errors import ProofError
from server.ids import AccountId, ConversationId, DisclosureId

MOST_RUNS: Final = 1_024


class DisclosureBasis(StrEnum):
    """Why it was lawful. The words of a process and of a warning are theirs."""

    CONSENT = "consent"
    ORDER = "order"
    WARRANT = "warrant"
    JUDICIAL_SUBPOENA = "judicial-subpoena"
    GRAND_JURY = "grand-jury"
    ATTORNEY_SUBPOENA = "attorney-subpoena"
    ADMINISTRATIVE = "administrative"
    DISCOVERY = "discovery"
    THREAT = "threat"
    PAST_CRIME = "past-crime"
    ABUSE_REPORT = "abuse-report"
    CRIME_ON_PREMISES = "crime-on-premises"
    MEDICAL_EMERGENCY = "medical-emergency"
    REQUIRED_BY_LAW = "required-by-law"


LEGAL: Final = frozenset(
    {
        DisclosureBasis.ORDER,
        DisclosureBasis.WARRANT,
        DisclosureBasis.JUDICIAL_SUBPOENA,
        DisclosureBasis.GRAND_JURY,
        DisclosureBasis.ATTORNEY_SUBPOENA,
        DisclosureBasis.ADMINISTRATIVE,
        DisclosureBasis.DISCOVERY,
    }
)
"""Two people stand for these, and these alone can be kept from the client for a time."""


class Disclosure(Body, frozen=True, tag="webtherapy/v1/disclosure"):
    """What was let out. `runs` are first and last sequences; `package_hash` is empty where words were said and no package made.

    ProofError: bad_form (kept back without a process, or a time that has passed), one_person, unsorted_runs, wrong_length.
    """

    disclosure_id: DisclosureId
    basis: DisclosureBasis
    basis_hash: bytes
    client: AccountId
    conversation: ConversationId
    runs: tuple[tuple[Uint, Uint], ...]
    paper_hash: bytes
    package_hash: bytes
    statement: Statement
    by: AccountId
    approver: bytes
    """Who agreed to the basis; empty where one person suffices."""

    produced_at: Uint
    suspended_until: Uint

    def __post_init__(self) -> None:
        ids(self.disclosure_id, self.client, self.conversation, self.by)
        hashes(self.basis_hash, self.paper_hash)
        if self.approver:
            ids(self.approver)
        if self.package_hash:
            exactly(HASH_BYTES, self.package_hash)
        if self.by == self.approver or (self.basis in LEGAL and not self.approver):
            raise ProofError("one_person")
        if self.suspended_until and (self.basis not in LEGAL or self.suspended_until <= self.produced_at):
            raise ProofError("bad_form")
        _check_runs(self.runs)
        if self.runs and not self.package_hash:
            raise ProofError("bad_form")
        # A package without entries of the record is one of a therapist's notes, by their own form.
        if self.package_hash and not self.runs and self.basis is not DisclosureBasis.CONSENT:
            raise ProofError("bad_form")

    @property
    def hash(self) -> bytes:
        """The hash of this body."""
        return sha256(self.encoded())


def verify_disclosure(signed: SignedBody, by: Signer, status: Part2Status) -> Disclosure:
    """The word of who let it out. Reasons: bad_signature, unknown_member, missing_statement (a package of a record that nobody has cleared
    carries a notice of 42 CFR 2.32), and those of the body.
    """
    said = signed.verified(Disclosure, by.signing_public)
    same(said.by, by.account, "unknown_member")
    if said.package_hash and said.statement is Statement.NONE and status is not Part2Status.CLEARED:
        raise ProofError("missing_statement")
    return said


def _check_runs(runs: Sequence[tuple[int, int]]) -> None:
    count(runs, 0, MOST_RUNS)
    if any(not 1 <= first <= last for first, last in runs):
        raise ProofError("unsorted_runs")
    if any(before[1] >= after[0] for before, after in pairwise(runs)):
        raise ProofError("unsorted_runs")
