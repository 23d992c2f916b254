"""What people write is nowhere on the server's disk: not in a file, a dump, a log (tests/acceptance/search.py)."""

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from redis.asyncio import Redis

from client_py import practice
from client_py.demo.postgres import programs
from client_py.documents import Document
from client_py.identity import Device
from client_py.line import now_ms
from client_py.private_notes import delete_note, keep_note, read_notes
from client_py.service import Service
from client_py.services import add_service
from server.commands.migrate import migrate_all
from server.crypto.notice import NoticeKind
from server.crypto.notice_content import NoticeContent
from server.crypto.private_note import PrivateNote
from server.settings import Settings
from server.storage.embedded.roles import Side
from server.storage.embedded.stack import EmbeddedStack
from tests.acceptance.house import House
from tests.acceptance.search import Search
from tests.acceptance.service import Running, running_service
from tests.acceptance.test_services import Page
from tests.acceptance.test_unread import post

CANARIES = (
    "kingfisher-ledger-0417-what-she-dreamt-of-the-house-without-doors",
    "copper-hyacinth-9921-and-what-his-father-never-said-to-anybody",
)
NOTICES = (
    "juniper-cartographer-5526-a-title-that-nobody-else-may-ever-read",
    "saltmarsh-almanac-3308-what-another-desk-told-her-and-nobody-else",
    "lantern-orchard-7741-the-warning-that-a-browser-showed-to-him",
)
"""What intake, a system of the practice, and the service itself tell people."""
PRIVATE = (
    "umber-nightjar-6140-what-she-wonders-about-him-and-tells-nobody-at-all",
    "thimble-estuary-2297-a-thought-that-she-took-back-and-let-go-of-again",
)
"""What a therapist writes for themselves: one note that stays, one that is deleted."""
PLANTED = "a-planted-canary-that-the-same-searcher-has-to-find-wherever-it-is"
PROGRAMS = programs()


class Warned(Document, frozen=True, kw_only=True):
    """POST /messaging/v1/warnings."""

    wording: str
    place: str
    browser: Device


@pytest.fixture(scope="module")
async def quiet_stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EmbeddedStack]:
    """A stack of its own: small, and nobody else's words in its files."""
    async with EmbeddedStack(tmp_path_factory.mktemp("canary")) as stack:
        yield stack


@pytest.fixture(scope="module")
async def quiet(quiet_stack: EmbeddedStack) -> AsyncIterator[Running]:
    """A service on it."""
    environ = quiet_stack.environ | {
        "WEBTHERAPY_STRICT_LOG": "true",
        "WEBTHERAPY_STAFF_SECOND_FACTOR": "offered",
        "PATH": os.defpath,
    }
    await migrate_all(Settings.from_environ(environ))
    async with running_service(environ) as service:
        yield service


async def through_a_session(running: Running, house: House) -> None:
    """Both canaries in texts, read by both; typed, read back, ended."""
    async with running.room(house.pairs[0]) as room:
        room.hers.typing()
        for canary in CANARIES:
            await room.hers.send(canary)
            await room.his.send(f"{canary} again")
        await room.hers.wait_for(lambda: room.hers.texts[-1].endswith("again"))
        await room.his.wait_for(lambda: room.his.texts[-1].endswith("again"))
        await room.his.read_back(limit=20)
        await room.his.end_session()
        await room.hers.wait_for(lambda: room.hers.session is None)


async def through_notices(running: Running, house: House) -> int:
    """Each of them to one person; how many notices there are by now."""
    told = house.pairs[0].client
    title, text, wording = NOTICES
    async with (
        await house.intake.sign_in(running.url) as staff,
        await house.owner.sign_in(running.url) as owner,
        await told.sign_in(running.url) as reader,
    ):
        await post(staff, reader, NoticeContent(title, f"{title} and more of it"))
        _, token = await add_service(owner, "Appointments", [NoticeKind.APPOINTMENT], 30)
        with TemporaryDirectory() as folder:
            async with Service(running.url, token, Path(folder) / "service.key") as service:
                await service.publish()
                await practice.certify_everybody(staff)
                await service.notify(told.account, text, f"{text} and more of it", "appointment")
        warning = Warned(wording=wording, place="", browser=Device())
        await reader.http.tell("/messaging/v1/warnings", warning)
        page = await reader.http.get("/messaging/v1/notices", Page)
    return len(page.notices)


