"""Files that go with letters (crypto.md §6.7, protocol.md §1.5): begun, sent chunk by chunk, whole; read by who reads the conversation.

The service knows conversation, number and sizes. A chunk is kept under its hash before its upload is acknowledged; what is whole never
changes, what is not whole after a day is dropped.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.crypto.attachment import check_sizes, chunk_bytes
from server.crypto.hashing import sha256
from server.errors import ProofError, Refusal, RefusalCode, StorageFault
from server.ids import AccountId, AttachmentId, ConversationId
from server.mailbox.shelf import Shelf
from server.records.closings import closing_of
from server.records.transcripts import is_member
from server.storage.database import Connection, Database
from server.storage.queries import load

_queries: Final = load(Path(__file__).with_name("attachments.sql"))

DAY_MS: Final = 24 * 60 * 60_000
SWEEP_SECONDS: Final = 600.0
"""An upload that was given up lies there at most so much longer than a day."""

BYTES_PER_DAY: Final = 1_073_741_824
"""What one account may begin to send in a day, when nothing else is set: forty files of the largest size, far more than letters ask for, and not a disk."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Begun:
    """An upload's numbers, as its sender named them first."""

    attachment: AttachmentId
    conversation: ConversationId
    account: AccountId
    chunks: int
    bytes: int
    whole: bool
    standing: bool | None
    """How the asker stands to the conversation: True for a member, False for who only reads, None for anyone else."""


