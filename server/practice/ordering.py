"""Ordering a release (crypto.md §7.3): an officer signs, a second person signs, and then custodians may be asked.

The service refuses what it can; every custodian's own client checks all of it again, and believes none of this.
"""

from collections import Counter
from collections.abc import Collection, Sequence

from server.crypto.bundle import Bundle
from server.crypto.canonical import read
from server.crypto.deposit import verify_deposit
from server.crypto.drill import verify_drill_header
from server.crypto.manifest import Manifest
from server.crypto.notice import Notice, NoticeKind
from server.crypto.order import ORDERING, Basis, Contributed, ReleaseOrder, check_ordered
from server.crypto.order_answer import OrderAnswer, OrderWord, Outcome, verify_order_answer, verify_outcome
from server.crypto.signing import SignedBody
from server.crypto.trust import CertifiedBundle
from server.errors import ProofError, Refusal, RefusalCode
from server.ids import AccountId, OrderId
from server.practice.bases import check_basis
from server.practice.certificates import certified_bundles
from server.practice.manifests import manifest_of
from server.practice.notices import SealedNotice, accept_notice
from server.practice.order_alerts import tell_of_approval, tell_of_order
from server.practice.order_signers import check_signers
from server.practice.people import certified_people
from server.practice.root import pinned_root
from server.practice.signing_bundles import under_own_keys
from server.practice.system_notices import SystemNotices
from server.records import orders
from server.records.contributions import contributions
from server.records.ordered import Ordered, OrderedDeposit, ordered
from server.records.orders import Drill, KeptOrder, OrderState
from server.storage.audit import Act, note
from server.storage.database import Connection


async def accept_order(
    connection: Connection,
    system: SystemNotices,
    caller: AccountId,
    signed: SignedBody,
    basis: SignedBody,
    drill: Drill | None,
    notices: Sequence[SealedNotice],
    now: int,
) -> Collection[AccountId]:
    """Keep an order that the caller signed; it waits for its approver. The same again is fine. Gives whose mail has changed.

    Refuses another's name (`bad_sender`), people who are not certified (`not_for_you`, `uncertified`), recipients with newer keys
    (`stale_keys`), epochs that are not there or not deposited under its manifest (`bad_epoch`), what another order on the same basis asks for
    already (`conflict`), another order under its id (`id_conflict`), and what does not hold (ProofError).
    """
    # Read before it is verified, to know what to verify it with; nothing is believed until then.
    said = read(ReleaseOrder, signed.body)
    if said.officer != caller:
        raise Refusal(RefusalCode.BAD_SENDER)
    await orders.take_turns(connection)
    before = await orders.order_of(connection, said.order_id)
    if before is not None and before.signed.body == signed.body:
        return ()
    people = await _certified(connection, said.officer, said.approver, said.recipient)
    order = signed.verified(ReleaseOrder, people[said.officer].bundle.signing_public)
    _check_people(order, people)
    if not order.issued_at <= now < order.expires_at:
        raise ProofError("expired_order")
    found = await _found(connection, order, drill, people[order.officer].bundle)
    await check_basis(connection, order, basis, found, now)
    check_ordered(order, basis.hash, people[order.recipient].bundle, found.headers)
    await _check_none_stands(connection, order, now)
    await orders.keep(connection, order, signed, basis, drill, now)
    told = {*await _accept_notices(connection, caller, order, notices, now)}
    told |= {*await tell_of_order(connection, system, order, found, now)}
    await note(connection, Act.ORDER_MADE, caller, now, subject=order.recipient, detail=signed.hash)
    return told


