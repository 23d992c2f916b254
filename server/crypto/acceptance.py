"""Policy acceptances (crypto.md §9.3): somebody's signed answer to one version of one of the practice's texts."""

from enum import StrEnum

from server.crypto.bundle import Signer
from server.crypto.canonical import Body, Uint
from server.crypto.checks import counted, hashes, ids
from server.crypto.hashing import sha256
from server.crypto.signing import SignedBody, SigningKey
from server.errors import ProofError
from server.ids import AccountId


class Policy(StrEnum):
    """Which text."""

    TERMS = "terms"
    PRIVACY_POLICY = "privacy-policy"
    NOTICE_OF_PRIVACY_PRACTICES = "notice-of-privacy-practices"


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
}


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
