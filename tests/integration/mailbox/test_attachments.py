"""Files on their way and back (protocol.md §1.5): whatever breaks, what is there is consistent."""

import asyncio
import os
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field, replace

import httpx
import pytest

from server.crypto.attachment import (
    MAX_CHUNK_BYTES,
    AttachmentPlace,
    file_of,
    open_chunk,
    parts_of,
    seal_chunk,
)
from server.crypto.closing import Closing, ClosingReason, make_closing
from server.errors import Refusal, RefusalCode, StorageFault
from server.ids import AttachmentId, ConversationId
from server.mailbox.attachments import DAY_MS
from server.mailbox.shelf import PostgresShelf
from server.records.closings import keep as keep_closing
from server.records.grants import ClosingGrant
from server.roles import Role
from tests.integration.house import Someone, activate, post
from tests.integration.mailbox.test_drafts import meeting
from tests.integration.practice.staff import Staffed

PATH = "/messaging/v1/attachments"


@dataclass(slots=True)
class File:
    """A sealed file of a little more than two parts."""

    conversation: bytes
    attachment: bytes = field(default_factory=lambda: os.urandom(16))
    key: bytes = field(default_factory=lambda: os.urandom(32))
    content: bytes = field(default_factory=lambda: os.urandom(600_000))

    @property
    def place(self) -> AttachmentPlace:
        """Where its chunks belong."""
        parts = parts_of(self.content)
        return AttachmentPlace(ConversationId(self.conversation), AttachmentId(self.attachment), len(parts))

    def chunks(self) -> list[bytes]:
        """Sealed, each time anew."""
        return [
            seal_chunk(self.key, self.place, index, part, os.urandom)
            for index, part in enumerate(parts_of(self.content))
        ]


async def begin(sender: Someone, file: File, sealed: list[bytes], **changed: object) -> httpx.Response:
    """Say what is coming."""
    numbers = {"chunks": len(sealed), "bytes": sum(map(len, sealed))}
    return await post(
        sender.browser, PATH, {"conversation": file.conversation, "attachment": file.attachment} | numbers | changed
    )


async def put(sender: Someone, file: File, index: int, chunk: bytes, kind: str = "application/octet-stream") -> int:
    """Send one chunk."""
    path = f"{PATH}/{urlsafe_b64encode(file.attachment).rstrip(b'=').decode()}/{index}"
    return (await sender.browser.put(path, content=chunk, headers={"Content-Type": kind})).status_code


async def get(reader: Someone, file: File, index: int) -> httpx.Response:
    """Fetch one chunk."""
    return await reader.browser.get(f"{PATH}/{urlsafe_b64encode(file.attachment).rstrip(b'=').decode()}/{index}")


@pytest.fixture(name="file")
async def _file(staffed: Staffed) -> File:
    return File(await meeting(staffed))


async def test_a_broken_upload_goes_on_and_is_read_by_both(staffed: Staffed, file: File) -> None:
    """What is kept is said; the rest follows, in any order; then both read it, sandboxed, and it is the file."""
    chunks = file.chunks()
    assert (await begin(staffed.client, file, chunks)).json() == {"kept": []}
    assert await put(staffed.client, file, 1, chunks[1]) == 204
    assert (await get(staffed.therapist, file, 1)).status_code == 404
    assert (await begin(staffed.client, file, chunks)).json() == {"kept": [1]}
    for index in (2, 0, 1):
        assert await put(staffed.client, file, index, chunks[index]) == 204
    for reader in (staffed.client, staffed.therapist):
        answers = [await get(reader, file, index) for index in range(len(chunks))]
        parts = [open_chunk(file.key, file.place, index, said.content) for index, said in enumerate(answers)]
        assert file_of(parts, len(file.content)) == file.content
        assert answers[0].headers["content-disposition"] == "attachment"
        assert answers[0].headers["content-security-policy"].endswith("; sandbox")
        assert answers[0].headers["cache-control"] == "no-store"
        assert answers[0].headers["content-type"] == "application/octet-stream"


async def test_forged_numbers_and_chunks_are_refused(staffed: Staffed, file: File) -> None:
    """Too long, too short, another one in its place, numbers that no file has: nothing of it is kept."""
    chunks = file.chunks()
    size = sum(map(len, chunks))
    for changed, status in (
        ({"bytes": size + 1}, 400),
        ({"chunks": len(chunks) + 1}, 400),
        ({"chunks": 103}, 400),
        ({"bytes": 2**31}, 413),
        ({"bytes": 1}, 400),
    ):
        assert (await begin(staffed.client, file, chunks, **changed)).status_code == status
    assert (await begin(staffed.client, file, chunks)).status_code == 200
    assert (await begin(staffed.client, file, chunks[:1])).status_code == 409
    assert await put(staffed.client, file, 0, chunks[0][:-1]) == 400
    assert await put(staffed.client, file, 0, chunks[0] + b"x") == 413
    assert await put(staffed.client, file, 0, bytes(MAX_CHUNK_BYTES * 3)) == 413
    assert await put(staffed.client, file, 0, chunks[0], "text/html") == 400
    assert await put(staffed.client, file, len(chunks), chunks[0]) == 404
    assert await put(staffed.client, file, 0, chunks[0]) == 204
    assert await put(staffed.client, file, 0, file.chunks()[0]) == 409
    assert (await begin(staffed.client, file, chunks)).json() == {"kept": [0]}


