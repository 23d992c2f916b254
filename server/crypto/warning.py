"""Warnings (crypto.md §13.4): a therapist's word that somebody had to be told without the client's consent, and on what ground."""

from enum import StrEnum
from typing import Final

from server.crypto.bundle import Signer
from server.crypto.canonical import Body, Uint
from server.crypto.checks import hashes, ids, same
from server.crypto.hashing import sha256
from server.crypto.part2 import Part2Status
from server.crypto.signing import SignedBody
from server.errors import ProofError
from server.ids import AccountId, ConversationId, WarningId


class WarningBasis(StrEnum):
    """The paragraph that permits it."""

    THREAT = "threat"
    """45 CFR 164.512(j)(1)(i): serious and imminent."""

    PAST_CRIME = "past-crime"
    """45 CFR 164.512(j)(1)(ii)(A): never from what was said in care."""

    ABUSE_REPORT = "abuse-report"
    CRIME_ON_PREMISES = "crime-on-premises"
    MEDICAL_EMERGENCY = "medical-emergency"
    REQUIRED_BY_LAW = "required-by-law"


class Part2Branch(StrEnum):
    """By which way a record of drug or alcohol treatment may be spoken of at all."""

    NOT_PART2 = "not-part2"
    CONSENT = "consent"
    MEDICAL_PERSONNEL = "medical-personnel"
    COURT_ORDER = "court-order"
    CHILD_ABUSE_REPORT = "child-abuse-report"
    CRIME_ON_PREMISES = "crime-on-premises"
    NOT_IDENTIFYING = "not-identifying"


class Source(StrEnum):
    """Where it was learned."""

    SESSION = "session"
    MAILBOX = "mailbox"
    FAMILY = "family"
    OTHER = "other"


_IN_CARE: Final = frozenset({Source.SESSION, Source.MAILBOX})


class GivenWarning(Body, frozen=True, tag="webtherapy/v1/warning"):
    """About whom, why it may be, and by whom; what was said to whom stands in its paper. ProofError: unlawful_basis, wrong_length."""

    warning_id: WarningId
    supplements: bytes
    """Hash of the warning that this one completes, or empty."""

    client: AccountId
    conversation: ConversationId
    basis: WarningBasis
    branch: Part2Branch
    source: Source
    paper_hash: bytes
    therapist: AccountId
    at: Uint

    def __post_init__(self) -> None:
        ids(self.warning_id, self.client, self.conversation, self.therapist)
        hashes(self.paper_hash)
        if self.supplements:
            hashes(self.supplements)
        # 45 CFR 164.512(j)(2): what was confessed in counseling is not told on.
        if self.basis is WarningBasis.PAST_CRIME and self.source in _IN_CARE:
            raise ProofError("unlawful_basis")

    @property
    def hash(self) -> bytes:
        """What a disclosure names it by."""
        return sha256(self.encoded())


def verify_warning(signed: SignedBody, therapist: Signer, status: Part2Status) -> GivenWarning:
    """The therapist's word. Reasons: bad_signature, unknown_member, unlawful_basis, part2_branch_required (nobody has cleared the record)."""
    said = signed.verified(GivenWarning, therapist.signing_public)
    same(said.therapist, therapist.account, "unknown_member")
    if said.branch is Part2Branch.NOT_PART2 and status is not Part2Status.CLEARED:
        raise ProofError("part2_branch_required")
    return said
