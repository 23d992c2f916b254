"""The whole record as it lies in the database, to be verified by who may read all of it and can open none (`webtherapy verify`)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from server.crypto.signing import SignedBody
from server.crypto.transcript import EntryKind
from server.ids import ConversationId
from server.packages.entries import PackedEntry
from server.storage.database import Connection
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("checking.sql"))
PAGE: Final = 1_000


@dataclass(frozen=True, slots=True, repr=False)
class KeptConversation:
    """A conversation's row. `sequence` and `head` are None where its head's row is missing."""

    conversation: ConversationId
    match: SignedBody
    genesis: bytes
    sequence: int | None
    head: bytes | None
    epoch: int | None


@dataclass(frozen=True, slots=True, repr=False)
class KeptEntry:
    """A row of the record, and the head that it says to stand there."""

    sequence: int
    time: int
    kind: int
    message_id: bytes | None
    payload: bytes
    head: bytes


@dataclass(frozen=True, slots=True, repr=False)
class KeptDestroyed:
    """By whose word a conversation was destroyed; `certificate` is None while its bytes still go."""

    destruction: SignedBody
    approval: bytes
    certificate: SignedBody | None
    restored_to: int | None
    """Up to which entry a restored record knew it; None when it was destroyed here."""


async def conversations(connection: Connection) -> list[KeptConversation]:
    """All of them."""
    return [
        KeptConversation(
            conversation=ConversationId(row["conversation"]),
            match=SignedBody(row["match_body"], row["match_signature"]),
            genesis=row["genesis"],
            sequence=row["sequence"],
            head=row["head"],
            epoch=row["epoch"],
        )
        for row in await connection.fetch(queries.conversations)
    ]


async def entries(connection: Connection, conversation: ConversationId) -> list[KeptEntry]:
    """All rows of a conversation, in the order of their sequences."""
    return [
        KeptEntry(row["sequence"], row["time"], row["kind"], row["message_id"], row["payload"], row["head"])
        async for row in _paged(connection, queries.entries, conversation, key="sequence", first=0)
    ]


async def epochs(connection: Connection, conversation: ConversationId) -> dict[int, tuple[int, bytes]]:
    """What the table of epochs says: by number where it was opened, and the opening's bytes."""
    rows = await connection.fetch(queries.epochs, conversation)
    return {row["epoch"]: (row["sequence"], SignedBody(row["header"], row["signature"]).encoded()) for row in rows}


async def destroyed(connection: Connection) -> dict[ConversationId, KeptDestroyed]:
    """What was destroyed."""
    return {
        ConversationId(row["conversation"]): KeptDestroyed(
            SignedBody(row["body"], row["signature"]),
            row["approval"],
            None
            if row["certificate_body"] is None
            else SignedBody(row["certificate_body"], row["certificate_signature"]),
            row["restored_to"],
        )
        for row in await connection.fetch(queries.destroyed)
    }


async def noted(connection: Connection) -> AsyncIterator[Any]:
    """Everything that the record log was given, in the order in which it came."""
    async for row in _paged(connection, queries.leaves, key="number", first=0):
        yield row


async def placed_leaves(connection: Connection) -> list[tuple[int, bytes]]:
    """Place and leaf of everything that has a place, by place."""
    return [(row["place"], row["leaf"]) async for row in _paged(connection, queries.placed, key="place", first=-1)]


async def leaf_nodes(connection: Connection) -> list[tuple[int, bytes]]:
    """Index and hash of the tree's lowest nodes."""
    return [(row["index"], row["hash"]) async for row in _paged(connection, queries.nodes, key="index", first=-1)]


def packed(entry: KeptEntry) -> PackedEntry:
    """As a package would hold it, but sealed; ProofError for what is no entry."""
    opening = b"" if entry.kind == EntryKind.EPOCH else bytes(32)
    return PackedEntry(entry.sequence, entry.time, EntryKind(entry.kind), entry.payload, opening)


async def _paged(connection: Connection, query: str, *given: bytes, key: str, first: int) -> AsyncIterator[Any]:
    after = first
    while rows := await connection.fetch(query, *given, after, PAGE):
        for row in rows:
            yield row
        after = rows[-1][key]
