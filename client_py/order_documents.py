"""Release orders as HTTP carries them (protocol.md §1.9)."""

import base64

from client_py.documents import Document, Octets, Person, Signed
from client_py.notices import NoticeToPost


class Gave(Document, frozen=True, kw_only=True):
    """A custodian, and how many shares they gave."""

    custodian: Octets
    shares: int


class ListedOrder(Document, frozen=True, kw_only=True):
    """An *order*."""

    order: Signed
    basis: Signed
    approval: Octets | None
    state: str
    made_at: int
    approved_at: int | None
    answers: list[Signed]
    outcome: Signed | None
    contributed: list[Gave]


class Orders(Document, frozen=True, kw_only=True):
    """GET /messaging/v1/orders."""

    orders: list[ListedOrder]
    people: list[Person]


class ShownDeposit(Document, frozen=True, kw_only=True):
    """A deposit; `sealed` is the caller's own share, None for who is no custodian."""

    deposit: Signed
    sealed: Octets | None


class ShownHanding(Document, frozen=True, kw_only=True):
    """What a custodian handed on; `sealed` is the caller's own share of it, None for who is no custodian."""

    handing: Signed
    sealed: Octets | None


class Words(Document, frozen=True, kw_only=True):
    """The officer's words, sealed to the caller."""

    notice: Signed
    sealed: Octets


class Material(Document, frozen=True, kw_only=True):
    """GET /messaging/v1/orders/material: an order and everything that shows whether it is lawful."""

    order: ListedOrder
    match: Signed | None
    epochs: list[Signed]
    deposits: list[ShownDeposit]
    handings: list[ShownHanding]
    words: Words | None
    people: list[Person]


class Given(Document, frozen=True, kw_only=True):
    """A custodian's word, and their share sealed to the recipient."""

    word: Signed
    sealed: Octets


class Contributions(Document, frozen=True, kw_only=True):
    """GET /messaging/v1/orders/contributions."""

    contributions: list[Given]


class ContributionsRequest(Document, frozen=True, kw_only=True):
    """POST /messaging/v1/orders/contributions."""

    order: Octets
    contributions: list[Given]


class HandingRequest(Document, frozen=True, kw_only=True):
    """POST /messaging/v1/orders/handings."""

    order: Octets
    handing: Signed
    sealed_shares: list[Octets]


class DrillRequest(Document, frozen=True, kw_only=True):
    """The epoch of a drill, and the officer's deposit for it."""

    header: Signed
    deposit: Signed
    sealed_shares: list[Octets]


class OrderRequest(Document, frozen=True, kw_only=True):
    """POST /messaging/v1/orders."""

    order: Signed
    basis: Signed
    drill: DrillRequest | None = None
    notices: list[NoticeToPost]


class ApprovalRequest(Document, frozen=True, kw_only=True):
    """POST /messaging/v1/orders/approvals."""

    order: Octets
    signature: Octets


class OrderAnswerRequest(Document, frozen=True, kw_only=True):
    """POST /messaging/v1/orders/answers, /outcomes."""

    order: Octets
    answer: Signed


class OrderableEpoch(Document, frozen=True, kw_only=True):
    """An epoch, and how many members deposited for it under the manifest in force."""

    header: Signed
    deposits: int


class Orderable(Document, frozen=True, kw_only=True):
    """A conversation of a client's."""

    match: Signed
    epochs: list[OrderableEpoch]


class Orderables(Document, frozen=True, kw_only=True):
    """GET /messaging/v1/orders/epochs."""

    conversations: list[Orderable]
    people: list[Person]


class StandingRecord(Document, frozen=True, kw_only=True):
    """Epochs of one conversation that stand with the custodians of one manifest, and with nobody after them."""

    match: Signed
    manifest_hash: Octets
    epochs: list[Signed]


class Standing(Document, frozen=True, kw_only=True):
    """GET /messaging/v1/orders/standing: some of it, and how many epochs of how many conversations there are in all."""

    records: list[StandingRecord]
    epochs: int
    conversations: int
    manifest: Signed
    people: list[Person]


class RecordOutside(Document, frozen=True, kw_only=True):
    """What the sender of an envelope signed, without the words."""

    header: Octets
    nonce: Octets
    hash: Octets
    signature: Octets


class RecordEntry(Document, frozen=True, kw_only=True):
    """An entry of the record, and the head before it; of what the order's basis does not cover the outside alone."""

    sequence: int
    time: int
    kind: int
    payload: Octets | None
    outside: RecordOutside | None
    anchor: Octets


class RecordEntries(Document, frozen=True, kw_only=True):
    """GET /messaging/v1/orders/record."""

    entries: list[RecordEntry]


def named(value: bytes) -> str:
    """An id as an address has it."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode("ascii")
