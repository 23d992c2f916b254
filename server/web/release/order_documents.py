"""Release orders on the wire (protocol.md §1.9)."""

from collections.abc import Sequence

from server.crypto.envelope import Outside
from server.http.bodies import Answer, Blob, Signature, SignedBody
from server.practice.order_books import Listed, ListedOrder, Material, Orderable
from server.practice.order_record import GivenEntry
from server.practice.people import Person
from server.practice.standing_earlier import Standing
from server.records.contributions import KeptContribution
from server.records.orders import OrderState
from server.web.documents import PersonAnswer, person_answer, signed_answer


class GaveAnswer(Answer, frozen=True, kw_only=True):
    """A custodian, and how many shares they gave."""

    custodian: Blob
    shares: int


class OrderAnswer(Answer, frozen=True, kw_only=True):
    """An *order*."""

    order: SignedBody
    basis: SignedBody
    approval: Signature | None
    state: OrderState
    made_at: int
    approved_at: int | None
    answers: list[SignedBody]
    outcome: SignedBody | None
    contributed: list[GaveAnswer]


class OrdersAnswer(Answer, frozen=True, kw_only=True):
    """Orders, newest first, and those whom they name."""

    orders: list[OrderAnswer]
    people: list[PersonAnswer]


class DepositAnswer(Answer, frozen=True, kw_only=True):
    """A deposit; `sealed` is the asking custodian's own share."""

    deposit: SignedBody
    sealed: Blob | None


class HandingAnswer(Answer, frozen=True, kw_only=True):
    """What a custodian handed on; `sealed` is the asking custodian's own share of it."""

    handing: SignedBody
    sealed: Blob | None


class WordsAnswer(Answer, frozen=True, kw_only=True):
    """The officer's words on an order, sealed to the caller."""

    notice: SignedBody
    sealed: Blob


class MaterialAnswer(Answer, frozen=True, kw_only=True):
    """What an order is about."""

    order: OrderAnswer
    match: SignedBody | None
    epochs: list[SignedBody]
    deposits: list[DepositAnswer]
    handings: list[HandingAnswer]
    words: WordsAnswer | None
    people: list[PersonAnswer]


class GivenAnswer(Answer, frozen=True, kw_only=True):
    """A custodian's word, and their share sealed to the recipient."""

    word: SignedBody
    sealed: Blob


class GivenAnswers(Answer, frozen=True, kw_only=True):
    """All of them."""

    contributions: list[GivenAnswer]


class OutsideAnswer(Answer, frozen=True, kw_only=True):
    """What the sender of an envelope signed, without the words."""

    header: Blob
    nonce: Blob
    hash: Blob
    signature: Signature


class EntryAnswer(Answer, frozen=True, kw_only=True):
    """An entry of the record, and the head before it; of what the order's basis does not cover the outside alone."""

    sequence: int
    time: int
    kind: int
    payload: Blob | None
    outside: OutsideAnswer | None
    anchor: Blob


class EntriesAnswer(Answer, frozen=True, kw_only=True):
    """As many as one answer holds; none at the end."""

    entries: list[EntryAnswer]


class EpochAnswer(Answer, frozen=True, kw_only=True):
    """An epoch, and how many members deposited for it under the manifest in force."""

    header: SignedBody
    deposits: int


class OrderableAnswer(Answer, frozen=True, kw_only=True):
    """A conversation of a client's."""

    match: SignedBody
    epochs: list[EpochAnswer]


class OrderablesAnswer(Answer, frozen=True, kw_only=True):
    """All of them, and the people in them."""

    conversations: list[OrderableAnswer]
    people: list[PersonAnswer]


class StandingRecordAnswer(Answer, frozen=True, kw_only=True):
    """Epochs of one conversation that stand with the custodians of one manifest, and with nobody after them."""

    match: SignedBody
    manifest_hash: Blob
    epochs: list[SignedBody]


class StandingAnswer(Answer, frozen=True, kw_only=True):
    """What stands with earlier custodians only, some of it; and how many epochs of how many conversations that are in all."""

    records: list[StandingRecordAnswer]
    epochs: int
    conversations: int
    manifest: SignedBody
    people: list[PersonAnswer]


