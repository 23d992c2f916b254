"""What custodians handed on to those after them (crypto.md §7.5): their signed word, and shares sealed to each. Opens nothing here."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.crypto.canonical import read
from server.crypto.handing import Handing
from server.crypto.signing import SignedBody
from server.ids import ConversationId, DepositId, OrderId
from server.records.log import LogKind, Noted, add
from server.storage.database import Connection
from server.storage.queries import load

_queries: Final = load(Path(__file__).with_name("handings.sql"))


@dataclass(frozen=True, slots=True, repr=False)
class HandedOn:
    """What a custodian sends: their word, and the sealed shares in the order of its rows."""

    signed: SignedBody
    sealed_shares: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, repr=False)
class KeptHanding:
    """A handing; `sealed` is the asking custodian's share of it, None for who is none."""

    handing: Handing
    signed: SignedBody
    sealed: bytes | None


@dataclass(frozen=True, slots=True, repr=False)
class StandingEpoch:
    """An epoch that custodians in force could not open, and the manifests whose custodians can."""

    conversation: ConversationId
    header: SignedBody
    manifests: tuple[bytes, ...]


async def keep(
    connection: Connection, order_id: OrderId, said: Handing, given: HandedOn, needed: int, now: int
) -> None:
    """Keep a verified handing. A custodian's second one of a deposit between the same manifests changes nothing: the first stands, and suffices."""
    row = await connection.fetchrow(
        _queries.insert_handing,
        said.conversation,
        said.deposit_id,
        said.hander,
        said.from_manifest_hash,
        said.manifest_hash,
        order_id,
        needed,
        given.signed.body,
        given.signed.signature,
        now,
        [each.custodian for each in said.rows],
        list(given.sealed_shares),
    )
    if row is None:
        return
    noted = Noted(
        kind=LogKind.HANDING, record=given.signed.encoded(), account=said.hander, conversation=said.conversation
    )
    await add(connection, noted)


async def handings(
    connection: Connection, conversation: ConversationId, deposits: Sequence[DepositId], custodian: bytes | None = None
) -> list[KeptHanding]:
    """All handings of these deposits, with a custodian's sealed shares, if one asks."""
    rows = await connection.fetch(_queries.handings, conversation, list(deposits), custodian)
    return [
        KeptHanding(read(Handing, row["body"]), SignedBody(row["body"], row["signature"]), row["sealed"])
        for row in rows
    ]


async def standing_earlier(connection: Connection, manifest_hash: bytes, most: int) -> list[StandingEpoch]:
    """What stands with earlier custodians only; some of it, when there is much."""
    rows = await connection.fetch(_queries.standing_earlier, manifest_hash, most)
    return [
        StandingEpoch(
            ConversationId(row["conversation"]), SignedBody(row["header"], row["signature"]), tuple(row["manifests"])
        )
        for row in rows
    ]


async def count_standing_earlier(connection: Connection, manifest_hash: bytes) -> tuple[int, int]:
    """How many epochs that are, and of how many conversations."""
    row = await connection.fetchrow(_queries.count_standing_earlier, manifest_hash)
    assert row is not None
    return row["epochs"], row["conversations"]


@dataclass(frozen=True, slots=True, repr=False)
class WholeHanding:
    """A handing with all its sealed shares, none of them where the record was let go."""

    handing: Handing
    signed: SignedBody
    sealed_shares: tuple[bytes, ...]
    destroyed: bool


async def all_handings(connection: Connection) -> list[WholeHanding]:
    """Every handing there is."""
    return [
        WholeHanding(
            read(Handing, row["body"]),
            SignedBody(row["body"], row["signature"]),
            tuple(row["sealed"]),
            row["destroyed"],
        )
        for row in await connection.fetch(_queries.all_handings)
    ]
