"""Attachments in an object store (docs/operations.md §17): destroyed with the record they belong to, and again by a restore (crypto.md §15)."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from server.commands.backup import CERTIFICATES, backup, restore
from server.errors import StorageFault
from server.ids import AttachmentId
from server.mailbox.s3_shelf import S3Place, S3Shelf
from server.practice.erasing import Erasing
from server.settings import Settings
from server.storage.archives import Part
from server.storage.database import Database
from server.storage.embedded.roles import Side
from server.storage.embedded.stack import EmbeddedStack
from tests.integration.practice.test_backup import elsewhere, newest
from tests.integration.practice.test_retention import ALL, NOTHING, Desk
from tests.integration.practice.test_retention import _desk as _desk  # noqa: PLC0414 - the fixture
from tests.support.databases import Templates
from tests.support.object_store import ObjectStore, object_store


@pytest.fixture(name="store", scope="module")
def _store() -> Iterator[ObjectStore]:
    with object_store() as store:
        yield store


async def shelved(desk: Desk, shelf: S3Shelf) -> AttachmentId:
    """The record's one file, as an object."""
    find = "SELECT attachment FROM attachment WHERE conversation = ANY ($1::bytea[])"
    async with desk.staffed.home.messaging_database.acquire() as connection:
        attachment = AttachmentId(await connection.fetchval(find, desk.made.conversations))
    assert await shelf.put(attachment, 0, b"sealed chunk")
    return attachment


async def test_objects_go_with_their_record_and_again_with_a_restore(
    desk: Desk, store: ObjectStore, stack: EmbeddedStack, messaging_url: str, templates: Templates, tmp_path: Path
) -> None:
    """While the store is away nothing is certified; others' objects stay; a bucket that was restored with an old record loses them again, and a
    restore that cannot reach it leaves nothing behind.
    """
    home, shelf = desk.staffed.home, S3Shelf(store.place)
    attachment, other = await shelved(desk, shelf), AttachmentId(os.urandom(16))
    assert await shelf.put(other, 0, b"somebody else's")
    await home.mail.system.publish(home.messaging_database)
    name = urlsplit(messaging_url).path.strip("/")
    here = Settings.from_environ({"MESSAGING_MIGRATION_URL": stack.urls(Side.MESSAGING, name)[1]})
    await desk.date()
    await backup(here, tmp_path, 0)
    proposed, _ = await desk.propose()
    assert await desk.approve(proposed) == "done"
    away = S3Place(**(fields(store.place) | {"bucket": "no-such-bucket", "endpoint": "http://127.0.0.1:9"}))
    with pytest.raises(StorageFault):
        await Erasing(home.messaging_database, S3Shelf(away), home.mail.system, home.clock).erase()
    assert (await desk.left())["files"] == 1
    assert await shelf.get(attachment, 0) is not None
    await Erasing(home.messaging_database, shelf, home.mail.system, home.clock).erase()
    assert await desk.left() == NOTHING
    assert (await shelf.get(attachment, 0), await shelf.get(other, 0)) == (None, b"somebody else's")
    await backup(here, tmp_path, 1)
    await shelf.put(attachment, 0, b"sealed chunk")  # the bucket comes back as it was, too
    record, destroyed = tmp_path / "record" / "19700101T000000Z.backup", tmp_path / "certificates" / CERTIFICATES
    async with elsewhere(templates) as (_, fresh):
        keys = newest(tmp_path, Part.KEYS)
        there = Settings.from_environ({"MESSAGING_MIGRATION_URL": fresh.migration_url} | dict(store.environ))
        unreachable = replace(there, s3_endpoint=away.endpoint)
        with pytest.raises(StorageFault):
            await restore(unreachable, record=record, keys=keys, identity=None, destroyed=destroyed)
        async with Database(fresh.url, pool_size=1) as database:
            assert set((await desk.made.left(database)).values()) == {0}
        await restore(there, record=record, keys=keys, identity=None, destroyed=destroyed)
        async with Database(fresh.url, pool_size=1) as database:
            assert await desk.made.left(database) == NOTHING != ALL
    assert (await shelf.get(attachment, 0), await shelf.get(other, 0)) == (None, b"somebody else's")


def fields(place: S3Place) -> dict[str, str]:
    """Its parts."""
    return {name: getattr(place, name) for name in S3Place.__dataclass_fields__}
