"""Release orders in the record (crypto.md §7.3): kept as they were signed, and whatever becomes of them beside. Nothing is ever changed.

Whether they are lawful, the practice has verified (practice/ordering.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from server.crypto.canonical import read
from server.crypto.order import Basis, ReleaseOrder
from server.crypto.order_answer import OrderAnswer, OrderWord, Outcome
from server.crypto.signing import SignedBody
from server.errors import Refusal, RefusalCode
from server.ids import AccountId, ConversationId, OrderId
from server.records.log import LogKind, Noted, add
from server.storage.database import Connection, Row
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("orders.sql"))

MOST_LISTED: Final = 200


class OrderState(StrEnum):
    """Where an order stands. Only one that is `open` is good for anything."""

    PROPOSED = "proposed"
    """It waits for its approver."""

    OPEN = "open"
    EXPIRED = "expired"
    FULFILLED = "fulfilled"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Drill:
    """What a drill brings: its epoch's header, and the officer's deposit for it."""

    header: SignedBody
    deposit: SignedBody
    sealed_shares: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class KeptOrder:
    """An order, its basis, and what has become of it. `approval` is None until its approver has signed."""

    order: ReleaseOrder
    signed: SignedBody
    basis: SignedBody
    approval: bytes | None
    approved_at: int | None
    answers: tuple[SignedBody, ...]
    """In the order in which they came."""
    outcome: SignedBody | None
    made_at: int
    withdrawn: bool
    declined: frozenset[AccountId]

    def state(self, now: int) -> OrderState:
        """Where it stands."""
        if self.outcome is not None:
            return OrderState.FULFILLED
        if self.withdrawn:
            return OrderState.WITHDRAWN
        if self.order.expires_at <= now:
            return OrderState.EXPIRED
        return OrderState.PROPOSED if self.approval is None else OrderState.OPEN


async def take_turns(connection: Connection) -> None:
    """Until the transaction ends, nothing else becomes of any order."""
    await connection.execute(queries.take_turns)


async def keep(
    connection: Connection, order: ReleaseOrder, signed: SignedBody, basis: SignedBody, drill: Drill | None, now: int
) -> None:
    """Keep a verified order; a Refusal `id_conflict` when another one has its id."""
    row = await connection.fetchrow(
        queries.insert_order,
        order.order_id,
        signed.hash,
        order.basis.value,
        order.conversation,
        order.recipient,
        order.manifest_hash,
        order.officer,
        order.approver,
        signed.body,
        signed.signature,
        basis.body,
        basis.signature,
        order.expires_at,
        now,
    )
    if row is None:
        raise Refusal(RefusalCode.ID_CONFLICT)
    if drill is not None:
        await connection.execute(
            queries.insert_drill,
            order.order_id,
            drill.header.body,
            drill.header.signature,
            drill.deposit.body,
            drill.deposit.signature,
            list(drill.sealed_shares),
        )
    await _note(connection, LogKind.ORDER, signed.encoded(), order, order.officer)


async def approve(connection: Connection, kept: KeptOrder, signature: bytes, now: int) -> None:
    """It is open from now on."""
    await connection.execute(queries.insert_approval, kept.order.order_id, signature, now)
    record = SignedBody(kept.signed.body, signature).encoded()
    await _note(connection, LogKind.APPROVAL, record, kept.order, kept.order.approver)


async def answer(connection: Connection, kept: KeptOrder, said: OrderAnswer, signed: SignedBody, now: int) -> None:
    """What somebody says of it, once."""
    order_id = kept.order.order_id
    await connection.execute(
        queries.insert_answer, order_id, said.account, said.answer.value, signed.body, signed.signature, now
    )
    await _note(connection, LogKind.ORDER_ANSWER, signed.encoded(), kept.order, said.account)


async def fulfil(connection: Connection, kept: KeptOrder, said: Outcome, signed: SignedBody, now: int) -> None:
    """What came of it: it is over."""
    await connection.execute(queries.insert_outcome, kept.order.order_id, signed.body, signed.signature, now)
    await _note(connection, LogKind.OUTCOME, signed.encoded(), kept.order, said.recipient)


async def order_of(connection: Connection, order_id: OrderId) -> KeptOrder | None:
    """An order by its id."""
    return next(iter(await _orders(connection, order_id, None, None)), None)


async def all_orders(connection: Connection) -> list[KeptOrder]:
    """The newest of all orders, newest first."""
    return await _orders(connection, None, None, None)


async def orders_for(connection: Connection, recipient: AccountId) -> list[KeptOrder]:
    """Those whose recipient an account is."""
    return await _orders(connection, None, recipient, None)


async def approved_under(connection: Connection, manifests: Sequence[bytes]) -> list[KeptOrder]:
    """Those that custodians of these manifests are asked for."""
    return await _orders(connection, None, None, list(manifests))


async def fulfilled_on(
    connection: Connection, basis: Basis, basis_hash: bytes, officer: AccountId, approver: bytes, now: int
) -> list[KeptOrder]:
    """Those on this very basis that this officer made and read, this approver signed, and custodians have opened; while they are good."""
    rows = await connection.fetch(queries.fulfilled_on, basis.value, basis_hash, officer, approver, now)
    return [kept for row in rows if (kept := await order_of(connection, OrderId(row["order_id"]))) is not None]


async def standing_on(
    connection: Connection, basis_hash: bytes, conversation: ConversationId, now: int
) -> list[KeptOrder]:
    """Those on this very basis that wait for their approver, or are open."""
    rows = await connection.fetch(queries.standing_on, basis_hash, conversation, now)
    return [kept for row in rows if (kept := await order_of(connection, OrderId(row["order_id"]))) is not None]


async def drill_of(connection: Connection, order_id: OrderId) -> Drill | None:
    """What a drill brought with it."""
    row = await connection.fetchrow(queries.drill_of, order_id)
    if row is None:
        return None
    return Drill(
        header=SignedBody(row["header"], row["header_signature"]),
        deposit=SignedBody(row["deposit"], row["deposit_signature"]),
        sealed_shares=tuple(row["sealed_shares"]),
    )


async def _orders(
    connection: Connection, order_id: OrderId | None, recipient: AccountId | None, manifests: list[bytes] | None
) -> list[KeptOrder]:
    rows = await connection.fetch(queries.orders, order_id, recipient, manifests, MOST_LISTED)
    answers: dict[bytes, list[Row]] = {}
    for row in await connection.fetch(queries.answers, [each["order_id"] for each in rows]):
        answers.setdefault(row["order_id"], []).append(row)
    return [_kept(row, answers.get(row["order_id"], [])) for row in rows]


def _kept(row: Row, answers: Sequence[Row]) -> KeptOrder:
    return KeptOrder(
        order=read(ReleaseOrder, row["body"]),
        signed=SignedBody(row["body"], row["signature"]),
        basis=SignedBody(row["basis_body"], row["basis_signature"]),
        approval=row["approval"],
        approved_at=row["approved_at"],
        answers=tuple(SignedBody(each["body"], each["signature"]) for each in answers),
        outcome=_outcome(row),
        made_at=row["made_at"],
        withdrawn=any(each["answer"] == OrderWord.WITHDRAWN.value for each in answers),
        declined=frozenset(
            AccountId(each["account"]) for each in answers if each["answer"] == OrderWord.DECLINED.value
        ),
    )


def _outcome(row: Mapping[str, bytes | None]) -> SignedBody | None:
    body, signature = row["outcome_body"], row["outcome_signature"]
    return None if body is None or signature is None else SignedBody(body, signature)


async def _note(connection: Connection, kind: LogKind, record: bytes, order: ReleaseOrder, account: AccountId) -> None:
    """In the log. Those who read the conversation are shown it, except where the law may forbid to tell them (crypto.md §13.3)."""
    conversation = None if order.basis is Basis.LEGAL else order.conversation
    await add(connection, Noted(kind=kind, record=record, account=account, conversation=conversation))