async def test_of_two_chunks_at_the_same_moment_the_first_stands(staffed: Staffed, file: File) -> None:
    """One is kept and read as it was sent, the other is refused, wherever the first has come to meanwhile."""
    one, other = file.chunks(), file.chunks()
    assert (await begin(staffed.client, file, one)).status_code == 200
    # The first lies on the shelf, and its hash is not kept yet.
    assert await staffed.home.attachments.shelf.put(AttachmentId(file.attachment), 0, one[0])
    assert await put(staffed.client, file, 0, other[0]) == 409
    assert await put(staffed.client, file, 0, one[0]) == 204
    for index in (1, 2):
        both = (put(staffed.client, file, index, each[index]) for each in (one, other))
        assert sorted(await asyncio.gather(*both)) == [204, 409]
    answers = [await get(staffed.therapist, file, index) for index in range(3)]
    parts = [open_chunk(file.key, file.place, index, said.content) for index, said in enumerate(answers)]
    assert file_of(parts, len(file.content)) == file.content


async def test_nobody_else_sends_or_reads(staffed: Staffed, file: File) -> None:
    """Not the other member into this upload, not strangers, not staff; absent and foreign are one answer."""
    chunks, stranger = file.chunks(), await activate(staffed.home, Role.CLIENT)
    assert (await begin(stranger, file, chunks)).status_code == 404
    assert (await begin(staffed.client, file, chunks)).status_code == 200
    assert (await begin(staffed.therapist, file, chunks)).status_code == 409
    for other in (staffed.therapist, stranger, staffed.intake):
        assert await put(other, file, 0, chunks[0]) == 404
    for index, chunk in enumerate(chunks):
        assert await put(staffed.client, file, index, chunk) == 204
    absent = File(file.conversation)
    answers = [await get(who, what, 0) for who, what in ((stranger, file), (staffed.intake, file), (stranger, absent))]
    whole = f"{PATH}/{urlsafe_b64encode(file.attachment).rstrip(b'=').decode()}"
    answers += [await staffed.client.browser.get(f"{whole}/{index}") for index in ("9" * 5_000, "-1", "x", "102")]
    assert {each.status_code for each in answers} == {404}
    assert len({each.content for each in answers}) == 1


async def test_after_a_change_of_therapist_no_file_is_theirs(staffed: Staffed, file: File) -> None:
    """Who has left neither reads nor sends; the client reads on, and begins no other in what is closed."""
    chunks = file.chunks()
    begun = File(file.conversation)
    assert (await begin(staffed.client, file, chunks)).status_code == 200
    assert (await begin(staffed.therapist, begun, begun.chunks())).status_code == 200
    for index, chunk in enumerate(chunks):
        assert await put(staffed.client, file, index, chunk) == 204
    assert (await get(staffed.therapist, file, 0)).status_code == 200
    closing = Closing(ConversationId(file.conversation), ClosingReason.CHANGED, staffed.client.account, 1)
    async with staffed.home.messaging_database.transaction() as connection:
        await keep_closing(connection, ClosingGrant(closing, make_closing(staffed.client.keys.signing, closing)), 1)
    assert (await get(staffed.therapist, file, 0)).status_code == 404
    assert await put(staffed.therapist, begun, 0, begun.chunks()[0]) == 404
    assert (await begin(staffed.therapist, File(file.conversation), chunks)).status_code == 404
    assert (await get(staffed.client, file, 0)).status_code == 200
    assert (await begin(staffed.client, File(file.conversation), chunks)).status_code == 409


async def test_what_is_not_whole_after_a_day_is_dropped(staffed: Staffed, file: File) -> None:
    """And what is whole stays."""
    chunks, whole = file.chunks(), File(file.conversation, content=b"whole")
    await begin(staffed.client, file, chunks)
    await put(staffed.client, file, 0, chunks[0])
    [chunk] = whole.chunks()
    await begin(staffed.client, whole, [chunk])
    await put(staffed.client, whole, 0, chunk)
    attachments = staffed.home.attachments
    now = attachments.now()
    later = type(attachments)(attachments.database, attachments.shelf, lambda: now + DAY_MS + 60_000)
    await later.sweep()
    assert (await begin(staffed.client, file, chunks)).json() == {"kept": []}
    assert (await get(staffed.therapist, whole, 0)).content == chunk
    async with staffed.home.messaging_database.acquire() as connection:
        assert await connection.fetchval("SELECT count(*) FROM shelved_chunk") == 1


