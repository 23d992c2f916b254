"""Closings (crypto.md §12.4): a conversation takes no entry any more, by the word of one who may say so."""

from enum import StrEnum
from typing import Final

from server.crypto.bundle import Signer
from server.crypto.canonical import Body, Uint
from server.crypto.checks import ids, same
from server.crypto.signing import SignedBody, SigningKey
from server.errors import ProofError
from server.ids import AccountId, ConversationId
from server.roles import Role


class ClosingReason(StrEnum):
    """Why: the client has another therapist, care ends, or the client closes the account."""

    CHANGED = "changed"
    ENDED = "ended"
    LEFT = "left"


_CLOSERS: Final = {
    # Intake stands for whoever certifies: that the account is a certifier's is for the caller to see to.
    ClosingReason.CHANGED: {Role.CLIENT, Role.INTAKE},
    ClosingReason.ENDED: {Role.THERAPIST},
    ClosingReason.LEFT: {Role.CLIENT},
}


class Closing(Body, frozen=True, tag="webtherapy/v1/closing"):
    """Which conversation, why, by whom and when."""

    conversation: ConversationId
    reason: ClosingReason
    account: AccountId
    closed_at: Uint

    def __post_init__(self) -> None:
        ids(self.conversation, self.account)


def make_closing(signer: SigningKey, closing: Closing) -> SignedBody:
    """The closing, signed by who closes."""
    return signer.sign_body(closing)


def verify_closing(signed: SignedBody, signer: Signer, role: Role, conversation: ConversationId) -> Closing:
    """The closing of this conversation by the holder of `signer`, who has this role there.

    Reasons: bad_signature, unknown_member, foreign_conversation, unlawful_role (this reason is not theirs to give).
    """
    closing = signed.verified(Closing, signer.signing_public)
    same(closing.account, signer.account, "unknown_member")
    same(closing.conversation, conversation, "foreign_conversation")
    if role not in _CLOSERS[closing.reason]:
        raise ProofError("unlawful_role")
    return closing
