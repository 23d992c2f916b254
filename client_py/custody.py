"""Orders through a signed-in account: made, approved, given to, opened (crypto.md §7.3)."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from client_py.client import Client
from client_py.documents import Octets, Signed
from client_py.line import now_ms
from client_py.notices import NoticeToPost
from client_py.order_check import CheckedOrder, check_order, check_proposed
from client_py.order_documents import (
    ApprovalRequest,
    Contributions,
    ContributionsRequest,
    DrillRequest,
    Given,
    ListedOrder,
    Material,
    Orderables,
    OrderAnswerRequest,
    OrderRequest,
    Orders,
    RecordEntries,
    RecordEntry,
    named,
)
from client_py.record_log import LogSeen, OwnLeaf, proved_leaves
from client_py.release import Opened, OpenedEntry, combine, give, open_entries
from server.crypto.bundle import Bundle
from server.crypto.canonical import read
from server.crypto.checks import drawn
from server.crypto.deposit import make_deposit
from server.crypto.drill import drill_hash, open_drill
from server.crypto.emergency import Emergency, nature_hash
from server.crypto.notice import NoticeKind, NoticePurpose, make_notice
from server.crypto.notice_content import NoticeContent
from server.crypto.order import DAY_MS, Basis, ReleaseOrder
from server.crypto.order_answer import OrderAnswer, OrderWord, Outcome, in_order
from server.crypto.signing import SignedBody
from server.crypto.staff_act import ActWord, ReasonCode, StaffAct, reason_hash
from server.errors import ProofError
from server.ids import ID_BYTES, AccountId, ConversationId, DepositId, EmergencyId, NoticeId, OrderId

PATH: Final = "/messaging/v1/orders"
AT_ONCE: Final = 24
"""Contributions that one request holds."""

BYTES_AT_ONCE: Final = 65_536
"""And so many bytes of them, unless one has more by itself."""

SKEW_MS: Final = 300_000
"""An order begins five minutes before it is made: clocks differ."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Scope:
    """What an order opens, why, and to whom."""

    basis: Basis
    basis_body: SignedBody
    conversation: ConversationId
    headers: Sequence[bytes]
    recipient: AccountId
    lasting_ms: int = DAY_MS
    manifest_hash: bytes = b""
    """Whose custodians are asked; empty: those in force."""


async def listed_orders(client: Client) -> list[ListedOrder]:
    """The orders that concern this account, newest first."""
    await client.practice()
    answer = await client.http.get(PATH, Orders)
    client.trust.take_people(answer.people)
    return answer.orders


async def material(client: Client, order_id: OrderId) -> Material:
    """What an order is about. Nothing of it is proved yet."""
    await client.practice()
    found = await client.http.get(f"{PATH}/material?order={named(order_id)}", Material)
    client.trust.take_people(found.people)
    return found


async def orderables(officer: Client, account: AccountId) -> Orderables:
    """A client's conversations and epochs."""
    await officer.practice()
    found = await officer.http.get(f"{PATH}/epochs?client={named(account)}", Orderables)
    officer.trust.take_people(found.people)
    return found


async def order_drill(officer: Client, approver: AccountId) -> OrderId:
    """Asks all custodians to show that they can open: an epoch that was made up, with nobody in it but the officer."""
    await officer.practice()
    manifest, account, keys = officer.trust.manifest, officer.account.identity, officer.account.keys
    if manifest is None:
        raise ProofError("wrong_manifest")
    own, now = await _own_bundle(officer), now_ms()
    opened = open_drill(keys.signing, own, manifest.hash, now, os.urandom)
    custodians = officer.trust.custodians_of(manifest)
    made = make_deposit(keys.signing, account, opened.keys, manifest, custodians, now, os.urandom)
    conversation = opened.header.conversation
    reason = reason_hash(ActWord.DRILL, ReasonCode.OTHER, "")
    act = keys.signing.sign_body(StaffAct(account, ActWord.DRILL, drill_hash(conversation), reason, now))
    scope = Scope(
        basis=Basis.DRILL,
        basis_body=act,
        conversation=conversation,
        headers=[opened.header.hash],
        recipient=account,
    )
    drill = DrillRequest(
        header=Signed.of(opened.signed),
        deposit=Signed.of(made.signed),
        sealed_shares=[Octets(each) for each in made.sealed_shares],
    )
    return await make_order(officer, approver, scope, drill=drill)