async def accept_approval(
    connection: Connection, system: SystemNotices, caller: AccountId, order_id: OrderId, signature: bytes, now: int
) -> Collection[AccountId]:
    """The second signature: from now on custodians are asked. The same again is fine. Gives whose mail has changed."""
    kept = await locked_order(connection, order_id)
    if kept.order.approver != caller:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    if kept.approval == signature:
        return ()
    if kept.state(now) is not OrderState.PROPOSED:
        raise Refusal(RefusalCode.CLOSED)
    await check_signers(connection, kept)
    people = await _certified(connection, kept.order.officer, caller)
    await under_own_keys(
        connection,
        kept.order.officer,
        lambda bundle: kept.signed.verified(ReleaseOrder, bundle.signing_public),
    )
    _check_roles(people.values())
    approver = people[caller]
    approved = SignedBody(kept.signed.body, signature)
    order = approved.verified(ReleaseOrder, approver.bundle.signing_public)
    await check_basis(connection, order, kept.basis, await ordered(connection, order), now)
    await orders.approve(connection, kept, signature, now)
    told = await tell_of_approval(connection, system, order, await _manifest(connection, order), now)
    await note(connection, Act.ORDER_APPROVED, caller, now, subject=order.recipient, detail=kept.signed.hash)
    return told


async def accept_order_answer(
    connection: Connection, caller: AccountId, order_id: OrderId, signed: SignedBody, now: int
) -> None:
    """A custodian gives nothing, or one of the two takes it back. Said once; the same again is fine, anything later is `conflict`."""
    kept = await locked_order(connection, order_id)
    await _check_may_say(connection, kept, caller, read(OrderAnswer, signed.body).answer)
    if any(each.body == signed.body for each in kept.answers):
        return

    def verified(bundle: Bundle) -> OrderAnswer:
        return verify_order_answer(signed, bundle, kept.signed.hash)

    said = await under_own_keys(connection, caller, verified)
    if kept.state(now) not in (OrderState.PROPOSED, OrderState.OPEN):
        raise Refusal(RefusalCode.CLOSED)
    if caller in kept.declined:
        raise Refusal(RefusalCode.CONFLICT)
    await orders.answer(connection, kept, said, signed, now)
    act = Act.ORDER_DECLINED if said.answer is OrderWord.DECLINED else Act.ORDER_WITHDRAWN
    await note(connection, act, caller, now, subject=kept.order.recipient, detail=kept.signed.hash)


async def accept_outcome(
    connection: Connection, caller: AccountId, order_id: OrderId, signed: SignedBody, now: int
) -> None:
    """The recipient says what was opened; the order is over. The same again is fine."""
    kept = await locked_order(connection, order_id)
    if kept.order.recipient != caller:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    if kept.outcome is not None and kept.outcome.body == signed.body:
        return
    if kept.state(now) is not OrderState.OPEN:
        raise Refusal(RefusalCode.CLOSED)

    def verified(bundle: Bundle) -> Outcome:
        return verify_outcome(signed, bundle, kept.signed.hash, kept.order.headers)

    said = await under_own_keys(connection, caller, verified)
    await _check_given(connection, kept, said)
    await orders.fulfil(connection, kept, said, signed, now)
    await note(connection, Act.ORDER_FULFILLED, caller, now, subject=caller, detail=kept.signed.hash)


async def _check_given(connection: Connection, kept: KeptOrder, said: Outcome) -> None:
    """ProofError("too_few_shares") unless k custodians gave, or handed on, of one deposit for each epoch that is named: nobody else can have opened it."""
    found, order, given = await ordered(connection, kept.order), kept.order, Counter[bytes]()
    k = (await _manifest(connection, order)).k
    for each in await contributions(connection, order.order_id):
        given[read(Contributed, each.signed.body).deposit_id] += 1
    for handing in (each.handing for each in found.handings if order.basis is Basis.SUCCESSION):
        into = (handing.from_manifest_hash, handing.manifest_hash) == (order.manifest_hash, order.basis_hash)
        given[handing.deposit_id] += into
    openable = {each.deposit.header_hash for each in found.deposits if given[each.deposit.deposit_id] >= k}
    if not set(said.opened) <= openable:
        raise ProofError("too_few_shares")