def standing_answer(found: Standing) -> StandingAnswer:
    """The whole of GET /messaging/v1/orders/standing."""
    return StandingAnswer(
        records=[
            StandingRecordAnswer(
                match=signed_answer(each.match),
                manifest_hash=Blob(each.manifest_hash),
                epochs=[signed_answer(header) for header in each.headers],
            )
            for each in found.records
        ],
        epochs=found.epochs,
        conversations=found.conversations,
        manifest=signed_answer(found.manifest),
        people=[person_answer(each) for each in found.people],
    )


def orders_answer(listed: Listed, now: int) -> OrdersAnswer:
    """The whole of GET /messaging/v1/orders."""
    return OrdersAnswer(
        orders=[_order(each, now) for each in listed.orders], people=[person_answer(each) for each in listed.people]
    )


def material_answer(material: Material, now: int) -> MaterialAnswer:
    """The whole of GET /messaging/v1/orders/material."""
    found, notice = material.ordered, material.notice
    return MaterialAnswer(
        order=_order(material.listed, now),
        match=None if found.match is None else signed_answer(found.match),
        epochs=[signed_answer(each) for each in found.epochs],
        deposits=[
            DepositAnswer(deposit=signed_answer(each.signed), sealed=None if each.sealed is None else Blob(each.sealed))
            for each in found.deposits
        ],
        handings=[
            HandingAnswer(handing=signed_answer(each.signed), sealed=None if each.sealed is None else Blob(each.sealed))
            for each in found.handings
        ],
        words=None if notice is None else WordsAnswer(notice=signed_answer(notice.notice), sealed=Blob(notice.sealed)),
        people=[person_answer(each) for each in material.people],
    )


def given_answers(given: Sequence[KeptContribution]) -> GivenAnswers:
    """The whole of GET /messaging/v1/orders/contributions."""
    return GivenAnswers(
        contributions=[GivenAnswer(word=signed_answer(each.signed), sealed=Blob(each.sealed)) for each in given]
    )


def entries_answer(entries: Sequence[GivenEntry]) -> EntriesAnswer:
    """The whole of GET /messaging/v1/orders/record."""
    return EntriesAnswer(
        entries=[
            EntryAnswer(
                sequence=each.sequence,
                time=each.time,
                kind=int(each.kind),
                payload=None if each.payload is None else Blob(each.payload),
                outside=None if each.outside is None else _outside(each.outside),
                anchor=Blob(each.anchor),
            )
            for each in entries
        ]
    )


def orderables_answer(found: Sequence[Orderable], people: Sequence[Person]) -> OrderablesAnswer:
    """The whole of GET /messaging/v1/orders/epochs."""
    return OrderablesAnswer(
        conversations=[
            OrderableAnswer(
                match=signed_answer(each.signed_match),
                epochs=[
                    EpochAnswer(header=signed_answer(epoch.header), deposits=epoch.deposits) for epoch in each.epochs
                ],
            )
            for each in found
        ],
        people=[person_answer(each) for each in people],
    )


def _outside(outside: Outside) -> OutsideAnswer:
    return OutsideAnswer(
        header=Blob(outside.header_bytes),
        nonce=Blob(outside.nonce),
        hash=Blob(outside.ciphertext_hash),
        signature=Signature(outside.signature),
    )


def _order(listed: ListedOrder, now: int) -> OrderAnswer:
    kept = listed.kept
    return OrderAnswer(
        order=signed_answer(kept.signed),
        basis=signed_answer(kept.basis),
        approval=None if kept.approval is None else Signature(kept.approval),
        state=kept.state(now),
        made_at=kept.made_at,
        approved_at=kept.approved_at,
        answers=[signed_answer(each) for each in kept.answers],
        outcome=None if kept.outcome is None else signed_answer(kept.outcome),
        contributed=[GaveAnswer(custodian=Blob(account), shares=shares) for account, shares in listed.contributed],
    )
