"""Emergencies (crypto.md §13.4): an officer's word that a client's record has to be read at once, and why."""

from typing import Final

from server.crypto.bundle import Signer
from server.crypto.canonical import Body, Uint
from server.crypto.checks import hashes, ids, same, text_at_most
from server.crypto.hashing import hash_of, sha256
from server.crypto.signing import SignedBody
from server.ids import AccountId, ConversationId, EmergencyId

MOST_NATURE: Final = 1_000
"""Of the words, in bytes of UTF-8."""


class Emergency(Body, frozen=True, tag="webtherapy/v1/emergency"):
    """Whose record, and as a hash why; the words go sealed to those who decide."""

    emergency_id: EmergencyId
    client: AccountId
    conversation: ConversationId
    nature_hash: bytes
    officer: AccountId
    at: Uint

    def __post_init__(self) -> None:
        ids(self.emergency_id, self.client, self.conversation, self.officer)
        hashes(self.nature_hash)

    @property
    def hash(self) -> bytes:
        """What an order names it by."""
        return sha256(self.encoded())


def nature_hash(emergency_id: EmergencyId, words: str) -> bytes:
    """Why, for who was told; ProofError("too_large") when there are too many words."""
    text_at_most(MOST_NATURE, words)
    return hash_of("webtherapy/v1/nature", emergency_id, words)


def verify_emergency(signed: SignedBody, officer: Signer, conversation: ConversationId, client: AccountId) -> Emergency:
    """The officer's word on this conversation and its client.

    Reasons: bad_signature, unknown_member (another's name), foreign_conversation, wrong_client.
    """
    said = signed.verified(Emergency, officer.signing_public)
    same(said.officer, officer.account, "unknown_member")
    same(said.conversation, conversation, "foreign_conversation")
    same(said.client, client, "wrong_client")
    return said
