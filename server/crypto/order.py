"""Release orders (crypto.md §7.3): what lets custodians open epochs, for whom, by whose word, and for how long.

What a custodian gives is sealed to the order's recipient and bound to the order: under any other it is nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from server.crypto.bundle import Bundle, Signer
from server.crypto.canonical import Body, Uint, encode
from server.crypto.checks import count, hashes, ids, same
from server.crypto.deposit import Deposit
from server.crypto.epoch import EpochHeader
from server.crypto.hashing import hash_of, sha256
from server.crypto.sealing import SealingKey, seal
from server.crypto.signing import SignedBody, SigningKey, verify
from server.crypto.trust import CertifiedBundle
from server.errors import ProofError
from server.ids import AccountId, ConversationId, DepositId, OrderId
from server.roles import Role

MAX_EPOCHS: Final = 256
DAY_MS: Final = 86_400_000
ORDERING: Final = frozenset({Role.OFFICER, Role.OWNER})
"""Who may sign an order, either way."""


class Basis(StrEnum):
    """Why epochs are opened."""

    CONSENT = "consent"
    LEGAL = "legal"
    EMERGENCY = "emergency"
    DRILL = "drill"
    SUCCESSION = "succession"
    """New custodians are named, and somebody is gone who would have to deposit anew (crypto.md §7.4)."""


_LASTS: Final = {Basis.CONSENT: 30, Basis.LEGAL: 30, Basis.EMERGENCY: 1, Basis.DRILL: 1, Basis.SUCCESSION: 30}
"""How many days an order is good for at most."""


class ReleaseOrder(Body, frozen=True, tag="webtherapy/v1/release-order"):
    """Which epochs of which conversation are opened to whom, and why. `basis_hash` names the signed body that allows it."""

    order_id: OrderId
    basis: Basis
    basis_hash: bytes
    conversation: ConversationId
    headers: tuple[bytes, ...]
    recipient: AccountId
    recipient_bundle_hash: bytes
    manifest_hash: bytes
    officer: AccountId
    approver: AccountId
    issued_at: Uint
    expires_at: Uint

    def __post_init__(self) -> None:
        ids(self.order_id, self.conversation, self.recipient, self.officer, self.approver)
        hashes(self.basis_hash, self.recipient_bundle_hash, self.manifest_hash, *self.headers)
        count(self.headers, 1, MAX_EPOCHS)
        if any(before >= after for before, after in pairwise(self.headers)):
            raise ProofError("unsorted_epochs")
        if self.officer == self.approver:
            raise ProofError("one_person")
        if not self.issued_at < self.expires_at <= self.issued_at + _LASTS[self.basis] * DAY_MS:
            raise ProofError("expired_order")

    @property
    def hash(self) -> bytes:
        """The hash of this body."""
        return sha256(self.encoded())


class Contributed(Body, frozen=True, tag="webtherapy/v1/contributed"):
    """A custodian's word on what they gave under an order."""

    order_hash: bytes
    deposit_id: DepositId
    custodian: AccountId
    contribution_hash: bytes
    contributed_at: Uint

    def __post_init__(self) -> None:
        hashes(self.order_hash, self.contribution_hash)
        ids(self.deposit_id, self.custodian)


@dataclass(frozen=True, slots=True, repr=False)
class MadeContribution:
    """What a custodian sends: their signed word, and the share sealed to the recipient."""

    signed: SignedBody
    sealed: bytes


def check_may_order(person: CertifiedBundle) -> None:
    """ProofError("unlawful_role") unless this person is one of those who may speak for the practice about a record."""
    if person.role not in ORDERING:
        raise ProofError("unlawful_role")


def verify_approval(signed: SignedBody, approval: bytes, named: AccountId, approver: CertifiedBundle) -> None:
    """The second signature over the same body, by whom it names. Reasons: bad_signature, unknown_member, unlawful_role."""
    verify(approver.bundle.signing_public, signed.body, approval)
    same(named, approver.account, "unknown_member")
    check_may_order(approver)


