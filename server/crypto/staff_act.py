"""Acts of staff (crypto.md §9.3, §12.6): an account is suspended or reinstated, a drill is held, and who did it cannot deny it."""

from enum import StrEnum

from server.crypto.bundle import Signer
from server.crypto.canonical import Body, Uint
from server.crypto.checks import hashes, ids, same, text_at_most
from server.crypto.hashing import hash_of
from server.crypto.signing import SignedBody, SigningKey
from server.ids import AccountId

MOST_WORDS = 1_000
"""Of the reason, in bytes of UTF-8."""


class ActWord(StrEnum):
    """What is done: to an account, or with the custodians (drill.py)."""

    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    DRILL = "drill"


class ReasonCode(StrEnum):
    """Why, in one word; the words beside it are for the person alone."""

    SAFETY = "safety"
    CONDUCT = "conduct"
    IDENTITY = "identity"
    BILLING = "billing"
    REQUEST = "request"
    EMPLOYMENT = "employment"
    RESOLVED = "resolved"
    OTHER = "other"


class StaffAct(Body, frozen=True, tag="webtherapy/v1/act"):
    """Who did what to whom, and why; the last two as hashes."""

    actor: AccountId
    act: ActWord
    subject_hash: bytes
    reason_hash: bytes
    at: Uint

    def __post_init__(self) -> None:
        ids(self.actor)
        hashes(self.subject_hash, self.reason_hash)


def subject_hash(account: AccountId) -> bytes:
    """Whom an act is about, for who knows it already."""
    return hash_of("webtherapy/v1/subject", account)


def reason_hash(act: ActWord, code: ReasonCode, words: str) -> bytes:
    """Why; ProofError("too_large") when there are too many words."""
    text_at_most(MOST_WORDS, words)
    return hash_of("webtherapy/v1/reason", act.value, code.value, words)


def make_staff_act(signer: SigningKey, act: StaffAct) -> SignedBody:
    """The act, signed by who does it."""
    return signer.sign_body(act)


def verify_staff_act(signed: SignedBody, signer: Signer, act: ActWord, account: AccountId) -> StaffAct:
    """The holder of `signer` does this to this account. Reasons: bad_signature, unknown_member (another's name), wrong_act, wrong_subject."""
    said = signed.verified(StaffAct, signer.signing_public)
    same(said.actor, signer.account, "unknown_member")
    same(said.act.value.encode(), act.value.encode(), "wrong_act")
    same(said.subject_hash, subject_hash(account), "wrong_subject")
    return said
