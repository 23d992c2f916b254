"""Change requests (crypto.md §12.5): a client asks for another therapist, and says who may read what was written so far."""

from enum import StrEnum

from server.crypto.bundle import Signer
from server.crypto.canonical import Body, Uint
from server.crypto.checks import ids
from server.crypto.signing import SignedBody, SigningKey
from server.ids import ConversationId, RequestId


class History(StrEnum):
    """Whether the next therapist may read the conversation so far."""

    SHARE = "share"
    KEEP = "keep"


class ChangeRequest(Body, frozen=True, tag="webtherapy/v1/change-request"):
    """The wish to go on with somebody else than in this conversation. Whose wish it is, the signature says."""

    request: RequestId
    conversation: ConversationId
    history: History
    made_at: Uint

    def __post_init__(self) -> None:
        ids(self.request, self.conversation)


def make_change_request(signer: SigningKey, change: ChangeRequest) -> SignedBody:
    """The request, signed by the client."""
    return signer.sign_body(change)


def verify_change_request(signed: SignedBody, signer: Signer) -> ChangeRequest:
    """The request of the holder of `signer`; ProofError("bad_signature"). That they are the conversation's client is for the caller."""
    return signed.verified(ChangeRequest, signer.signing_public)
