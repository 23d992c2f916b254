"""What becomes of a release order (crypto.md §7.3): it is declined or withdrawn, or its recipient says what was opened."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Final

from server.crypto.bundle import Signer
from server.crypto.canonical import Body, Uint
from server.crypto.checks import count, hashes, ids, same
from server.crypto.order import MAX_EPOCHS
from server.crypto.signing import SignedBody
from server.errors import ProofError
from server.ids import AccountId, DepositId

MOST_NAMED: Final = 512


class OrderWord(StrEnum):
    """What somebody says of an order."""

    DECLINED = "declined"
    """A custodian gives nothing for it."""

    WITHDRAWN = "withdrawn"
    """Officer or approver take it back: it is over."""


class OrderAnswer(Body, frozen=True, tag="webtherapy/v1/order-answer"):
    """Who says so, of which order, and when."""

    order_hash: bytes
    account: AccountId
    answer: OrderWord
    answered_at: Uint

    def __post_init__(self) -> None:
        hashes(self.order_hash)
        ids(self.account)


class Named(Body, frozen=True):
    """What did not fit: a custodian's share of a deposit, or with an empty `custodian` the deposit itself."""

    deposit_id: DepositId
    custodian: bytes

    def __post_init__(self) -> None:
        ids(self.deposit_id)
        if self.custodian:
            ids(self.custodian)


class Outcome(Body, frozen=True, tag="webtherapy/v1/order-outcome"):
    """The recipient's word on which epochs were opened, and on whose shares and deposits were not what they should be."""

    order_hash: bytes
    recipient: AccountId
    opened: tuple[bytes, ...]
    named: tuple[Named, ...]
    at: Uint

    def __post_init__(self) -> None:
        hashes(self.order_hash, *self.opened)
        ids(self.recipient)
        count(self.opened, 0, MAX_EPOCHS)
        count(self.named, 0, MOST_NAMED)
        if any(before >= after for before, after in pairwise(self.opened)):
            raise ProofError("unsorted_epochs")
        if any(before >= after for before, after in pairwise(_places(self.named))):
            raise ProofError("unsorted_members")


def verify_order_answer(signed: SignedBody, signer: Signer, order_hash: bytes) -> OrderAnswer:
    """The holder of `signer` says this of this order. Reasons: bad_signature, unknown_member (another's name), wrong_order."""
    said = signed.verified(OrderAnswer, signer.signing_public)
    same(said.account, signer.account, "unknown_member")
    same(said.order_hash, order_hash, "wrong_order")
    return said


def verify_outcome(signed: SignedBody, recipient: Signer, order_hash: bytes, headers: Sequence[bytes]) -> Outcome:
    """The recipient says this of this order, and of its epochs only. Reasons: bad_signature, unknown_member, wrong_order, foreign_epoch."""
    said = signed.verified(Outcome, recipient.signing_public)
    same(said.recipient, recipient.account, "unknown_member")
    same(said.order_hash, order_hash, "wrong_order")
    if not set(said.opened) <= set(headers):
        raise ProofError("foreign_epoch")
    return said


def in_order(named: Iterable[Named]) -> tuple[Named, ...]:
    """As an outcome has them. Of more than it can hold it has the first: what opened is told, and can be read, all the same."""
    return tuple(sorted(named, key=lambda each: (each.deposit_id, each.custodian)))[:MOST_NAMED]


def _places(named: Sequence[Named]) -> list[tuple[bytes, bytes]]:
    return [(each.deposit_id, each.custodian) for each in named]
