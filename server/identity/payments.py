"""Whose account is which customer of the payment processor, and how it stands there (S3)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.crypto.hashing import sha256
from server.crypto.pepper import PepperedKind
from server.identity.processor import Processor, Told
from server.identity.rooms import Identity
from server.ids import AccountId
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("payments.sql"))

VERSION: Final = 1
HEARD_KEPT_MS: Final = 3_600_000
"""Longer than a signature is taken for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`state`: none, open, paid or failed; `changed_at` is 0 before the first."""

    state: str
    changed_at: int


async def standing(rooms: Identity, account: AccountId) -> Standing:
    """How an account stands."""
    async with rooms.database.acquire() as connection:
        row = await connection.fetchrow(queries.find_payment, account)
    if row is None:
        return Standing(state="none", changed_at=0)
    return Standing(state=row["state"], changed_at=row["changed_at"])


async def page_for(rooms: Identity, processor: Processor, account: AccountId, back: str) -> str:
    """The address of the hosted page for this account, which becomes a customer when it first asks."""
    customer = await _customer(rooms, account)
    if customer is None:
        await _keep(rooms, account, await processor.customer())
        customer = await _customer(rooms, account)
    assert customer is not None  # kept just now, by us or by another page
    return await processor.page(customer, back)


async def hear(rooms: Identity, told: Told) -> None:
    """Note what the processor told us, once; the same event again changes nothing. Of customers who are not ours nothing is noted."""
    async with rooms.database.transaction() as connection:
        await connection.execute(queries.forget_events, rooms.now() - HEARD_KEPT_MS)
        if await connection.fetchval(queries.hear_event, sha256(told.event.encode()), rooms.now()) is None:
            return
        if told.state is not None:
            await connection.execute(queries.keep_state, sha256(told.customer.encode()), told.state, told.at)


async def _customer(rooms: Identity, account: AccountId) -> str | None:
    async with rooms.database.acquire() as connection:
        row = await connection.fetchrow(queries.find_payment, account)
    if row is None:
        return None
    return rooms.peppers.open(PepperedKind.PAYMENT_CUSTOMER, account, VERSION, row["customer_sealed"]).decode()


async def _keep(rooms: Identity, account: AccountId, customer: str) -> None:
    value = customer.encode()
    sealed = rooms.peppers.seal(PepperedKind.PAYMENT_CUSTOMER, account, VERSION, value, rooms.random)
    async with rooms.database.transaction() as connection:
        await connection.execute(queries.keep_customer, account, sha256(value), sealed, rooms.now())