async def locked_order(connection: Connection, order_id: OrderId) -> KeptOrder:
    """An order, of which nothing else becomes until the transaction ends; `not_for_you` when there is none."""
    await orders.take_turns(connection)
    kept = await orders.order_of(connection, order_id)
    if kept is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    return kept


async def _check_none_stands(connection: Connection, order: ReleaseOrder, now: int) -> None:
    """A Refusal `conflict` where an epoch is asked for on this basis already, by whomever, and the order is not over: custodians are asked once."""
    for other in await orders.standing_on(connection, order.basis_hash, order.conversation, now):
        if other.order.order_id != order.order_id and set(other.order.headers) & set(order.headers):
            raise Refusal(RefusalCode.CONFLICT)


async def _certified(connection: Connection, *accounts: AccountId) -> dict[AccountId, CertifiedBundle]:
    people = await certified_people(connection, sorted(set(accounts)))
    if {person.account for person in people} != set(accounts):
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    return dict(await certified_bundles(connection, await pinned_root(connection), people))


def _check_people(order: ReleaseOrder, people: dict[AccountId, CertifiedBundle]) -> None:
    _check_roles([people[order.officer], people[order.approver]])
    if people[order.recipient].hash != order.recipient_bundle_hash:
        raise Refusal(RefusalCode.STALE_KEYS)


def _check_roles(people: Collection[CertifiedBundle]) -> None:
    if not {person.role for person in people} <= ORDERING:
        raise ProofError("unlawful_role")


async def _found(connection: Connection, order: ReleaseOrder, drill: Drill | None, officer: Bundle) -> Ordered:
    """The epochs it names, each deposited for at least once under its manifest."""
    manifest = await _manifest(connection, order)
    if order.basis is Basis.DRILL:
        return _drilled(order, drill, officer, manifest)
    if drill is not None:
        raise ProofError("wrong_basis")
    found = await ordered(connection, order)
    deposited = {each.deposit.header_hash for each in found.deposits}
    if deposited != set(order.headers):
        raise Refusal(RefusalCode.BAD_EPOCH)
    return found


def _drilled(order: ReleaseOrder, drill: Drill | None, officer: Bundle, manifest: Manifest) -> Ordered:
    if drill is None:
        raise Refusal(RefusalCode.BAD_EPOCH)
    header = verify_drill_header(drill.header, officer, order.conversation)
    deposit = verify_deposit(drill.deposit, drill.sealed_shares, officer, header, manifest)
    return Ordered(None, (drill.header,), (OrderedDeposit(deposit, drill.deposit, None),))


async def _manifest(connection: Connection, order: ReleaseOrder) -> Manifest:
    manifest = await manifest_of(connection, order.manifest_hash)
    if manifest is None:
        raise ProofError("wrong_manifest")
    return manifest


async def _accept_notices(
    connection: Connection, caller: AccountId, order: ReleaseOrder, notices: Sequence[SealedNotice], now: int
) -> set[AccountId]:
    """The officer's words on it, sealed to those who decide."""
    told: set[AccountId] = set()
    for each in notices:
        said = read(Notice, each.signed.body)
        if said.kind is not NoticeKind.RELEASE or said.subject != order.order_id:
            raise ProofError("wrong_notice")
        told |= {*await accept_notice(connection, caller, each.signed, each.sealed, now)}
    return told


async def _check_may_say(connection: Connection, kept: KeptOrder, caller: AccountId, word: OrderWord) -> None:
    """Officer and approver withdraw, custodians of its manifest decline."""
    if word is OrderWord.WITHDRAWN and caller in (kept.order.officer, kept.order.approver):
        return
    manifest = await _manifest(connection, kept.order)
    keeping = {custodian.account for custodian in manifest.custodians}
    if word is OrderWord.DECLINED and caller in keeping and kept.approval is not None:
        return
    raise Refusal(RefusalCode.NOT_FOR_YOU)
