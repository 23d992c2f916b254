"""Who sees which orders, and what of them (crypto.md §7.3): those who watch over the practice, the recipient, and the custodians asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from server.crypto.canonical import read
from server.crypto.match import Match
from server.crypto.order import ORDERING, Basis
from server.crypto.signing import SignedBody
from server.errors import Refusal, RefusalCode
from server.ids import AccountId, ConversationId, OrderId
from server.mailbox.notices import KeptNotice, notice_about
from server.practice.contributing import check_asked, collected
from server.practice.manifests import manifest_in_force, manifest_of, manifests_naming
from server.practice.order_alerts import watching
from server.practice.ordering import locked_order
from server.practice.people import Person, certified_people
from server.records import orders
from server.records.contributions import KeptContribution, contributors
from server.records.ordered import (
    OrderableEpoch,
    Ordered,
    conversations_of_client,
    orderable_epochs,
    ordered,
)
from server.records.orders import KeptOrder
from server.roles import Role
from server.sessions.sign_in_session import SignInSession
from server.storage.audit import Act, note
from server.storage.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ListedOrder:
    """An order, and who gave how many shares under it."""

    kept: KeptOrder
    contributed: Sequence[tuple[AccountId, int]]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Listed:
    """Orders, and the people whom they name."""

    orders: Sequence[ListedOrder]
    people: Sequence[Person]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Material:
    """What an order is about, with everything that shows whether it is lawful, and the officer's words to the caller, if any."""

    listed: ListedOrder
    ordered: Ordered
    notice: KeptNotice | None
    people: Sequence[Person]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Orderable:
    """A client's conversation, and its epochs."""

    match: Match
    signed_match: SignedBody
    epochs: Sequence[OrderableEpoch]


async def listed_for(connection: Connection, caller: SignInSession, now: int) -> Listed:
    """Newest first: all of them for officers and owners, with everyone who may approve, and the custodians in force; else those that the caller is the recipient of, or is asked for."""
    if caller.role in ORDERING:
        kept = await orders.all_orders(connection)
    elif caller.role is Role.CUSTODIAN:
        kept = await orders.approved_under(connection, await manifests_naming(connection, caller.account))
    else:
        kept = await orders.orders_for(connection, caller.account)
    listed = await _listed(connection, kept)
    shown = {*_named([each.kept for each in listed])}
    if caller.role in ORDERING:
        shown |= {*await watching(connection), *await _keeping_now(connection)}
        await note(connection, Act.ORDERS_READ, caller.account, now)
    return Listed(orders=listed, people=await certified_people(connection, sorted(shown)))


async def material_for(connection: Connection, caller: SignInSession, order_id: OrderId, now: int) -> Material:
    """What an order is about: for a custodian whom it asks with their own sealed shares, for who watches and the recipient without any."""
    kept = await locked_order(connection, order_id)
    custodian = None
    if caller.role is Role.CUSTODIAN:
        await check_asked(connection, kept, caller.account)
        custodian = caller.account
    elif caller.role not in ORDERING and kept.order.recipient != caller.account:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    found = await ordered(connection, kept.order, custodian)
    [listed] = await _listed(connection, [kept])
    shown = {*_named([kept]), *_participants(found), *await _keeping(connection, kept)}
    shown |= {each.handing.hander for each in found.handings}
    people = await certified_people(connection, sorted(shown))
    notice = await notice_about(connection, caller.account, kept.order.officer, kept.order.order_id)
    if custodian is not None:
        await note(connection, Act.SHARES_READ, custodian, now, subject=kept.order.recipient, detail=kept.signed.hash)
    return Material(listed=listed, ordered=found, notice=notice, people=people)


async def contributions_for(
    connection: Connection, caller: SignInSession, order_id: OrderId, now: int
) -> list[KeptContribution]:
    """What custodians gave, for the recipient alone."""
    kept = await own_order(connection, caller, order_id)
    given = await collected(connection, kept, now)
    await note(connection, Act.CONTRIBUTIONS_READ, caller.account, now, detail=kept.signed.hash)
    return given


async def conversation_opened(
    connection: Connection, caller: SignInSession, order_id: OrderId, now: int
) -> ConversationId:
    """Of which conversation an order opens something to its recipient, while contributions may be had, too."""
    kept = await own_order(connection, caller, order_id)
    await collected(connection, kept, now)
    return kept.order.conversation


async def orderable(
    connection: Connection, caller: SignInSession, client: AccountId, now: int
) -> tuple[list[Orderable], list[Person]]:
    """A client's conversations and epochs, by their headers, for who may order; `not_for_you` when it is no client's account."""
    newest = await manifest_in_force(connection)
    matches = await conversations_of_client(connection, client)
    if newest is None or not matches:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    found = []
    for signed in matches:
        match = read(Match, signed.body)
        conversation = ConversationId(match.conversation)
        epochs = await orderable_epochs(connection, conversation, newest.manifest.hash)
        found.append(Orderable(match=match, signed_match=signed, epochs=epochs))
    accounts = {each.account for one in found for each in one.match.participants}
    people = await certified_people(connection, sorted(accounts))
    await note(connection, Act.EPOCHS_READ, caller.account, now, subject=client)
    return found, people


async def own_order(connection: Connection, caller: SignInSession, order_id: OrderId) -> KeptOrder:
    """An order that opens something to the caller; what is handed on opens nothing to anybody."""
    kept = await locked_order(connection, order_id)
    if kept.order.recipient != caller.account or kept.order.basis is Basis.SUCCESSION:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    return kept


async def _listed(connection: Connection, kept: Sequence[KeptOrder]) -> list[ListedOrder]:
    given = await contributors(connection, [each.order.order_id for each in kept])
    return [ListedOrder(kept=each, contributed=given.get(each.order.order_id, [])) for each in kept]


async def _keeping_now(connection: Connection) -> set[AccountId]:
    newest = await manifest_in_force(connection)
    return set() if newest is None else {custodian.account for custodian in newest.manifest.custodians}


async def _keeping(connection: Connection, kept: KeptOrder) -> set[AccountId]:
    manifest = await manifest_of(connection, kept.order.manifest_hash)
    return set() if manifest is None else {custodian.account for custodian in manifest.custodians}


def _named(kept: Iterable[KeptOrder]) -> list[AccountId]:
    people = {account for each in kept for account in (each.order.officer, each.order.approver, each.order.recipient)}
    return sorted(people)


def _participants(found: Ordered) -> set[AccountId]:
    if found.match is None:
        return set()
    return {each.account for each in read(Match, found.match.body).participants}