def verify_order(
    signed: SignedBody, approval: bytes, officer: CertifiedBundle, approver: CertifiedBundle, now: int
) -> ReleaseOrder:
    """The order of two people who may give it, while it is good. Its basis, its epochs and its recipient are checked by name beside this.

    Reasons: bad_signature, unknown_member, unlawful_role, one_person, expired_order.
    """
    order = signed.verified(ReleaseOrder, officer.bundle.signing_public)
    verify(approver.bundle.signing_public, signed.body, approval)
    same(order.officer, officer.account, "unknown_member")
    same(order.approver, approver.account, "unknown_member")
    if not {officer.role, approver.role} <= ORDERING:
        raise ProofError("unlawful_role")
    if not order.issued_at <= now < order.expires_at:
        raise ProofError("expired_order")
    return order


def check_ordered(order: ReleaseOrder, basis_hash: bytes, recipient: Bundle, headers: Sequence[EpochHeader]) -> None:
    """ProofError unless the order rests on this basis, is for this recipient, and opens exactly these epochs of its conversation.

    Reasons: wrong_basis, wrong_recipient, foreign_conversation, foreign_epoch.
    """
    same(order.basis_hash, basis_hash, "wrong_basis")
    same(order.recipient, recipient.account, "wrong_recipient")
    same(order.recipient_bundle_hash, recipient.hash, "wrong_recipient")
    for header in headers:
        same(header.conversation, order.conversation, "foreign_conversation")
    if sorted(header.hash for header in headers) != list(order.headers):
        raise ProofError("foreign_epoch")


def check_epochs_in(headers: Sequence[EpochHeader], until: int) -> None:
    """ProofError("beyond_scope") when an epoch began only after what the basis covers."""
    if any(header.opened_at > until for header in headers):
        raise ProofError("beyond_scope")


def check_lasted(following: Sequence[EpochHeader], since: int) -> None:
    """ProofError("beyond_scope") when an epoch was over before what the basis covers; `following` are those that came right after."""
    if any(header.opened_at < since for header in following):
        raise ProofError("beyond_scope")


def contribution_hash(sealed: bytes) -> bytes:
    """What a custodian's word says of a contribution."""
    return hash_of("webtherapy/v1/contribution-hash", sealed)


def contribute(
    signer: SigningKey,
    custodian: AccountId,
    order: ReleaseOrder,
    recipient: Bundle,
    deposit: Deposit,
    share_body: bytes,
    contributed_at: int,
) -> MadeContribution:
    """A custodian's opened share of a deposit, for the order's recipient. Reasons: wrong_recipient, foreign_epoch."""
    same(order.recipient_bundle_hash, recipient.hash, "wrong_recipient")
    check_covered(order, deposit)
    info = contribution_info(order.hash, deposit.deposit_id, custodian)
    sealed = seal(recipient.sealing_public, info, share_body)
    word = Contributed(order.hash, deposit.deposit_id, custodian, contribution_hash(sealed), contributed_at)
    return MadeContribution(signer.sign_body(word), sealed)


def check_covered(order: ReleaseOrder, deposit: Deposit) -> None:
    """ProofError("foreign_epoch") unless the deposit is of an epoch that the order opens."""
    same(deposit.conversation, order.conversation, "foreign_epoch")
    if deposit.header_hash not in order.headers:
        raise ProofError("foreign_epoch")


def verify_contribution(signed: SignedBody, sealed: bytes, custodian: Signer, order_hash: bytes) -> Contributed:
    """A custodian's word on this contribution under this order; opens nothing.

    Reasons: bad_signature, unknown_member, wrong_order, wrong_contribution.
    """
    word = signed.verified(Contributed, custodian.signing_public)
    same(word.custodian, custodian.account, "unknown_member")
    same(word.order_hash, order_hash, "wrong_order")
    same(word.contribution_hash, contribution_hash(sealed), "wrong_contribution")
    return word


def open_contribution(key: SealingKey, word: Contributed, sealed: bytes) -> bytes:
    """The share body that a custodian sealed to the holder of `key`. Secret. Reasons: wrong_contribution, wrong_key, wrong_length."""
    same(word.contribution_hash, contribution_hash(sealed), "wrong_contribution")
    return key.open_sealed(contribution_info(word.order_hash, word.deposit_id, word.custodian), sealed)


def contribution_info(order_hash: bytes, deposit_id: DepositId, custodian: AccountId) -> bytes:
    """To what a contribution is bound besides the recipient's key."""
    return encode("webtherapy/v1/contribution", order_hash, deposit_id, custodian)