@dataclass(frozen=True, slots=True)
class Attachments:
    """What attachments need: the messaging database, the shelf, the time (Unix ms), and what one account may begin in a day."""

    database: Database
    shelf: Shelf
    now: Callable[[], int]
    bytes_per_day: int = BYTES_PER_DAY

    async def begin(
        self, account: AccountId, conversation: ConversationId, attachment: AttachmentId, chunks: int, size: int
    ) -> list[int]:
        """Begin an upload, or go on with it: which chunks are kept by now. Again with other numbers: `conflict`; while one of that id is
        being given up: `try_again`.
        """
        try:
            check_sizes(chunks, size)
        except ProofError as error:
            code = RefusalCode.TOO_LARGE if error.reason == "too_large" else RefusalCode.MALFORMED
            raise Refusal(code) from None
        async with self.database.transaction() as connection:
            if not await is_member(connection, conversation, account):
                raise Refusal(RefusalCode.NOT_FOR_YOU)
            begun = await _found(connection, attachment, account)
            if begun is None:
                if await closing_of(connection, conversation) is not None:
                    raise Refusal(RefusalCode.CLOSED)
                await self._check_quota(connection, account, size)
                numbers = (attachment, conversation, account, chunks, size, self.now())
                await connection.execute(_queries.begin_attachment, *numbers)
                begun = await _found(connection, attachment, account)
            if begun is None:
                raise Refusal(RefusalCode.TRY_AGAIN, 1.0)
            asked = (conversation, account, chunks, size)
            if (begun.conversation, begun.account, begun.chunks, begun.bytes) != asked:
                raise Refusal(RefusalCode.CONFLICT)
            return [row["index"] for row in await connection.fetch(_queries.kept_chunks, attachment)]

    async def expected(self, account: AccountId, attachment: AttachmentId, index: int) -> int:
        """How long a chunk must be that this account may send now; before a byte of it is read."""
        begun = await self._own(account, attachment, index)
        return chunk_bytes(begun.chunks, begun.bytes, index)

    async def put(self, account: AccountId, attachment: AttachmentId, index: int, chunk: bytes) -> None:
        """Keep a chunk; the same again is fine, another one is `conflict`, also when both come at the same moment.

        An upload that is given up meanwhile is not there (`not_for_you`), and leaves nothing on the shelf.
        """
        begun = await self._own(account, attachment, index)
        if len(chunk) != chunk_bytes(begun.chunks, begun.bytes, index):
            raise Refusal(RefusalCode.MALFORMED)
        async with self.database.acquire() as connection:
            known = await connection.fetchval(_queries.chunk_hash, attachment, index)
        if known is None and not await self.shelf.put(attachment, index, chunk):
            raise Refusal(RefusalCode.CONFLICT)
        if not await self._keep(attachment, index, sha256(chunk)):
            await self.shelf.drop(attachment, begun.chunks)
            raise Refusal(RefusalCode.NOT_FOR_YOU)

    async def get(self, account: AccountId, attachment: AttachmentId, index: int) -> bytes:
        """A chunk of a whole attachment, for who reads the conversation; `not_for_you` for anyone else, and where there is none."""
        async with self.database.acquire() as connection:
            begun = await _found(connection, attachment, account)
        if begun is None or begun.standing is None:
            raise Refusal(RefusalCode.NOT_FOR_YOU)
        return await self._chunk(begun, index)

    async def ordered(
        self, account: AccountId, conversation: ConversationId, attachment: AttachmentId, index: int
    ) -> bytes:
        """A chunk of a whole attachment of a conversation that an order opened to this account; whether one did, the caller knows."""
        async with self.database.acquire() as connection:
            begun = await _found(connection, attachment, account)
        if begun is None or begun.conversation != conversation:
            raise Refusal(RefusalCode.NOT_FOR_YOU)
        return await self._chunk(begun, index)

    async def _chunk(self, begun: Begun, index: int) -> bytes:
        attachment = begun.attachment
        async with self.database.acquire() as connection:
            kept = await connection.fetchval(_queries.chunk_hash, attachment, index)
        if not begun.whole or kept is None:
            raise Refusal(RefusalCode.NOT_FOR_YOU)
        chunk = await self.shelf.get(attachment, index)
        if chunk is None or sha256(chunk) != kept:
            raise StorageFault
        return chunk

    async def keep_sweeping(self) -> None:
        """Drop what was never finished, until cancelled. Any process may; several do no harm."""
        while True:
            with suppress(StorageFault):  # PostgreSQL is away: the next round finds the same
                await self.sweep()
            await asyncio.sleep(SWEEP_SECONDS)

    async def sweep(self) -> None:
        """Drop uploads that were begun more than a day ago and are not whole. Cut off in the middle, the next one finds them again."""
        async with self.database.transaction() as connection:
            dropped = await connection.fetch(_queries.give_up, self.now() - DAY_MS, self.now())
        for row in dropped:
            await self.shelf.drop(AttachmentId(row["attachment"]), row["chunks"])
            async with self.database.transaction() as connection:
                await connection.execute(_queries.forget_given_up, row["attachment"])

    async def _keep(self, attachment: AttachmentId, index: int, hashed: bytes) -> bool:
        """Say that a chunk lies there; False when its upload was given up while it came."""
        async with self.database.transaction() as connection:
            if await connection.fetchval(_queries.hold, attachment) is None:
                return False
            await connection.execute(_queries.keep_chunk, attachment, index, hashed)
            if await connection.fetchval(_queries.chunk_hash, attachment, index) != hashed:
                raise Refusal(RefusalCode.CONFLICT)
            await connection.execute(_queries.complete, attachment, self.now())
        return True

    async def _own(self, account: AccountId, attachment: AttachmentId, index: int) -> Begun:
        async with self.database.acquire() as connection:
            begun = await _found(connection, attachment, account)
        if begun is None or begun.account != account or not begun.standing or not 0 <= index < begun.chunks:
            raise Refusal(RefusalCode.NOT_FOR_YOU)
        return begun

    async def _check_quota(self, connection: Connection, account: AccountId, size: int) -> None:
        await connection.execute(_queries.take_turns_beginning, account)
        begun = await connection.fetchval(_queries.begun_since, account, self.now() - DAY_MS)
        if begun + size > self.bytes_per_day:
            raise Refusal(RefusalCode.TOO_FAST, 3_600.0)


async def _found(connection: Connection, attachment: AttachmentId, account: AccountId) -> Begun | None:
    row = await connection.fetchrow(_queries.attachment, attachment, account)
    if row is None:
        return None
    return Begun(
        attachment=attachment,
        conversation=ConversationId(row["conversation"]),
        account=AccountId(row["account"]),
        chunks=row["chunks"],
        bytes=row["bytes"],
        whole=row["whole"],
        standing=row["member"],
    )
