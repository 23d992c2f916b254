"""Every doorbell: says "look" to the others and not to itself, passes signals on, and carries nothing else."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import pytest
from redis.asyncio import Redis

from server.channels.doorbell import Doorbell, Heard, ValkeyDoorbell
from server.channels.doorbell_in_memory import Exchange, MemoryDoorbell
from server.channels.signals import MailSignal, Passed, PresenceSignal, ReceiptSignal, TypingSignal
from server.ids import AccountId, ConversationId
from server.sessions.redis import connect

PATIENCE = 60.0
SIGNALS: list[Passed] = [
    TypingSignal(AccountId(bytes(16)), True),
    PresenceSignal(AccountId(bytes(16)), False),
    ReceiptSignal(AccountId(bytes(16)), 9, 2**53 - 1),
    MailSignal([AccountId(bytes(16)), AccountId(bytes([7]) * 16)]),
]


class Ear:
    """One process: its doorbell, and what it has heard."""

    def __init__(self) -> None:
        self.bell: Doorbell
        self.rung: list[ConversationId] = []
        self.told: list[tuple[ConversationId, Passed]] = []
        self._something = asyncio.Event()

    @property
    def heard(self) -> Heard:
        """What its doorbell calls."""
        return Heard(rung=self._ring, told=self._tell)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until it has heard what is asked."""
        async with asyncio.timeout(PATIENCE):
            while not condition():
                self._something.clear()
                await self._something.wait()

    def _ring(self, conversation: ConversationId) -> None:
        self.rung.append(conversation)
        self._something.set()

    def _tell(self, conversation: ConversationId, signal: Passed) -> None:
        self.told.append((conversation, signal))
        self._something.set()


Street = Callable[[], Awaitable[Ear]]
"""Builds one more house with a doorbell."""


@asynccontextmanager
async def running(bell: ValkeyDoorbell) -> AsyncIterator[None]:
    """Its task, until the end."""
    task = asyncio.create_task(bell.run())
    try:
        async with asyncio.timeout(PATIENCE):
            await bell.listening.wait()
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@pytest.fixture(name="street", params=["memory", "valkey"])
async def _street(request: pytest.FixtureRequest, redis_url: str) -> AsyncIterator[Street]:
    exchange, prefix = Exchange(), f"test-{secrets.token_hex(8)}:"
    async with AsyncExitStack() as exits:

        async def build() -> Ear:
            ear = Ear()
            if request.param == "memory":
                ear.bell = MemoryDoorbell(exchange, ear.heard)
                return ear
            redis: Redis = connect(redis_url)
            exits.push_async_callback(redis.connection_pool.disconnect)
            exits.push_async_callback(redis.aclose)
            bell = ValkeyDoorbell(redis, ear.heard, prefix)
            await exits.enter_async_context(running(bell))
            ear.bell = bell
            return ear

        yield build


def conversation() -> ConversationId:
    """A new one."""
    return ConversationId(os.urandom(16))


async def test_a_ring_reaches_every_other_process_that_listens(street: Street) -> None:
    """Once they listen; not the one that rang, for it knows."""
    one, two, three = await street(), await street(), await street()
    name = conversation()
    for ear in (one, two, three):
        await ear.bell.listen(name)
    one.bell.ring([name])
    await two.until(lambda: name in two.rung)
    await three.until(lambda: name in three.rung)
    two.bell.ring([name])
    await one.until(lambda: name in one.rung)
    assert one.rung == [name]


async def test_rings_are_heard_where_they_are_wanted_only(street: Street) -> None:
    """Another conversation's rings, and those after one has stopped listening, are not heard."""
    one, two = await street(), await street()
    wanted, other, gone = conversation(), conversation(), conversation()
    await two.bell.listen(gone)
    await two.bell.listen(wanted)
    two.bell.unlisten(gone)
    last = conversation()
    await two.bell.listen(last)
    one.bell.ring([other, gone, wanted])
    one.bell.ring([last])
    await two.until(lambda: last in two.rung)
    assert two.rung == [wanted, last]


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: type(signal).__name__)
async def test_a_signal_is_passed_on_as_it_is(street: Street, signal: Passed) -> None:
    """To the others, whole, and no ring comes with it."""
    one, two = await street(), await street()
    name = conversation()
    await one.bell.listen(name)
    await two.bell.listen(name)
    one.bell.tell(name, signal)
    await two.until(lambda: bool(two.told))
    assert two.told == [(name, signal)]
    assert (one.told, one.rung, two.rung) == ([], [], [])


async def test_many_rings_of_one_conversation_come_to_at_least_one(street: Street) -> None:
    """They may be heard as fewer, and the last is never lost while the line stands."""
    one, two = await street(), await street()
    names = [conversation() for _ in range(50)]
    for name in names:
        await two.bell.listen(name)
    for _ in range(20):
        one.bell.ring(names)
    await two.until(lambda: set(two.rung) == set(names))


async def test_ringing_where_nobody_listens_is_fine(street: Street) -> None:
    """Nothing happens, and the doorbell goes on."""
    one, two = await street(), await street()
    one.bell.ring([conversation() for _ in range(10)])
    name = conversation()
    await two.bell.listen(name)
    one.bell.ring([name])
    await two.until(lambda: two.rung == [name])
