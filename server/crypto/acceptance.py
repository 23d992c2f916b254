"""Policy acceptances (crypto.md §9.3): somebody's signed answer to one version of one of the practice's texts."""

from enum import StrEnum
from typing import Final

from server.crypto.bundle import Signer
from server.crypto.canonical import Body, Uint
from server.crypto.checks import counted, hashes, ids
from server.crypto.hashing import sha256
from server.crypto.signing import SignedBody, SigningKey
from server.errors import ProofError
from server.ids import AccountId
from server.roles import Role


class Policy(StrEnum):
    """Which text."""

    TERMS = "terms"
    PRIVACY_POLICY = "privacy-policy"
    NOTICE_OF_PRIVACY_PRACTICES = "notice-of-privacy-practices"
    CONFIDENTIALITY_AGREEMENT = "confidentiality-agreement"
    """What whoever works for the practice agrees to, before they get at anything (compliance NV-06)."""


class Audience(StrEnum):
    """Whom a text is for."""

    CLIENTS = "clients"
    STAFF = "staff"


class PolicyAnswer(StrEnum):
    """What was answered."""

    ACCEPTED = "accepted"
    ACKNOWLEDGED = "acknowledged"
    DECLINED = "declined"


_ANSWERS = {
    Policy.TERMS: {PolicyAnswer.ACCEPTED},
    Policy.PRIVACY_POLICY: {PolicyAnswer.ACCEPTED},
    # A receipt, not an agreement: who does not give it is treated all the same.
    Policy.NOTICE_OF_PRIVACY_PRACTICES: {PolicyAnswer.ACKNOWLEDGED, PolicyAnswer.DECLINED},
    Policy.CONFIDENTIALITY_AGREEMENT: {PolicyAnswer.ACCEPTED},
}

POLICIES_OF: Final = {
    Audience.CLIENTS: (Policy.TERMS, Policy.PRIVACY_POLICY, Policy.NOTICE_OF_PRIVACY_PRACTICES),
    Audience.STAFF: (Policy.CONFIDENTIALITY_AGREEMENT,),
}
"""Which texts each is asked about."""


class Acceptance(Body, frozen=True, tag="webtherapy/v1/policy-acceptance"):
    """Who answered what to which text, and when; ProofError("bad_answer") when the policy knows no such answer."""

    account: AccountId
    policy: Policy
    version: Uint
    text_hash: bytes
    answer: PolicyAnswer
    answered_at: Uint

    def __post_init__(self) -> None:
        ids(self.account)
        counted(self.version)
        hashes(self.text_hash)
        if self.answer not in _ANSWERS[self.policy]:
            raise ProofError("bad_answer")


def audience_of(role: Role) -> Audience:
    """Whom the texts have to be for that an account of this role is asked about."""
    return Audience.CLIENTS if role is Role.CLIENT else Audience.STAFF


def policy_text_hash(text: str) -> bytes:
    """The hash of a policy's text as it was shown."""
    return sha256(text.encode())


def make_acceptance(signer: SigningKey, acceptance: Acceptance) -> SignedBody:
    """The answer, signed by who gave it."""
    return signer.sign_body(acceptance)


def verify_acceptance(signed: SignedBody, signer: Signer) -> Acceptance:
    """The answer of the holder of `signer`. Reasons: bad_signature, unknown_member, bad_answer."""
    acceptance = signed.verified(Acceptance, signer.signing_public)
    if acceptance.account != signer.account:
        raise ProofError("unknown_member")
    return acceptance
