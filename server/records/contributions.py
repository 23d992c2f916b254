"""What custodians gave under orders (crypto.md §7.3): their signed word, and a share sealed to the order's recipient. Opens nothing here."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.crypto.order import Basis, Contributed, ReleaseOrder
from server.crypto.signing import SignedBody
from server.ids import AccountId, OrderId
from server.records.log import LogKind, Noted, add
from server.storage.database import Connection
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("contributions.sql"))


@dataclass(frozen=True, slots=True, repr=False)
class KeptContribution:
    """A custodian's word and what they gave."""

    signed: SignedBody
    sealed: bytes


async def keep(
    connection: Connection, order: ReleaseOrder, word: Contributed, given: KeptContribution, now: int
) -> bool:
    """Keep a verified contribution; whether it is new. A custodian's second one for a deposit changes nothing: the first stands, and suffices."""
    row = await connection.fetchrow(
        queries.insert_contribution,
        order.order_id,
        word.deposit_id,
        word.custodian,
        given.signed.body,
        given.signed.signature,
        given.sealed,
        now,
    )
    if row is None:
        return False
    conversation = None if order.basis is Basis.LEGAL else order.conversation
    noted = Noted(
        kind=LogKind.CONTRIBUTION,
        record=given.signed.encoded(),
        account=word.custodian,
        conversation=conversation,
    )
    await add(connection, noted)
    return True


async def contributions(connection: Connection, order_id: OrderId) -> list[KeptContribution]:
    """Everything given under an order, by deposit and custodian."""
    rows = await connection.fetch(queries.contributions, order_id)
    return [KeptContribution(SignedBody(row["body"], row["signature"]), row["sealed"]) for row in rows]


async def contributors(
    connection: Connection, order_ids: Sequence[OrderId]
) -> dict[OrderId, list[tuple[AccountId, int]]]:
    """Who gave how many shares under each of these orders."""
    given: dict[OrderId, list[tuple[AccountId, int]]] = {}
    for row in await connection.fetch(queries.contributors, list(order_ids)):
        given.setdefault(OrderId(row["order_id"]), []).append((AccountId(row["custodian"]), row["shares"]))
    return given