async def through_private_notes(running: Running, house: House) -> list[str]:
    """Both are kept, one is deleted again; what is there then."""
    pair = house.pairs[0]
    async with await pair.therapist.sign_in(running.url) as author:
        [dialogue] = await author.conversations()
        conversation, client = dialogue.identity, pair.client.account
        said = [PrivateNote(client, now_ms(), f"{words} and more of it") for words in PRIVATE]
        kept = [await keep_note(author.http, author.account, conversation, each) for each in said]
        await delete_note(author.http, kept[1])
        return [each.said.text for each in await read_notes(author.http, author.account, conversation, client)]


async def on_disk(stack: EmbeddedStack) -> None:
    """Everything that is only in memory goes to the files."""
    await sql(stack, "postgres", "CHECKPOINT")
    client = Redis.from_url(stack.valkey_url())
    await client.save()
    await client.aclose()


async def sql(stack: EmbeddedStack, database: str, statement: str) -> str:
    """A statement by the superuser, and what it gives."""
    words = [str(PROGRAMS / "psql"), "-X", "-q", "-A", "-t", "-d", stack.superuser_url(database), "-c", statement]
    done = await asyncio.to_thread(subprocess.run, words, check=True, capture_output=True)
    return done.stdout.decode().strip()


async def dump(url: str) -> bytes:
    """A database as pg_dump writes it."""
    words = [str(PROGRAMS / "pg_dump"), "--inserts", "-d", url]
    done = await asyncio.to_thread(subprocess.run, words, check=True, capture_output=True)
    return done.stdout


@pytest.fixture
async def search() -> Search:
    """Looks for all of them."""
    return Search((*CANARIES, *NOTICES, *PRIVATE))


async def test_no_run_of_a_canary_is_in_files_dumps_or_logs(
    quiet: Running, quiet_stack: EmbeddedStack, search: Search
) -> None:
    """Raw, base64, hexadecimal, UTF-16: not one run of sixteen bytes in databases, write-ahead log, Valkey, logs."""
    stack = quiet_stack
    house = await quiet.furnish(1)
    await through_a_session(quiet, house)
    assert await through_notices(quiet, house) >= 2
    assert await through_private_notes(quiet, house) == [f"{PRIVATE[0]} and more of it"]
    await on_disk(stack)
    assert await asyncio.to_thread(search.in_files, stack.folders.data) == {}
    kept = await sql(stack, Side.MESSAGING, "SELECT count(*) >= 4 AND min(octet_length(sealed)) > 1000 FROM notice")
    assert kept == "t"
    for name in Side:
        dumped = await dump(stack.superuser_url(name))
        assert b"PostgreSQL database dump complete" in dumped
        assert search.in_bytes(dumped) == []
    assert search.in_bytes(quiet.process.log_text().encode()) == []


async def test_a_planted_canary_is_found_in_each_of_these_places(quiet: Running, quiet_stack: EmbeddedStack) -> None:
    """In PostgreSQL's files, in its dump, in Valkey's files: the searcher is not blind there."""
    planted = Search([PLANTED])
    assert quiet.url
    stack, database = quiet_stack, Side.MESSAGING
    await sql(stack, database, f"CREATE TABLE planted AS SELECT '{PLANTED}'::text AS words")
    client = Redis.from_url(stack.valkey_url())
    await client.set("planted", PLANTED)
    await on_disk(stack)
    found = await asyncio.to_thread(planted.in_files, stack.folders.data)
    assert any("postgres-" in str(path) and "pg_wal" not in str(path) for path in found)
    assert any("pg_wal" in str(path) for path in found)
    assert any(path.is_relative_to(stack.folders.valkey) for path in found)
    assert planted.in_bytes(await dump(stack.superuser_url(database)))
    await client.delete("planted")
    await client.aclose()
    await sql(stack, database, "DROP TABLE planted")
