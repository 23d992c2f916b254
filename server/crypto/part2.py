"""Drug and alcohol treatment records (42 CFR part 2; crypto.md §13.2): whether a record is of that kind, and what goes with it.

Nothing said is as good as yes: only a named reviewer's word clears a record.
"""

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from server.crypto.bundle import Signer
from server.crypto.canonical import Body, Uint
from server.crypto.checks import ids, same
from server.crypto.signing import SignedBody
from server.errors import ProofError
from server.ids import AccountId


class Part2Status(StrEnum):
    """Whether 42 CFR part 2 protects a client's record."""

    PENDING = "pending"
    """Nobody has said; it is treated as protected."""

    CONFIRMED = "confirmed"
    CLEARED = "cleared"


class Ground(StrEnum):
    """Why a reviewer says so."""

    PROGRAMME = "programme"
    NOT_A_PROGRAMME = "not-a-programme"
    NO_SUCH_TREATMENT = "no-such-treatment"


class Part2Marking(Body, frozen=True, tag="webtherapy/v1/part2-marking"):
    """A reviewer's word on a client's record."""

    client: AccountId
    status: Part2Status
    ground: Ground
    reviewer: AccountId
    at: Uint

    def __post_init__(self) -> None:
        ids(self.client, self.reviewer)
        if self.status is Part2Status.PENDING or (self.status is Part2Status.CONFIRMED) != (
            self.ground is Ground.PROGRAMME
        ):
            raise ProofError("bad_form")


class Statement(StrEnum):
    """Which notice of 42 CFR 2.32 goes with what is disclosed."""

    NONE = "none"
    LONG = "part2-long"
    SHORT = "part2-short"


STATEMENTS: Final = MappingProxyType(
    {
        Statement.LONG: (
            "This record which has been disclosed to you is protected by Federal confidentiality rules (42 CFR part 2). "
            "These rules prohibit you from using or disclosing this record, or testimony that describes the information "
            "contained in this record, in any civil, criminal, administrative, or legislative proceedings by any Federal, "
            "State, or local authority, against the patient, unless authorized by the consent of the patient, except as "
            "provided at 42 CFR 2.12(c)(5) or as authorized by a court in accordance with 42 CFR 2.64 or 2.65. In addition, "
            "the Federal rules prohibit you from making any other use or disclosure of this record unless at least one of "
            "the following applies:\n"
            "(i) Further use or disclosure is expressly permitted by the written consent of the individual whose "
            "information is being disclosed in this record or as otherwise permitted by 42 CFR part 2.\n"
            "(ii) You are a covered entity or business associate and have received the record for treatment, payment, or "
            "health care operations, or\n"
            "(iii) You have received the record from a covered entity or business associate as permitted by 45 CFR part "
            "164, subparts A and E.\n"
            "A general authorization for the release of medical or other information is NOT sufficient to meet the required "
            "elements of written consent to further use or redisclose the record (see 42 CFR 2.31)."
        ),
        Statement.SHORT: "42 CFR part 2 prohibits unauthorized use or disclosure of these records.",
    }
)
"""Byte for byte as 42 CFR 2.32(a) has them since 2024."""


def verify_marking(signed: SignedBody, reviewer: Signer, client: AccountId) -> Part2Marking:
    """The reviewer's word on this client. Reasons: bad_signature, unknown_member (another's name), wrong_subject, bad_form."""
    said = signed.verified(Part2Marking, reviewer.signing_public)
    same(said.reviewer, reviewer.account, "unknown_member")
    same(said.client, client, "wrong_subject")
    return said
