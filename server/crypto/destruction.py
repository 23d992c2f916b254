"""Destruction (crypto.md §15.3): two people say what is erased, and the service signs that it is gone."""

from enum import StrEnum
from typing import Final

from server.crypto.canonical import Body, Uint, read
from server.crypto.checks import ascending, count, hashes, ids, same
from server.crypto.hashing import sha256
from server.crypto.order import check_may_order, verify_approval
from server.crypto.signing import SignedBody
from server.crypto.trust import CertifiedBundle
from server.errors import ProofError
from server.ids import AccountId, ConversationId, DestructionId
from server.roles import Role

MOST_CONVERSATIONS: Final = 256


class LastPlace(Body, frozen=True):
    """A conversation as it ends."""

    conversation: ConversationId
    sequence: Uint
    head: bytes

    def __post_init__(self) -> None:
        ids(self.conversation)
        hashes(self.head)


class Destruction(Body, frozen=True, tag="webtherapy/v1/destruction"):
    """What is to be erased, and since when it may be. ProofError: one_person, bad_form (not due), unsorted_members, duplicate_member, wrong_length."""

    destruction_id: DestructionId
    client: AccountId
    conversations: tuple[LastPlace, ...]
    retention_hash: bytes
    retain_until: Uint
    by: AccountId
    approved_by: AccountId
    at: Uint

    def __post_init__(self) -> None:
        ids(self.destruction_id, self.client, self.by, self.approved_by)
        hashes(self.retention_hash)
        count(self.conversations, 1, MOST_CONVERSATIONS)
        ascending([each.conversation for each in self.conversations])
        if self.by == self.approved_by:
            raise ProofError("one_person")
        if self.retain_until > self.at:
            raise ProofError("bad_form")

    @property
    def hash(self) -> bytes:
        """What its certificate names it by."""
        return sha256(self.encoded())


class What(StrEnum):
    """What was erased."""

    WRAPS = "wraps"
    SHARES = "shares"
    CONTRIBUTIONS = "contributions"
    ENTRIES = "entries"
    FILES = "files"


class Erased(Body, frozen=True):
    """How many of what."""

    what: What
    count: Uint


class Destroyed(Body, frozen=True, tag="webtherapy/v1/destroyed"):
    """The certificate of destruction. ProofError: bad_form (not everything, or out of order; backups that end before)."""

    destruction_id: DestructionId
    destruction_hash: bytes
    erased: tuple[Erased, ...]
    backups_end_at: Uint
    at: Uint

    def __post_init__(self) -> None:
        ids(self.destruction_id)
        hashes(self.destruction_hash)
        if tuple(each.what for each in self.erased) != tuple(What) or self.backups_end_at < self.at:
            raise ProofError("bad_form")


def verify_proposed(signed: SignedBody, by: CertifiedBundle) -> Destruction:
    """What one of them says; it erases nothing until the other has signed. Reasons: bad_signature, unknown_member, unlawful_role, and the body's."""
    said = signed.verified(Destruction, by.bundle.signing_public)
    same(said.by, by.account, "unknown_member")
    check_may_order(by)
    return said


def verify_destruction(
    signed: SignedBody, approval: bytes, by: CertifiedBundle, approver: CertifiedBundle
) -> Destruction:
    """What two people who may say so say is erased. Reasons: those of what is proposed, under either name."""
    said = verify_proposed(signed, by)
    verify_approval(signed, approval, said.approved_by, approver)
    return said


def verify_destroyed(signed: SignedBody, system: CertifiedBundle, destruction: SignedBody) -> Destroyed:
    """The certificate of this destruction. Reasons: bad_signature, unlawful_role, wrong_basis (another destruction)."""
    said = signed.verified(Destroyed, system.bundle.signing_public)
    if system.role is not Role.SYSTEM:
        raise ProofError("unlawful_role")
    same(said.destruction_hash, destruction.hash, "wrong_basis")
    same(said.destruction_id, read(Destruction, destruction.body).destruction_id, "wrong_basis")
    return said
