"""Files that go with letters (crypto.md §6.7): sealed here, sent chunk by chunk, taken up again after a cut."""

import asyncio
import base64
import os
from collections.abc import Awaitable, Callable
from typing import Final

from client_py.client import Client
from client_py.documents import Document, Octets
from server.crypto.attachment import (
    AttachmentPlace,
    attachment_digest,
    check_digest,
    chunk_count,
    file_of,
    open_chunk,
    parts_of,
    seal_chunk,
)
from server.crypto.checks import KEY_BYTES, Random, drawn
from server.crypto.hashing import sha256
from server.crypto.letter import Attachment
from server.crypto.padding import padded_length
from server.ids import ID_BYTES, AttachmentId, ConversationId

PATH: Final = "/messaging/v1/attachments"


class Beginning(Document, frozen=True, kw_only=True):
    """What is coming."""

    conversation: Octets
    attachment: Octets
    chunks: int
    bytes: int


class Kept(Document, frozen=True, kw_only=True):
    """Which chunks are there."""

    kept: list[int]


class Upload:
    """A sealed file on its way. `send` goes on where it was cut off; what a letter says of the file is `attachment`."""

    def __init__(
        self, conversation: ConversationId, name: str, media_type: str, file: bytes, random: Random = os.urandom
    ) -> None:
        """ProofError for a file that is empty or too large, or a name that is none."""
        identity, key, parts = AttachmentId(drawn(random, ID_BYTES)), drawn(random, KEY_BYTES), parts_of(file)
        place = AttachmentPlace(conversation, identity, len(parts))
        self._conversation = conversation
        self._chunks = [seal_chunk(key, place, index, part, random) for index, part in enumerate(parts)]
        digest = attachment_digest(identity, [sha256(chunk) for chunk in self._chunks])
        self.attachment = Attachment(identity, name, media_type, len(file), key, digest)

    def __len__(self) -> int:
        return len(self._chunks)

    async def send(self, client: Client, sent: Callable[[int], Awaitable[None]] | None = None) -> int:
        """Send what the service does not have; how many chunks those were. `sent` hears of each. Refusal TRY_AGAIN: call it again."""
        identity = self.attachment.attachment
        beginning = Beginning(
            conversation=Octets(self._conversation),
            attachment=Octets(identity),
            chunks=len(self._chunks),
            bytes=sum(map(len, self._chunks)),
        )
        kept = set((await client.http.post(PATH, beginning, Kept)).kept)
        missing = [index for index in range(len(self._chunks)) if index not in kept]
        for index in missing:
            await client.http.put_bytes(_path(identity, index), self._chunks[index])
            if sent is not None:
                await sent(index)
        return len(missing)


async def download(client: Client, conversation: ConversationId, attachment: Attachment) -> bytes:
    """The file that a letter speaks of; ProofError unless it is exactly that one."""
    identity, count = attachment.attachment, chunk_count(padded_length(attachment.size))
    place = AttachmentPlace(conversation, identity, count)
    chunks = [await client.http.get_bytes(_path(identity, index)) for index in range(count)]
    check_digest(identity, [sha256(chunk) for chunk in chunks], attachment.digest)
    return await asyncio.to_thread(_opened, attachment, place, chunks)


def _opened(attachment: Attachment, place: AttachmentPlace, chunks: list[bytes]) -> bytes:
    parts = [open_chunk(attachment.key, place, index, chunk) for index, chunk in enumerate(chunks)]
    return file_of(parts, attachment.size)


def _path(attachment: AttachmentId, index: int) -> str:
    return f"{PATH}/{base64.urlsafe_b64encode(attachment).rstrip(b'=').decode('ascii')}/{index}"
