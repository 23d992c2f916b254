"""Every shelf for attachments' chunks: what was put first stands, what was dropped is gone."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator

import pytest

from server.errors import StorageFault
from server.ids import AttachmentId
from server.mailbox.s3_shelf import S3Place, S3Shelf
from server.mailbox.shelf import PostgresShelf, Shelf
from server.storage.database import Database
from tests.support.object_store import ObjectStore, object_store


@pytest.fixture(scope="module", name="store")
def _store() -> Iterator[ObjectStore]:
    with object_store() as store:
        yield store


@pytest.fixture(name="shelf", params=["postgres", "s3"])
async def _shelf(request: pytest.FixtureRequest, messaging_url: str, store: ObjectStore) -> AsyncIterator[Shelf]:
    if request.param == "s3":
        yield S3Shelf(store.place)
        return
    async with Database(messaging_url) as database:
        yield PostgresShelf(database)


@pytest.fixture(name="attachment")
def _attachment() -> AttachmentId:
    return AttachmentId(os.urandom(16))


async def test_what_was_put_is_there(shelf: Shelf, attachment: AttachmentId) -> None:
    """Byte for byte, the longest too; what was not is not."""
    longest = os.urandom(262_184)
    assert await shelf.get(attachment, 0) is None
    assert await shelf.put(attachment, 0, b"x")
    assert await shelf.put(attachment, 101, longest)
    assert (await shelf.get(attachment, 0), await shelf.get(attachment, 101)) == (b"x", longest)
    assert await shelf.get(attachment, 1) is None
    assert await shelf.get(AttachmentId(os.urandom(16)), 0) is None


async def test_the_first_stands(shelf: Shelf, attachment: AttachmentId) -> None:
    """The same again is fine, another is not; so too of many at the same moment."""
    assert await shelf.put(attachment, 0, b"one")
    assert await shelf.put(attachment, 0, b"one")
    assert not await shelf.put(attachment, 0, b"other")
    chunks = [bytes([each]) * 1_000 for each in range(6)]
    kept = await asyncio.gather(*(shelf.put(attachment, 1, each) for each in chunks))
    assert sum(kept) == 1
    assert await shelf.get(attachment, 1) == chunks[kept.index(True)]


async def test_what_was_dropped_is_gone(shelf: Shelf, attachment: AttachmentId) -> None:
    """All of it, also where some never came; again is fine; others stay."""
    other = AttachmentId(os.urandom(16))
    for index in (0, 2):
        assert await shelf.put(attachment, index, b"x")
    assert await shelf.put(other, 0, b"y")
    for _ in range(2):
        await shelf.drop(attachment, 4)
    assert [await shelf.get(attachment, index) for index in range(4)] == [None] * 4
    assert await shelf.get(other, 0) == b"y"
    assert await shelf.put(attachment, 0, b"another")


async def test_an_object_store_that_is_away_is_a_fault_of_ours(attachment: AttachmentId, free_port: int) -> None:
    """Nobody is told that a chunk is kept, or gone, or was never there."""
    place = S3Place(endpoint=f"http://127.0.0.1:{free_port}", bucket="b", region="us-east-1", key_id="k", secret="s")
    shelf = S3Shelf(place)
    assert "secret" not in repr(place)
    for asked in (shelf.put(attachment, 0, b"x"), shelf.get(attachment, 0), shelf.drop(attachment, 1)):
        with pytest.raises(StorageFault):
            await asked