async def order_emergency(
    officer: Client,
    approver: AccountId,
    client: AccountId,
    conversation: ConversationId,
    headers: Sequence[bytes],
    words: str,
) -> OrderId:
    """Asks for exactly these epochs, for a day, because of an emergency; approver and custodians are told why, and nobody else."""
    account, now = officer.account.identity, now_ms()
    emergency = EmergencyId(drawn(os.urandom, ID_BYTES))
    body = Emergency(emergency, client, conversation, nature_hash(emergency, words), account, now)
    scope = Scope(
        basis=Basis.EMERGENCY,
        basis_body=officer.account.keys.signing.sign_body(body),
        conversation=conversation,
        headers=headers,
        recipient=account,
    )
    return await make_order(officer, approver, scope, words=words)


async def make_order(
    officer: Client, approver: AccountId, scope: Scope, *, drill: DrillRequest | None = None, words: str = ""
) -> OrderId:
    """Signs an order and sends it to its approver; `words`, if any, go sealed to them and to each custodian."""
    manifest, issued = officer.trust.manifest, now_ms() - SKEW_MS
    if manifest is None:
        raise ProofError("wrong_manifest")
    recipient = await _own_bundle(officer) if scope.recipient == officer.account.identity else None
    order = ReleaseOrder(
        order_id=OrderId(drawn(os.urandom, ID_BYTES)),
        basis=scope.basis,
        basis_hash=scope.basis_body.hash,
        conversation=scope.conversation,
        headers=tuple(sorted(scope.headers)),
        recipient=scope.recipient,
        recipient_bundle_hash=(recipient or officer.trust.person(scope.recipient).bundle).hash,
        manifest_hash=scope.manifest_hash or manifest.hash,
        officer=officer.account.identity,
        approver=approver,
        issued_at=issued,
        expires_at=issued + scope.lasting_ms,
    )
    told = [approver, *(custodian.account for custodian in manifest.custodians)] if words else []
    request = OrderRequest(
        order=Signed.of(officer.account.keys.signing.sign_body(order)),
        basis=Signed.of(scope.basis_body),
        drill=drill,
        notices=[await _words(officer, account, order.order_id, words) for account in told],
    )
    await officer.http.tell(PATH, request)
    return order.order_id


async def approve_order(approver: Client, order_id: OrderId) -> CheckedOrder:
    """Checks an order, and signs it as the second person."""
    found = await material(approver, order_id)
    checked = check_proposed(approver.trust, found, now_ms())
    await approve_checked(approver, checked)
    return checked


async def approve_checked(approver: Client, checked: CheckedOrder) -> None:
    """Signs an order that was checked, and looked at, as the second person."""
    signature = approver.account.keys.signing.sign(checked.order.encoded())
    request = ApprovalRequest(order=Octets(checked.order.order_id), signature=Octets(signature))
    await approver.http.tell(f"{PATH}/approvals", request)


async def give_shares(custodian: Client, order_id: OrderId) -> list[DepositId]:
    """Checks an order, and gives this custodian's shares to its recipient; of which deposits there is none to give.

    ProofError, and nothing is given, when anything about the order does not hold.
    """
    return await give_checked(custodian, check_order(custodian.trust, await material(custodian, order_id), now_ms()))


async def give_checked(custodian: Client, checked: CheckedOrder) -> list[DepositId]:
    """The same for an order that was checked, and looked at."""
    order_id, bundle = checked.order.order_id, own_custodian(custodian, checked)
    gift = give(checked, custodian.account.identity, custodian.account.keys_of, bundle, now_ms())
    contributions = [Given(word=Signed.of(each.signed), sealed=Octets(each.sealed)) for each in gift.made]
    for part in in_parts(contributions):
        await custodian.http.tell(
            f"{PATH}/contributions", ContributionsRequest(order=Octets(order_id), contributions=part)
        )
    return list(gift.faults)


