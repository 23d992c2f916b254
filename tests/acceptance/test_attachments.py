"""A file of the largest size through the whole house: front, messaging, shelf; cut off, taken up again, and nothing of it held in memory."""

import asyncio
import hashlib
import os
import random
from collections.abc import AsyncIterator

import psutil
import pytest

from client_py.attachments import Upload, download
from client_py.client import Client
from client_py.practice import RootKey
from server.crypto.checks import KEY_BYTES
from server.crypto.letter import MAX_FILE_BYTES
from server.errors import Refusal, RefusalCode
from server.ids import ConversationId
from server.storage.embedded.stack import EmbeddedStack
from tests.acceptance.house import House, Pair, furnish
from tests.support.apart import serving_apart
from tests.support.databases import Templates
from tests.support.houses import lasting_environ
from tests.support.issuing import Sheet, install_root, issue
from tests.support.object_store import object_store
from tests.support.proxy import TcpProxy

MIB = 1_048_576
MOST_GROWTH = 8 * MIB
"""Generous: a chunk is a quarter of a mebibyte, and a file twenty-five."""


@pytest.fixture(scope="module", name="origin")
async def _origin(
    stack: EmbeddedStack, templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[str, House]]:
    """Three processes apart, chunks in an object store, and a practice with one pair."""
    with object_store() as store:
        async with (
            lasting_environ(stack, templates, 7) as environ,
            serving_apart(environ, tmp_path_factory.mktemp("apart"), messaging=store.environ) as origin,
        ):

            async def sheet(role: str) -> Sheet:
                return await issue(environ, role)

            root = RootKey(b"\x2a" * KEY_BYTES)
            await install_root(environ, root.public)
            yield origin, await furnish(origin, sheet, root, 1)


def serving(origin: str) -> list[psutil.Process]:
    """The processes through which files pass."""
    found = []
    for process in psutil.Process().children(recursive=True):
        environ = process.environ()
        if environ.get("WEBTHERAPY_PUBLIC_ORIGIN") == origin and environ["WEBTHERAPY_FORM"] != "identity":
            found.append(process)
    return found


def held(processes: list[psutil.Process]) -> int:
    """What they hold for themselves, in bytes."""
    return sum(process.memory_full_info().uss for process in processes)


async def conversation_of(client: Client) -> ConversationId:
    """The one that there is."""
    (dialogue,) = await client.conversations()
    return dialogue.identity


async def through(pair: Pair, origin: str, file: bytes) -> None:
    """Sent by one and read by the other."""
    async with await pair.client.sign_in(origin) as sender, await pair.therapist.sign_in(origin) as reader:
        conversation = await conversation_of(sender)
        upload = Upload(conversation, "warm.bin", "application/octet-stream", file)
        assert await upload.send(sender) == len(upload)
        assert await download(reader, conversation, upload.attachment) == file


async def test_a_cut_file_goes_on_and_is_held_by_nobody(origin: tuple[str, House], tcp_proxy: TcpProxy) -> None:
    """25 MiB, cut half-way with a chunk on the line: the rest follows, the other reads it, and the server's memory stays as it was."""
    url, house = origin
    pair, processes = house.pairs[0], serving(url)
    assert len(processes) == 2
    await through(pair, url, random.Random(1).randbytes(4 * MIB))
    before, most = held(processes), 0
    file = random.Random(2).randbytes(MAX_FILE_BYTES)
    port = await tcp_proxy.open(int(url.rpartition(":")[2]))
    async with (
        await pair.client.sign_in(url, ("127.0.0.1", port)) as sender,
        await pair.therapist.sign_in(url) as reader,
    ):
        conversation = await conversation_of(reader)
        upload = Upload(conversation, "film.bin", "video/mp4", file)

        async def sent(index: int) -> None:
            nonlocal most
            most = max(most, held(processes))
            if index == len(upload) // 2:
                tcp_proxy.stall()
                asyncio.get_running_loop().call_later(0.05, lambda: cuts.append(asyncio.ensure_future(tcp_proxy.cut())))

        cuts: list[asyncio.Future[None]] = []
        with pytest.raises(Refusal) as refused:
            await upload.send(sender, sent)
        assert refused.value.code is RefusalCode.TRY_AGAIN
        await asyncio.gather(*cuts)
        await tcp_proxy.restore()
        rest = await upload.send(sender)
        assert rest in (len(upload) - len(upload) // 2 - 1, len(upload) - len(upload) // 2 - 2)
        assert await upload.send(sender) == 0
        read = await download(reader, conversation, upload.attachment)
        assert hashlib.sha256(read).digest() == hashlib.sha256(file).digest()
        most = max(most, held(processes))
    assert most - before < MOST_GROWTH, f"{(most - before) / MIB:.1f} MiB more"


async def test_whole_files_alone_are_read(origin: tuple[str, House]) -> None:
    """Half of one is nobody's yet; the sender may finish it in another session."""
    url, house = origin
    pair = house.pairs[0]
    async with await pair.client.sign_in(url) as sender, await pair.therapist.sign_in(url) as reader:
        conversation = await conversation_of(reader)
        upload = Upload(conversation, "two.bin", "text/plain", os.urandom(600_000))

        async def stop(_: int) -> None:
            raise InterruptedError

        with pytest.raises(InterruptedError):
            await upload.send(sender, stop)
        with pytest.raises(Refusal) as refused:
            await download(reader, conversation, upload.attachment)
        assert refused.value.code is RefusalCode.NOT_FOR_YOU
    async with await pair.client.sign_in(url) as again, await pair.therapist.sign_in(url) as reader:
        assert await upload.send(again) == len(upload) - 1
        assert len(await download(reader, conversation, upload.attachment)) == 600_000
