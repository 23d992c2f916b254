"""Every presence board: who is there, from whichever process, and no ghosts."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest

from server.channels.board import TTL_MS, Board, Change, MemoryBoard, ValkeyBoard
from server.ids import AccountId, ConversationId
from server.sessions.redis import CONNECTIONS, connect, raw

HERE, THERE = b"process1", b"process2"
HER, HIM = AccountId(b"h" * 16), AccountId(b"m" * 16)
ROOM, OTHER = ConversationId(b"r" * 16), ConversationId(b"o" * 16)


@dataclass(slots=True)
class Hall:
    """A board, and a way to let every entry's time run out."""

    board: Board
    pass_time: Callable[[], Awaitable[None]]


@pytest.fixture(name="hall", params=["memory", "valkey"])
async def _hall(request: pytest.FixtureRequest, redis_url: str) -> AsyncIterator[Hall]:
    if request.param == "memory":
        now = [time.time_ns() // 1_000_000]

        async def memory_later() -> None:
            now[0] += TTL_MS

        yield Hall(MemoryBoard(lambda: now[0]), memory_later)
        return
    redis, prefix = connect(redis_url), f"test-{secrets.token_hex(8)}:"

    async def valkey_later() -> None:
        # Valkey's clock cannot be put forward: the entries are put back.
        async for key in redis.scan_iter(f"{prefix}*"):
            for member in await redis.zrange(key, 0, -1):
                await redis.zincrby(key, -TTL_MS, raw(member))

    yield Hall(ValkeyBoard(redis, prefix), valkey_later)
    await redis.aclose()
    await redis.connection_pool.disconnect()


async def present(
    hall: Hall,
    conversation: ConversationId = ROOM,
    *,
    staying: list[bytes] | None = None,
    gone: list[bytes] | None = None,
) -> frozenset[AccountId]:
    """Who is there after a change."""
    (there,) = await hall.board.sync([Change(conversation, staying or [], gone or [])])
    return there


async def test_who_stays_is_there_for_everyone(hall: Hall) -> None:
    """From both processes, each account once."""
    assert await present(hall, staying=[HER + HERE]) == {HER}
    assert await present(hall, staying=[HIM + THERE, HER + THERE]) == {HER, HIM}
    assert await present(hall) == {HER, HIM}


async def test_who_has_gone_from_one_process_may_be_in_another(hall: Hall) -> None:
    """Two tabs at two processes: one closes, they are still there; then the other."""
    await present(hall, staying=[HER + HERE])
    await present(hall, staying=[HER + THERE])
    assert await present(hall, gone=[HER + HERE]) == {HER}
    assert await present(hall, gone=[HER + THERE]) == set()


async def test_conversations_do_not_mix(hall: Hall) -> None:
    """One round trip for many of them, each with its own people."""
    answers = await hall.board.sync([Change(ROOM, [HER + HERE], []), Change(OTHER, [HIM + HERE], [])])
    assert answers == [{HER}, {HIM}]
    assert await hall.board.sync([]) == []


async def test_entries_run_out_unless_they_are_renewed(hall: Hall) -> None:
    """A process that died leaves nobody behind; one that renews keeps its own."""
    await present(hall, staying=[HER + HERE, HIM + THERE])
    await hall.pass_time()
    assert await present(hall, staying=[HER + HERE]) == {HER}


async def test_an_account_may_hold_any_bytes(hall: Hall) -> None:
    """Ids are random: zero bytes and line ends are as good as any."""
    odd = AccountId(b"\x00\r\n\xff" * 4)
    assert await present(hall, staying=[odd + b"\r\n\x00\x00\x00\x00\x00\x00"]) == {odd}


async def test_a_sync_that_is_cut_off_takes_no_connection_with_it(redis_url: str) -> None:
    """Wherever it is in its way: afterwards there are as many connections as before, for everybody."""
    redis = connect(redis_url)
    board = ValkeyBoard(redis, f"test-{secrets.token_hex(8)}:")
    for steps in range(2 * CONNECTIONS):
        syncing = asyncio.create_task(board.sync([Change(ROOM, [HER + HERE], [])]))
        for _ in range(steps % 16):
            await asyncio.sleep(0)
        syncing.cancel()
        await asyncio.gather(syncing, return_exceptions=True)
    assert await board.sync([Change(ROOM, [HIM + HERE], [])]) == [{HER, HIM}]
    await redis.aclose()
    await redis.connection_pool.disconnect()
