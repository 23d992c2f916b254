"""Where the chunks of attachments lie: one port, and the shelf that is in PostgreSQL itself."""

from pathlib import Path
from typing import Final, Protocol

from server.ids import AttachmentId
from server.storage.database import Database
from server.storage.queries import load

_queries: Final = load(Path(__file__).with_name("attachments.sql"))


class Shelf(Protocol):
    """Keeps sealed chunks. Nothing on it is believed: who reads checks each chunk's hash."""

    async def put(self, attachment: AttachmentId, index: int, chunk: bytes) -> bool:
        """Keep it, unless another lies there: of several at the same moment, the first stands. Whether this one lies there, on disk."""

    async def get(self, attachment: AttachmentId, index: int) -> bytes | None:
        """The chunk; None when it is not there."""

    async def drop(self, attachment: AttachmentId, chunks: int) -> None:
        """Forget all of them; again is fine."""


class PostgresShelf:
    """One row per chunk, outside of the row's page and uncompressed."""

    __slots__ = ("_database",)

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, attachment: AttachmentId, index: int, chunk: bytes) -> bool:
        """See `Shelf`."""
        async with self._database.acquire() as connection:
            if await connection.fetchval(_queries.shelve, attachment, index, chunk) is not None:
                return True
            # A statement of its own: it sees what the one before has waited for.
            return bool(await connection.fetchval(_queries.is_shelved, attachment, index, chunk))

    async def get(self, attachment: AttachmentId, index: int) -> bytes | None:
        """See `Shelf`."""
        async with self._database.acquire() as connection:
            chunk = await connection.fetchval(_queries.shelved, attachment, index)
        return None if chunk is None else bytes(chunk)

    async def drop(self, attachment: AttachmentId, chunks: int) -> None:  # noqa: ARG002 - other shelves need the number
        """See `Shelf`."""
        async with self._database.acquire() as connection:
            await connection.execute(_queries.unshelve, attachment)