async def begin_bounded(staffed: Staffed, file: File) -> str:
    """Begin it where an account may send little; the refusal's word, if any."""
    attachments, sealed = staffed.home.attachments, file.chunks()
    bounded = replace(attachments, bytes_per_day=1_000_000)
    where = ConversationId(file.conversation), AttachmentId(file.attachment)
    try:
        await bounded.begin(staffed.client.account, *where, len(sealed), sum(map(len, sealed)))
    except Refusal as refusal:
        return refusal.code.value
    return ""


async def test_nobody_fills_the_disk(staffed: Staffed, file: File) -> None:
    """Beyond what an account may begin in a day it is told to wait; what was begun goes on."""
    assert await begin_bounded(staffed, file) == ""
    assert await begin_bounded(staffed, File(file.conversation)) == "too_fast"
    assert await begin_bounded(staffed, file) == ""


async def test_what_is_begun_at_the_same_moment_counts_together(staffed: Staffed, file: File) -> None:
    """Several uploads that begin at once do not pass the bound together."""
    files = [File(file.conversation) for _ in range(4)]
    said = await asyncio.gather(*(begin_bounded(staffed, each) for each in files))
    assert sorted(said) == ["", "too_fast", "too_fast", "too_fast"]


async def test_an_upload_that_is_given_up_while_a_chunk_comes_leaves_nothing(staffed: Staffed, file: File) -> None:
    """The chunk lies on the shelf when its upload goes: it is not there any more for its sender, and neither is the chunk."""
    chunks, attachments = file.chunks(), staffed.home.attachments
    assert (await begin(staffed.client, file, chunks)).status_code == 200
    later = replace(attachments, now=lambda: attachments.now() + DAY_MS + 60_000)

    class Slow(PostgresShelf):
        """Where a day goes by before it answers."""

        async def put(self, attachment: AttachmentId, index: int, chunk: bytes) -> bool:
            kept = await super().put(attachment, index, chunk)
            await later.sweep()
            return kept and await super().put(attachment, index, chunk)

    slow = replace(attachments, shelf=Slow(staffed.home.messaging_database))
    with pytest.raises(Refusal) as refused:
        await slow.put(staffed.client.account, AttachmentId(file.attachment), 0, chunks[0])
    assert refused.value.code is RefusalCode.NOT_FOR_YOU
    async with staffed.home.messaging_database.acquire() as connection:
        for table in ("attachment", "attachment_chunk", "shelved_chunk"):
            assert await connection.fetchval(f"SELECT count(*) FROM {table}") == 0, table  # noqa: S608 - words of this test


async def test_a_sweep_that_was_cut_off_is_finished_by_the_next(staffed: Staffed, file: File) -> None:
    """Given up and not forgotten yet, nothing more is kept of it; then it is gone with all of its chunks."""
    chunks, attachments = file.chunks(), staffed.home.attachments
    await begin(staffed.client, file, chunks)
    assert await put(staffed.client, file, 1, chunks[1]) == 204

    class Broken(PostgresShelf):
        """Which cannot be reached just now."""

        async def drop(self, attachment: AttachmentId, chunks: int) -> None:  # noqa: ARG002 - nobody gets that far
            raise StorageFault

    later = replace(attachments, now=lambda: attachments.now() + DAY_MS + 60_000)
    with pytest.raises(StorageFault):
        await replace(later, shelf=Broken(staffed.home.messaging_database)).sweep()
    assert await put(staffed.client, file, 0, chunks[0]) == 404
    assert (await begin(staffed.client, file, chunks)).status_code == 503
    await later.sweep()
    async with staffed.home.messaging_database.acquire() as connection:
        assert await connection.fetchval("SELECT count(*) FROM shelved_chunk") == 0
    assert (await begin(staffed.client, file, chunks)).json() == {"kept": []}


async def test_another_chunk_on_the_shelf_is_not_shown(staffed: Staffed, file: File) -> None:
    """What a shelf has lost or altered is a fault of ours, and never a file."""
    chunks, shelf = file.chunks(), staffed.home.attachments.shelf
    await begin(staffed.client, file, chunks)
    *first, last = chunks
    for index, chunk in enumerate(first):
        assert await put(staffed.client, file, index, chunk) == 204
    # Once it is whole, nothing of it goes (test_privileges.py): it is lost before that.
    await shelf.drop(AttachmentId(file.attachment), len(chunks))
    assert await put(staffed.client, file, len(first), last) == 204
    assert (await get(staffed.therapist, file, 0)).status_code == 503
    assert await shelf.put(AttachmentId(file.attachment), 0, file.chunks()[0])
    assert (await get(staffed.therapist, file, 0)).status_code == 503
    assert await put(staffed.client, file, 0, chunks[0]) == 204
    assert (await get(staffed.therapist, file, 0)).status_code == 503
