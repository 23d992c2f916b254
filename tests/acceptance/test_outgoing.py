"""Nothing reaches out: where a running server connects to, as the kernel sees it."""

import asyncio
import os
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import pytest

from client_py.attachments import Upload, download
from tests.acceptance.house import House, meet
from tests.acceptance.service import Running
from tests.support.object_store import object_store
from tests.support.watcher import Watcher

DISCARD = "127.0.0.1 9"

PLANTED = {
    "a connection": "import socket; socket.socket().connect_ex(('127.0.0.1', 9))",
    "a datagram": "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('127.0.0.1', 9))",
    "a message": "import socket; socket.socket(type=socket.SOCK_DGRAM).sendmsg([b''], [], 0, ('127.0.0.1', 9))",
    "the server's event loop": "import asyncio, uvloop; uvloop.run(asyncio.open_connection('127.0.0.1', 9))",
    "another program": """
import subprocess, sys
subprocess.run([sys.executable, "-c", "import socket; socket.socket().connect_ex(('127.0.0.1', 9))"])
""",
}
"""Programs that reach out."""


@contextmanager
def watched_server(environ: Mapping[str, str]) -> Iterator[tuple[Watcher, str]]:
    """A server on a port of its own, under watch, and its address; it answers.

    With a home: without one, the PostgreSQL driver asks the system for it, on a socket where host names are asked for too.
    """
    ready, told = os.pipe()
    with socket.create_server(("127.0.0.1", 0)) as bound:
        port = bound.getsockname()[1]
        words = [sys.executable, "-m", "server", "serve", f"--socket-number={bound.fileno()}", f"--ready-number={told}"]
        with Watcher(
            words,
            {**environ, "HOME": environ["WEBTHERAPY_DATA_DIR"], "WEBTHERAPY_PORT": str(port)},
            keep=(bound.fileno(), told),
        ) as watcher:
            os.close(told)
            with os.fdopen(ready) as answers:
                assert answers.readline() == f"{port}\n"
            yield watcher, f"http://localhost:{port}"


def own_places(environ: Mapping[str, str]) -> set[str]:
    """The sockets of the configured PostgreSQL and Valkey."""
    postgres = [parse_qs(urlsplit(environ[f"{side}_DATABASE_URL"]).query) for side in ("IDENTITY", "MESSAGING")]
    own = {f"unix {each['host'][0]}/.s.PGSQL.{each.get('port', ['5432'])[0]}" for each in postgres}
    return own | {f"unix {unquote(urlsplit(environ['REDIS_URL']).path)}"}


@pytest.mark.parametrize("way", PLANTED)
def test_whoever_reaches_out_is_seen(way: str) -> None:
    """The watch sees a planted connection, however it is made."""
    with Watcher([sys.executable, "-c", PLANTED[way]], os.environ) as watcher:
        watcher.wait()
    assert watcher.places == [DISCARD]


async def test_a_server_connects_to_its_own_databases_and_nowhere_else(running: Running, house: House) -> None:
    """People sign in, well and badly, talk and leave; to nothing but PostgreSQL and Valkey has the server ever connected or sent."""
    with watched_server(running.environ) as (watcher, url):
        async with httpx.AsyncClient(base_url=url, headers={"Origin": url}) as stranger:
            device = {"browser": "program", "system": "other"}
            wrong = {"number": house.owner.number, "authentication_key": "A" * 43, "device": device}
            assert (await stranger.post("/identity/v1/sign-in", json=wrong)).status_code == 401
            assert (await stranger.get("/")).status_code == 200
        room = await meet(house.pairs[0], url)
        await room.hers.send("Is anyone else here?")
        await room.his.wait_for(lambda: room.his.texts[-1:] == ["Is anyone else here?"])
        await room.hers.end_session()
        await room.close()
    assert set(watcher.places) == own_places(running.environ)


async def test_a_configured_object_store_is_reached_and_nothing_beside_it(running: Running, house: House) -> None:
    """A file is sent and read: its chunks lie in the bucket, and the server has connected to databases and store alone."""
    with object_store() as store:
        with watched_server({**running.environ, **store.environ}) as (watcher, url):
            client, therapist = house.pairs[0].client, house.pairs[0].therapist
            async with await client.sign_in(url) as sender, await therapist.sign_in(url) as reader:
                conversation = (await reader.conversations())[0].identity
                upload = Upload(conversation, "words.txt", "text/plain", b"for one reader" * 30_000)
                assert await upload.send(sender) == len(upload)
                assert await download(reader, conversation, upload.attachment) == b"for one reader" * 30_000
        assert upload.attachment.attachment.hex() in await asyncio.to_thread(store.names)
        assert set(watcher.places) == own_places(running.environ) | {f"127.0.0.1 {store.port}"}
