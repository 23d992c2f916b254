"""Conversations put straight into the tables, for tests of reading: nobody proves anything in them."""

import os
from dataclasses import dataclass, field

import msgspec

from server.channels.outgoing import Outgoing
from server.errors import ClosingRefusal
from server.ids import AccountId, ConversationId
from server.protocol.codec import decode_server_frame
from server.protocol.frames import CaughtUp, Delivery
from server.protocol.limits import Limits
from server.records.grants import ReadingGrant
from server.storage.database import Database

MORE = """
WITH entry AS (
    INSERT INTO record (conversation, sequence, time, kind, message_id, payload, head)
    SELECT $1, n, n, 2, substr(sha256($1 || int8send(n)), 1, 16), decode(repeat('00', $4::int), 'hex'), sha256(int8send(n))
    FROM generate_series($2::bigint, $3::bigint) AS n
)
UPDATE conversation_head SET version = version + 1, sequence = $3, head = sha256(int8send($3::bigint))
WHERE conversation = $1
"""


@dataclass(slots=True)
class Planted:
    """A conversation of one member, and how far its record reaches."""

    database: Database
    conversation: ConversationId = field(default_factory=lambda: ConversationId(os.urandom(16)))
    member: AccountId = field(default_factory=lambda: AccountId(os.urandom(16)))
    sequence: int = 0
    payload: int = 8

    @property
    def grant(self) -> ReadingGrant:
        """The member's."""
        return ReadingGrant(self.conversation, self.member)

    async def plant(self, entries: int) -> None:
        """Begin the conversation, with so many entries."""
        async with self.database.transaction() as connection:
            await connection.execute(
                "INSERT INTO conversation VALUES ($1, $2, $3, $4, 0)", self.conversation, b"m", bytes(64), bytes(32)
            )
            await connection.execute(
                "INSERT INTO conversation_head (conversation, head, time, epoch_hash) VALUES ($1, $2, 0, $2)",
                self.conversation,
                bytes(32),
            )
            await connection.execute(
                "INSERT INTO member VALUES ($1, $2, 'client', $3, $3)", self.conversation, self.member, bytes(32)
            )
        await self.grow(entries)

    async def grow(self, entries: int) -> None:
        """Commit so many more, as another process would; nobody rings."""
        async with self.database.transaction() as connection:
            await connection.execute(MORE, self.conversation, self.sequence + 1, self.sequence + entries, self.payload)
        self.sequence += entries


@dataclass(slots=True)
class Reader:
    """Someone who takes what is delivered."""

    outgoing: Outgoing
    ends: list[ClosingRefusal]

    @classmethod
    def on(cls, limits: Limits) -> "Reader":
        """A fresh one."""
        ends: list[ClosingRefusal] = []
        return cls(Outgoing(limits, ends.append), ends)

    async def read_to(self, sequence: int) -> list[int]:
        """The sequences that were delivered, in the order in which they came, up to this one."""
        seen: list[int] = []
        while not seen or seen[-1] != sequence:
            frame = decode_server_frame(await self.outgoing.take())
            if isinstance(frame, Delivery):
                seen += [entry.sequence for entry in frame.entries]
        return seen

    async def caught_up(self) -> list[msgspec.Struct]:
        """All frames up to `caught_up`, which is the last of them."""
        frames: list[msgspec.Struct] = []
        while not frames or not isinstance(frames[-1], CaughtUp):
            frames.append(decode_server_frame(await self.outgoing.take()))
        return frames