def own_custodian(custodian: Client, checked: CheckedOrder) -> Bundle:
    """The bundle under which an order's manifest names this account; ProofError("unknown_member")."""
    account = custodian.account.identity
    own = [each.bundle_hash for each in checked.manifest.custodians if each.account == account]
    if not own:
        raise ProofError("unknown_member")
    return custodian.trust.succession(account).at(own[0]).bundle


def in_parts(contributions: Sequence[Given]) -> list[list[Given]]:
    """As many as one request holds, each: what was handed on is longer than a share."""
    parts: list[list[Given]] = [[]]
    for each in contributions:
        if len(parts[-1]) == AT_ONCE or sum(len(one.sealed) for one in [*parts[-1], each]) > BYTES_AT_ONCE:
            parts.append([])
        parts[-1].append(each)
    return [part for part in parts if part]


async def say(client: Client, order_id: OrderId, word: OrderWord) -> None:
    """Declines as a custodian, or withdraws as officer or approver."""
    found = await material(client, order_id)
    body = OrderAnswer(found.order.order.proof.hash, client.account.identity, word, now_ms())
    signed = client.account.keys.signing.sign_body(body)
    request = OrderAnswerRequest(order=Octets(order_id), answer=Signed.of(signed))
    await client.http.tell(f"{PATH}/answers", request)


async def open_order(recipient: Client, order_id: OrderId) -> tuple[CheckedOrder, Opened]:
    """Brings together what custodians gave so far."""
    checked = check_order(recipient.trust, await material(recipient, order_id), now_ms())
    keys = recipient.account.keys_of(checked.recipient)
    return checked, combine(recipient.trust, checked, keys, await contributions(recipient, order_id))


async def contributions(recipient: Client, order_id: OrderId) -> list[Given]:
    """What custodians gave so far."""
    answer = await recipient.http.get(f"{PATH}/contributions?order={named(order_id)}", Contributions)
    return answer.contributions


async def report_outcome(recipient: Client, order_id: OrderId, checked: CheckedOrder, opened: Opened) -> None:
    """Says in the log what was opened, and whose shares were not what they should be; the order is over."""
    opened_hashes = tuple(sorted(opened.keys))
    body = Outcome(checked.order.hash, recipient.account.identity, opened_hashes, in_order(opened.named), now_ms())
    signed = recipient.account.keys.signing.sign_body(body)
    request = OrderAnswerRequest(order=Octets(order_id), answer=Signed.of(signed))
    await recipient.http.tell(f"{PATH}/outcomes", request)


async def read_opened(recipient: Client, order_id: OrderId, checked: CheckedOrder, opened: Opened) -> list[OpenedEntry]:
    """Everything that was said in the opened epochs."""
    entries: list[RecordEntry] = []
    while True:
        after = entries[-1].sequence if entries else 0
        page = await recipient.http.get(f"{PATH}/record?order={named(order_id)}&after={after}", RecordEntries)
        if not page.entries:
            return open_entries(recipient.trust, checked, opened, entries)
        entries += page.entries


async def ordered_leaves(recipient: Client, order_id: OrderId, seen: LogSeen) -> list[OwnLeaf]:
    """What the log holds of what an order opens, each proved to stand in what was seen of it: what a package of it shows (crypto.md §13.2)."""
    return await proved_leaves(recipient.http, f"{PATH}/leaves?order={named(order_id)}&size={seen.size}", seen)


def order_id_of(listed: ListedOrder) -> OrderId:
    """Which one."""
    return read(ReleaseOrder, listed.order.proof.body).order_id


async def _own_bundle(client: Client) -> Bundle:
    person = await client.own_person()
    client.trust.take_people([person])
    return client.trust.person(client.account.identity).bundle


async def _words(officer: Client, account: AccountId, order_id: OrderId, words: str) -> NoticeToPost:
    purpose = NoticePurpose(
        notice_id=NoticeId(drawn(os.urandom, ID_BYTES)), kind=NoticeKind.RELEASE, subject=bytes(order_id)
    )
    content = NoticeContent("Why this is asked for", words)
    own, recipient = await _own_bundle(officer), officer.trust.person(account).bundle
    made = make_notice(officer.account.keys.signing, own, recipient, purpose, content, now_ms())
    return NoticeToPost(notice=Signed.of(made.signed), sealed=Octets(made.sealed))
