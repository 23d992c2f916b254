"""Where conversations stand, read under the lock that whoever appends holds.

A `Heads` lives as long as its transaction. What is appended changes it in memory first, so that a batch decides its second post
by what its first one did.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from server.crypto.epoch import EpochKind
from server.ids import AccountId, ConversationId, InstanceId, LiveSessionId
from server.records.sql import queries
from server.storage.database import Connection, Row

Asked = tuple[ConversationId, AccountId, InstanceId]
"""Who wants to append, and from which tab. Whatever is no envelope asks with an empty instance."""

NO_INSTANCE: Final = InstanceId(b"")


@dataclass(slots=True, eq=False, repr=False)
class Head:
    """One conversation's newest place. `session` is the live session's, if there is one; `version` counts its changes.

    `stale_keys`: a member's newer bundle was certified since the epoch in force was opened (crypto.md §4.6). `closed`: it takes no entry
    any more (§12.4).
    """

    conversation: ConversationId
    version: int
    sequence: int
    head: bytes
    time: int
    epoch: int
    epoch_hash: bytes
    epoch_kind: EpochKind | None
    session: LiveSessionId | None
    stale_keys: bool
    closed: bool = False


@dataclass(slots=True, eq=False, repr=False)
class Heads:
    """The locked heads of a batch, and what grants ask about those who write."""

    places: dict[ConversationId, Head] = field(default_factory=dict)
    members: set[tuple[ConversationId, AccountId]] = field(default_factory=set)
    """Of those who want to write; who has left is none."""

    depositors: set[tuple[ConversationId, AccountId]] = field(default_factory=set)
    """Who has deposited for the epoch in force."""

    counters: dict[Asked, int] = field(default_factory=dict)

    suspended: set[tuple[ConversationId, AccountId]] = field(default_factory=set)
    """Who may not write."""

    def include(self, other: "Heads") -> None:
        """Take in what another one knows of other conversations."""
        self.places.update(other.places)
        self.members.update(other.members)
        self.depositors.update(other.depositors)
        self.counters.update(other.counters)
        self.suspended.update(other.suspended)

    def by_conversation(self) -> dict[ConversationId, "Heads"]:
        """The same, a part for each conversation."""
        parts = {conversation: Heads({conversation: head}) for conversation, head in self.places.items()}
        for sender in self.members:
            if sender[0] in parts:
                parts[sender[0]].members.add(sender)
        for sender in self.depositors:
            if sender[0] in parts:
                parts[sender[0]].depositors.add(sender)
        for sender in self.suspended:
            if sender[0] in parts:
                parts[sender[0]].suspended.add(sender)
        for asked, counter in self.counters.items():
            if asked[0] in parts:
                parts[asked[0]].counters[asked] = counter
        return parts


async def lock(connection: Connection, asked: Iterable[Asked]) -> Heads:
    """Lock the heads of these conversations until the transaction ends; unknown conversations are absent."""
    questions = list(dict.fromkeys(asked))
    if not questions:
        return Heads()
    columns = [[each[part] for each in questions] for part in range(3)]
    conversations = sorted(set(columns[0]))
    rows = await connection.fetch(queries.lock_heads, conversations, *columns)
    if any(row["seen_version"] != row["version"] for row in rows):
        # The lock was waited for: the heads are new, but the other tables were read before. Now nobody else can change them.
        rows = await connection.fetch(queries.lock_heads, conversations, *columns)
    return _heads(rows)


def _heads(rows: Iterable[Row]) -> Heads:
    heads = Heads()
    for row in rows:
        conversation, account, instance = row["conversation"], row["account"], row["instance"]
        if conversation not in heads.places:
            heads.places[conversation] = _head(row)
        if row["member"]:
            heads.members.add((conversation, account))
        if row["deposited"]:
            heads.depositors.add((conversation, account))
        if row["suspended"]:
            heads.suspended.add((conversation, account))
        heads.counters[conversation, account, instance] = row["counter"] or 0
    return heads


def _head(row: Row) -> Head:
    kind = row["epoch_kind"]
    return Head(
        conversation=row["conversation"],
        version=row["version"],
        sequence=row["sequence"],
        head=row["head"],
        time=row["time"],
        epoch=row["epoch"],
        epoch_hash=row["epoch_hash"],
        epoch_kind=None if kind is None else EpochKind(kind),
        session=row["session"],
        stale_keys=row["stale_keys"],
        closed=row["closed"],
    )
