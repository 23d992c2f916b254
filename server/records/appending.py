"""Appending: granted envelopes become entries of their transcripts (crypto.md §8), a batch in one statement.

`Appending.chain` gives each its place in memory; `write` puts all of them, with the heads and counters that follow from them, into the
open transaction, and nothing is committed until that transaction is. `write_unmoved` needs no transaction: it is one, and appends only
where the head is still the one that the entries were chained to.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from server.crypto.content import WRITTEN_KINDS, EnvelopeKind
from server.crypto.transcript import EntryKind, next_head
from server.ids import AccountId, ConversationId, MessageId
from server.protocol.frames import Entry
from server.records.grants import PostingGrant
from server.records.heads import Asked, Head, Heads
from server.records.log import LogKind, Noted, add
from server.records.sql import queries
from server.storage.database import Connection


@dataclass(frozen=True, slots=True, repr=False)
class Committed:
    """An entry's place in its transcript: what its sender is told."""

    conversation: ConversationId
    sequence: int
    time: int
    head: bytes


@dataclass(frozen=True, slots=True, repr=False)
class Before:
    """What a message id holds already: the hash of its envelope, and where it stands."""

    hash: bytes
    committed: Committed


Known = dict[tuple[ConversationId, MessageId], Before]

Placed = tuple[Entry, bytes]
"""An entry and the head after it."""

Appended = list[tuple[ConversationId, Entry, bytes]]
"""Entries in the order of their commit, each with the head after it."""


class Appending:
    """One batch of envelopes on its way into the record, at heads that its transaction has locked, or that are remembered."""

    __slots__ = ("_counted", "_heads", "_messages", "_now", "_sealed", "_touched", "entries", "fresh")

    def __init__(self, heads: Heads, now: int) -> None:
        self._heads = heads
        self._now = now
        self._touched: dict[ConversationId, Head] = {}
        self._counted: dict[Asked, int] = {}
        self._messages: list[tuple[MessageId, AccountId | None]] = []
        self._sealed: list[tuple[ConversationId, bytes]] = []
        self.entries: Appended = []
        self.fresh: Known = {}

    def chain(self, grant: PostingGrant) -> Committed:
        """The envelope as the next entry of its conversation. Time never decreases there, whatever the clock does."""
        envelope, head = grant.envelope, grant.head
        header = envelope.header
        head.sequence += 1
        head.time = max(head.time, self._now)
        head.head = next_head(head.head, head.sequence, head.time, EntryKind.ENVELOPE, envelope.raw)
        if header.kind is EnvelopeKind.END:
            head.session = None
        if header.kind is EnvelopeKind.SEAL:
            self._sealed.append((head.conversation, envelope.raw))
        self._touched[head.conversation] = head
        instance = (header.conversation, header.sender, header.instance)
        self._heads.counters[instance] = self._counted[instance] = header.counter
        entry = Entry(sequence=head.sequence, time=head.time, kind=2, payload=envelope.raw)
        self.entries.append((head.conversation, entry, head.head))
        self._messages.append((header.message_id, header.sender if header.kind in WRITTEN_KINDS else None))
        committed = Committed(head.conversation, head.sequence, head.time, head.head)
        self.fresh[header.conversation, header.message_id] = Before(envelope.hash, committed)
        return committed

    def withdraw(self, conversations: Collection[ConversationId]) -> None:
        """Nothing is to be appended to these conversations after all."""
        kept = [
            (placed, message)
            for placed, message in zip(self.entries, self._messages, strict=True)
            if placed[0] not in conversations
        ]
        self.entries = [placed for placed, _ in kept]
        self._messages = [message for _, message in kept]
        self._touched = {name: head for name, head in self._touched.items() if name not in conversations}
        self._counted = {name: counter for name, counter in self._counted.items() if name[0] not in conversations}

    async def write(self, connection: Connection) -> None:
        """All of it, in one round trip, at heads that are locked; session seals go into the record log as well."""
        if self.entries:
            await connection.execute(queries.append, *self._columns())
            self._count_changes()
        for conversation, seal in self._sealed:
            await add(connection, Noted(kind=LogKind.SEAL, record=seal, conversation=conversation))

    async def write_unmoved(self, connection: Connection) -> set[ConversationId]:
        """Commit it, in one round trip, where heads are still what they were taken for; gives the conversations that had moved."""
        if not self.entries:
            return set()
        columns = [*self._columns(), [head.version for head in self._touched.values()]]
        if len(self.entries) == 1:
            rows = await connection.fetch(queries.append_one_unmoved, *(column[0] for column in columns))
        else:
            rows = await connection.fetch(queries.append_unmoved, *columns)
        moved = self._touched.keys() - {row["conversation"] for row in rows}
        self.withdraw(moved)
        self._count_changes()
        return moved

    def _count_changes(self) -> None:
        for head in self._touched.values():
            head.version += 1

    def _columns(self) -> list[Sequence[object]]:
        touched = list(self._touched.values())
        return [
            [conversation for conversation, _, _ in self.entries],
            [entry.sequence for _, entry, _ in self.entries],
            [entry.time for _, entry, _ in self.entries],
            [message for message, _ in self._messages],
            [entry.payload for _, entry, _ in self.entries],
            [head for _, _, head in self.entries],
            [head.conversation for head in touched],
            [head.sequence for head in touched],
            [head.head for head in touched],
            [head.time for head in touched],
            [head.session for head in touched],
            [instance[0] for instance in self._counted],
            [instance[1] for instance in self._counted],
            [instance[2] for instance in self._counted],
            list(self._counted.values()),
            [letter_from for _, letter_from in self._messages],
        ]


async def committed_before(connection: Connection, asked: Sequence[tuple[ConversationId, MessageId]]) -> Known:
    """Those of these messages that are in the record."""
    if not asked:
        return {}
    rows = await connection.fetch(queries.committed_before, [one for one, _ in asked], [other for _, other in asked])
    return {
        (row["conversation"], row["message_id"]): Before(
            row["hash"], Committed(row["conversation"], row["sequence"], row["time"], row["head"])
        )
        for row in rows
    }
