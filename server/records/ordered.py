"""What an order is about, as it lies in the record: epochs, deposits, one custodian's sealed shares, entries (crypto.md §7.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from server.crypto.canonical import read
from server.crypto.deposit import Deposit
from server.crypto.epoch import EpochHeader
from server.crypto.order import Basis, ReleaseOrder
from server.crypto.signing import SignedBody
from server.ids import AccountId, ConversationId
from server.protocol.frames import Entry
from server.records.handings import KeptHanding, handings
from server.records.orders import drill_of, queries
from server.storage.database import Connection

MOST_ENTRIES: Final = 500
MOST_ENTRY_BYTES: Final = 1_048_576


@dataclass(frozen=True, slots=True, repr=False)
class OrderedDeposit:
    """A deposit under the order's manifest, or handed on to it; `sealed` is the asking custodian's share, None for who is none."""

    deposit: Deposit
    signed: SignedBody
    sealed: bytes | None


@dataclass(frozen=True, slots=True, repr=False)
class Ordered:
    """The epochs that an order names, as many of them as there are, and their deposits. `match` is None for a drill."""

    match: SignedBody | None
    epochs: tuple[SignedBody, ...]
    deposits: tuple[OrderedDeposit, ...]
    handings: tuple[KeptHanding, ...] = ()
    """Of these deposits, to whomever."""

    @property
    def headers(self) -> list[EpochHeader]:
        """The epochs' headers."""
        return [read(EpochHeader, each.body) for each in self.epochs]


@dataclass(frozen=True, slots=True, repr=False)
class OrderableEpoch:
    """An epoch, and how many deposits there are for it."""

    header: SignedBody
    deposits: int


@dataclass(frozen=True, slots=True, repr=False)
class OrderedEntry:
    """An entry of an epoch that is ordered, and the head before it: what joins it to the rest is not shown."""

    entry: Entry
    anchor: bytes


async def ordered(connection: Connection, order: ReleaseOrder, custodian: AccountId | None = None) -> Ordered:
    """All of it, with the sealed shares of a custodian, if one asks."""
    if order.basis is Basis.DRILL:
        return await _drilled(connection, order, custodian)
    rows = await connection.fetch(queries.epochs_ordered, order.conversation, list(order.headers))
    epochs = [row["epoch"] for row in rows]
    deposits = await connection.fetch(
        queries.deposits_ordered, order.conversation, epochs, order.manifest_hash, custodian
    )
    kept = [
        OrderedDeposit(read(Deposit, row["body"]), SignedBody(row["body"], row["signature"]), row["sealed"])
        for row in deposits
    ]
    named = [each.deposit.deposit_id for each in kept]
    return Ordered(
        match=await match_of(connection, order.conversation),
        epochs=tuple(SignedBody(row["header"], row["signature"]) for row in rows),
        deposits=tuple(kept),
        handings=tuple(await handings(connection, order.conversation, named, custodian)),
    )


async def following(connection: Connection, order: ReleaseOrder) -> list[EpochHeader]:
    """The epochs that came right after those that an order names: until then these lasted."""
    rows = await connection.fetch(queries.epochs_following, order.conversation, list(order.headers))
    return [read(EpochHeader, row["header"]) for row in rows]


async def match_of(connection: Connection, conversation: ConversationId) -> SignedBody | None:
    """By which match a conversation is; None when there is no such conversation."""
    row = await connection.fetchrow(queries.match_of, conversation)
    return None if row is None else SignedBody(row["match_body"], row["match_signature"])


async def conversations_of_client(connection: Connection, client: AccountId) -> list[SignedBody]:
    """The matches of a client's conversations, the newest first."""
    rows = await connection.fetch(queries.conversations_of_client, client)
    return [SignedBody(row["match_body"], row["match_signature"]) for row in rows]


async def orderable_epochs(
    connection: Connection, conversation: ConversationId, manifest_hash: bytes
) -> list[OrderableEpoch]:
    """All epochs of a conversation, and what was deposited for them under a manifest."""
    rows = await connection.fetch(queries.epochs_of, conversation, manifest_hash)
    return [OrderableEpoch(SignedBody(row["header"], row["signature"]), row["deposits"]) for row in rows]


async def entries_ordered(connection: Connection, order: ReleaseOrder, after: int) -> Sequence[OrderedEntry]:
    """The entries of the order's epochs behind a sequence, as many as one answer may hold."""
    rows = await connection.fetch(queries.epochs_ordered, order.conversation, list(order.headers))
    epochs = [row["epoch"] for row in rows]
    found = await connection.fetch(
        queries.entries_ordered, order.conversation, epochs, after, MOST_ENTRIES, MOST_ENTRY_BYTES
    )
    return [
        OrderedEntry(
            Entry(sequence=row["sequence"], time=row["time"], kind=row["kind"], payload=row["payload"]), row["anchor"]
        )
        for row in found
    ]


async def seals_ordered(connection: Connection, order: ReleaseOrder, since: int) -> list[bytes]:
    """The seals that stand in the order's epochs, from a time on, as they were committed."""
    epochs = [
        row["epoch"] for row in await connection.fetch(queries.epochs_ordered, order.conversation, list(order.headers))
    ]
    return [row["payload"] for row in await connection.fetch(queries.seals_ordered, order.conversation, epochs, since)]


async def _drilled(connection: Connection, order: ReleaseOrder, custodian: AccountId | None) -> Ordered:
    drill = await drill_of(connection, order.order_id)
    if drill is None:
        return Ordered(None, (), ())
    deposit = read(Deposit, drill.deposit.body)
    place = [row.custodian for row in deposit.rows]
    sealed = drill.sealed_shares[place.index(custodian)] if custodian in place else None
    return Ordered(None, (drill.header,), (OrderedDeposit(deposit, drill.deposit, sealed),))
