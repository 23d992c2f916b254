"""The network and the database go away while people write: held or refused, never acknowledged and lost."""

import asyncio

from server.storage.embedded.stack import EmbeddedStack
from tests.acceptance.house import House, Room
from tests.acceptance.service import Running
from tests.support.proxy import TcpProxy

EACH = 40


async def write(room: Room, tag: str, count: int) -> list[asyncio.Task[int]]:
    """Both write at once; the sends that are under way."""
    return [
        asyncio.create_task(dialogue.send(f"{tag}: {name} {nth}"))
        for nth in range(count)
        for name, dialogue in (("client", room.hers), ("therapist", room.his))
    ]


async def whole(room: Room, tag: str, count: int, sends: list[asyncio.Task[int]]) -> None:
    """Every send was acknowledged, and stands once and in its writer's order on both sides."""
    async with asyncio.timeout(90):
        sequences = await asyncio.gather(*sends)
    last = max(sequences)
    for dialogue in (room.hers, room.his):
        await arrived(room, last)
        for name in ("client", "therapist"):
            own = [text for text in dialogue.texts if text.startswith(f"{tag}: {name} ")]
            assert own == [f"{tag}: {name} {nth}" for nth in range(count)]
    assert room.hers.head == room.his.head or abs(room.hers.sequence - room.his.sequence) > 0


async def arrived(room: Room, sequence: int) -> None:
    """Both have opened the record that far."""
    await room.hers.wait_for(lambda: room.hers.record[-1].sequence >= sequence)
    await room.his.wait_for(lambda: room.his.record[-1].sequence >= sequence)


async def test_a_network_that_is_cut_again_and_again(battered: Running, crowd: House, tcp_proxy: TcpProxy) -> None:
    """Both sides behind one proxy that resets everything five times while they write."""
    via = ("127.0.0.1", await tcp_proxy.open(battered.process.port))
    async with battered.room(crowd.pairs[0], via, via) as room:
        sends = await write(room, "cuts", EACH)
        for nth in range(5):
            await asyncio.wait(sends[: 10 * (nth + 1)], return_when=asyncio.FIRST_COMPLETED)
            await tcp_proxy.cut()
            await tcp_proxy.restore()
            for client in (room.client, room.therapist):
                client.line.network_is_back()
        await whole(room, "cuts", EACH, sends)


async def test_a_network_that_swallows_everything(battered: Running, crowd: House, tcp_proxy: TcpProxy) -> None:
    """Connections stay open and nothing passes; then they break: what was sent into the void is sent again."""
    via = ("127.0.0.1", await tcp_proxy.open(battered.process.port))
    async with battered.room(crowd.pairs[1], via) as room:
        tcp_proxy.stall()
        sends = await write(room, "void", EACH)
        await asyncio.gather(*sends[1::2])  # the therapist is not behind the proxy
        assert not any(send.done() for send in sends[0::2])
        await tcp_proxy.cut()
        await tcp_proxy.restore()
        room.client.line.network_is_back()
        await whole(room, "void", EACH, sends)


async def test_postgresql_away_holds_what_is_written(battered: Running, crowd: House, stack: EmbeddedStack) -> None:
    """Killed three times while they write: nothing acknowledged is lost, and everything is acknowledged in the end."""
    async with battered.room(crowd.pairs[2]) as room:
        sends = await write(room, "away", EACH)
        for _ in range(3):
            stack.postgres.kill()
            await stack.postgres.healed()
        await whole(room, "away", EACH, sends)
