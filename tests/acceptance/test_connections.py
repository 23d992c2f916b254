"""Connections that end: signed out elsewhere, too slow, silent, too many; and what those who remain see of it."""

import asyncio
import socket
from collections.abc import AsyncIterator

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from client_py.client import Client
from server.errors import Refusal, RefusalCode
from server.protocol import codec, frames
from server.protocol.frames import SUBPROTOCOL
from server.sessions.endings import LOOK_SECONDS
from tests.acceptance.house import House
from tests.acceptance.raw import PATIENCE, Raw, raw
from tests.acceptance.service import Running, running_service

FRAMES = 12
LARGE = "x" * 8_000
"""Ten of them fit into the tail of a conversation: who does not read falls behind in its queue, not in the record."""

TABS = 3
MANY = 800
"""More than all buffers between the two processes hold together."""


@pytest.fixture(scope="module")
async def narrow(running: Running) -> AsyncIterator[Running]:
    """The same service with bounds that a test can reach, in a process of its own."""
    bounds = {
        "WEBTHERAPY_LIMIT_OUTGOING_FRAMES": str(FRAMES),
        "WEBTHERAPY_LIMIT_POSTS_BURST": "2000",
        "WEBTHERAPY_LIMIT_SOCKETS_PER_SESSION": str(TABS),
    }
    async with running_service({**running.environ, **bounds}) as service:
        yield service


async def slow_socket(client: Client) -> ClientConnection:
    """A socket whose buffers hold almost nothing and whose owner reads only when told to."""
    host, port = client.http.address
    plain = socket.socket()
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    plain.connect((host, port))
    plain.setblocking(False)
    return await connect(
        client.http.url.replace("http", "ws", 1) + "/messaging/v1/socket",
        origin=Origin(client.http.url),
        subprotocols=[Subprotocol(SUBPROTOCOL)],
        additional_headers={"Cookie": client.http.cookie},
        compression=None,
        max_queue=1,
        ping_interval=None,
        proxy=None,
        sock=plain,
    )


@pytest.mark.timeout(120)
async def test_who_does_not_read_is_cut_off_and_misses_nothing(narrow: Running, house: House) -> None:
    """The others go on; the connection ends; following again from where one was brings everything."""
    async with narrow.room(house.pairs[1]) as room:
        slow = Raw(await slow_socket(room.therapist))
        await slow.hello()
        after = room.his.sequence
        await slow.send(frames.Follow(ref=1, conversation=room.his.identity, after=after))
        while not isinstance(await slow.next(), frames.CaughtUp):
            pass
        for _ in range(MANY // 10):
            await asyncio.gather(*(room.hers.send(LARGE) for _ in range(10)))
        # It reads on too late: what its buffers held is still there, then comes the end.
        held = await _until_closed(slow)
        assert len(held) < MANY
        assert slow.socket.close_code in (4408, 1006)
        async with raw(room.therapist) as again:
            await again.send(frames.Follow(ref=1, conversation=room.his.identity, after=after))
            seen = await _until_caught_up(again)
    assert seen == list(range(after + 1, after + 1 + MANY))
    assert held == seen[: len(held)]


async def _until_closed(by_hand: Raw) -> list[int]:
    seen: list[int] = []
    try:
        while True:
            frame = await by_hand.next()
            if isinstance(frame, frames.Delivery):
                seen += [entry.sequence for entry in frame.entries]
    except ConnectionClosed:
        return seen


async def _until_caught_up(by_hand: Raw) -> list[int]:
    seen: list[int] = []
    while not isinstance(frame := await by_hand.next(), frames.CaughtUp):
        if isinstance(frame, frames.Delivery):
            seen += [entry.sequence for entry in frame.entries]
    return seen


async def test_signing_out_in_one_process_ends_sockets_in_another(running: Running, house: House) -> None:
    """4401, whichever process heard of it, and before that process would have looked by itself."""
    async with (
        running.another() as second,
        await house.pairs[0].client.sign_in(second.origin) as client,
        raw(client) as by_hand,
    ):
        assert await _sign_out(client, running.url) == 204
        async with asyncio.timeout(LOOK_SECONDS):
            assert await by_hand.closed() == 4401


async def _sign_out(client: Client, url: str) -> int:
    """By hand, at another process than the one that the socket is at."""
    async with httpx.AsyncClient(headers={"Cookie": client.http.cookie, "Origin": url}) as browser:
        said = await browser.post(f"{url}/identity/v1/sign-out", json={})
        return said.status_code


async def test_more_tabs_than_allowed_are_refused(narrow: Running, house: House) -> None:
    """Before the upgrade, and only until one of the others is closed."""
    async with await house.pairs[2].client.sign_in(narrow.url) as client:
        tabs = [raw(client) for _ in range(TABS)]
        for tab in tabs:
            await tab.__aenter__()
        with pytest.raises(Refusal) as refused:
            async with raw(client):
                pass
        assert refused.value.code is RefusalCode.TOO_FAST
        await tabs.pop().__aexit__(None, None, None)
        await _let_in_at_last(client)
        for tab in tabs:
            await tab.__aexit__(None, None, None)


async def _let_in_at_last(client: Client) -> None:
    """The server frees a tab's place a moment after it has let the tab go."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                async with raw(client):
                    return
            except Refusal as refusal:
                if refusal.code is not RefusalCode.TOO_FAST:
                    raise


@pytest.mark.slow
@pytest.mark.timeout(60)
async def test_who_never_says_hello_is_let_go(running: Running, house: House) -> None:
    """After ten seconds, with 4408."""
    async with await house.pairs[2].client.sign_in(running.url) as client, raw(client, greet=False) as by_hand:
        assert await by_hand.closed() == 4408


@pytest.mark.slow
@pytest.mark.timeout(90)
async def test_a_killed_process_leaves_no_ghosts(running: Running, house: House) -> None:
    """Thirty seconds after SIGKILL nobody who was connected there is present any more."""
    async with (
        running.another() as second,
        await house.pairs[0].client.sign_in(running.url) as client,
        await house.pairs[0].therapist.sign_in(second.origin) as therapist,
    ):
        hers, his = await client.conversation(), await therapist.conversation()
        other = therapist.account.identity
        await hers.wait_for(lambda: other in hers.present)
        assert his.identity == hers.identity
        await second.kill()
        await hers.wait_for(lambda: other not in hers.present, seconds=30.0)
        await second.start_again()


async def test_too_fast_is_told_and_the_rest_goes_on(running: Running, house: House) -> None:
    """Beyond the burst a frame is refused with the seconds to wait; who waits is served again."""
    async with running.room(house.pairs[2]) as room, raw(room.client) as by_hand:
        await by_hand.send(frames.Follow(ref=1, conversation=room.hers.identity, after=room.hers.sequence))
        typing = codec.encode(frames.Typing(conversation=room.hers.identity, active=True))
        refused = None
        while refused is None:
            for _ in range(50):
                await by_hand.socket.send(typing)
            answer = await by_hand.ask(
                frames.Read(ref=by_hand.ref() + 1, conversation=room.hers.identity, before=1, limit=1)
            )
            refused = answer if isinstance(answer, frames.Refused) else None
        assert refused.code == RefusalCode.TOO_FAST
        assert 0 < refused.retry_after < 60
        await asyncio.sleep(refused.retry_after * 3)
        page = await by_hand.ask(frames.Read(ref=99, conversation=room.hers.identity, before=1, limit=1))
        assert isinstance(page, frames.Page)
