"""The doorbell between processes (ADR 0006): it says "look", or passes a signal on. It carries no letter and may lose anything.

`ring` and `tell` never wait and never fail. Whoever listens looks by itself when it begins to listen, when its line was broken, and at
intervals.
"""

import asyncio
import os
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Protocol

import msgspec
from redis.asyncio import Redis
from redis.asyncio.client import PubSub

from server.channels.signals import Passed
from server.errors import DoorbellFault
from server.ids import ConversationId
from server.sessions.redis import at_once, faults_typed, raw

RECONNECT_SECONDS: Final = 0.5
LISTEN_SECONDS: Final = 1.0
"""How long a follow waits until rings are heard. Longer means that Valkey is away: then the look at intervals has to do."""

GATHER_SECONDS: Final = 0.002
"""After a burst of rings the next one waits so long for company; the first never does."""

KEPT_TELLINGS: Final = 10_000
"""What is told faster than Valkey takes it is lost; signals are of the moment."""

HEARING_SECONDS: Final = 5.0
"""After so long a silence we ring ourselves; after another such silence the line is taken for broken, though nobody said so."""

_ORIGIN_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Heard:
    """What to do when something is heard. Called on the loop, at once; must not raise."""

    rung: Callable[[ConversationId], None]
    """There may be more to read there than this process knows."""

    told: Callable[[ConversationId, Passed], None]


class Doorbell(Protocol):
    """The port. One per process."""

    def ring(self, conversations: Iterable[ConversationId]) -> None:
        """Other processes shall look; this one knows already."""

    def tell(self, conversation: ConversationId, signal: Passed) -> None:
        """Other processes shall pass this on; this one has done so."""

    async def listen(self, conversation: ConversationId) -> None:
        """Hear of this conversation. Returns when rings are heard, or when it is better not to wait for that."""

    def unlisten(self, conversation: ConversationId) -> None:
        """Hear of it no longer."""


class _Told(msgspec.Struct, array_like=True):
    """What travels: who rang (random, of this process's life), and a signal if it is one."""

    origin: bytes
    signal: Passed | None


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Told).decode


class ValkeyDoorbell:
    """Sharded pub/sub, one channel per conversation. `run()` is its task."""

    def __init__(
        self, redis: Redis, heard: Heard, prefix: str = "webtherapy:", hearing_seconds: float = HEARING_SECONDS
    ) -> None:
        self._redis = redis
        self._heard = heard
        self._hearing_seconds = hearing_seconds
        self._prefix = f"{prefix}bell:".encode()
        self._origin = os.urandom(_ORIGIN_BYTES)
        self._ring = _encode(_Told(self._origin, None))
        self._rings: dict[ConversationId, None] = {}
        self._tellings: deque[tuple[ConversationId, bytes]] = deque(maxlen=KEPT_TELLINGS)
        self._wanted: dict[ConversationId, asyncio.Future[None]] = {}
        self._fresh: set[ConversationId] = set()
        self._unwanted: set[ConversationId] = set()
        self._something = asyncio.Event()
        self.listening = asyncio.Event()
        """Set while rings are heard."""

    def ring(self, conversations: Iterable[ConversationId]) -> None:
        """See `Doorbell`. Rings of one conversation that were not sent yet are one."""
        for conversation in conversations:
            self._rings[conversation] = None
        self._something.set()

    def tell(self, conversation: ConversationId, signal: Passed) -> None:
        """See `Doorbell`."""
        self._tellings.append((conversation, _encode(_Told(self._origin, signal))))
        self._something.set()

    async def listen(self, conversation: ConversationId) -> None:
        """See `Doorbell`."""
        heard = self._wanted.get(conversation)
        if heard is None:
            heard = self._wanted[conversation] = asyncio.get_running_loop().create_future()
            self._unwanted.discard(conversation)
            self._fresh.add(conversation)
            self._something.set()
        if self.listening.is_set() and not heard.done():
            await asyncio.wait([heard], timeout=LISTEN_SECONDS)
        # One who does not wait longer reads before rings are heard: when they are, it is time to look.
        heard.cancel()

    def unlisten(self, conversation: ConversationId) -> None:
        """See `Doorbell`."""
        if self._wanted.pop(conversation, None) is not None:
            self._fresh.discard(conversation)
            self._unwanted.add(conversation)
            self._something.set()

    async def run(self) -> None:
        """Ring and listen until cancelled. While Valkey is away rings wait; when it is back everyone looks."""
        while True:
            try:
                async with self._redis.pubsub() as channel, asyncio.TaskGroup() as group:
                    await self._begin(channel)
                    group.create_task(self._hear(channel))
                    group.create_task(self._speak(channel))
            except* DoorbellFault:
                self.listening.clear()
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _begin(self, channel: PubSub) -> None:
        """A channel of its own tells when the line stands; then everything that is wanted."""
        self._fresh.clear()
        with faults_typed():
            await channel.ssubscribe(self._prefix + self._origin, *map(self._channel, self._wanted))

    async def _speak(self, channel: PubSub) -> None:
        """The one writer: subscriptions first, so that whoever waits for them reads what is rung afterwards."""
        while True:
            await self._something.wait()
            self._something.clear()
            await self._subscribe(channel)
            await self._publish()
            await asyncio.sleep(GATHER_SECONDS)

    async def _subscribe(self, channel: PubSub) -> None:
        fresh = [self._channel(each) for each in self._fresh]
        gone = [self._channel(each) for each in self._unwanted]
        self._fresh.clear()
        self._unwanted.clear()
        with faults_typed():
            if fresh:
                await channel.ssubscribe(*fresh)
            if gone:
                await channel.sunsubscribe(*gone)

    async def _publish(self) -> None:
        rings, self._rings = self._rings, {}
        commands: list[tuple[str | bytes | int, ...]] = [
            ("SPUBLISH", self._channel(conversation), self._ring) for conversation in rings
        ]
        commands += [("SPUBLISH", self._channel(conversation), told) for conversation, told in self._tellings]
        self._tellings.clear()
        if commands:
            try:
                await at_once(self._redis, *commands)
            except DoorbellFault:
                # What was told is of the moment; that there is something to read stays true, also for those who can be heard.
                self.ring(rings)
                raise

    async def _hear(self, channel: PubSub) -> None:
        silent = False
        while True:
            with faults_typed():
                message = await channel.get_message(timeout=self._hearing_seconds)
            if message is not None:
                silent = False
                self._take(message["type"], raw(message["channel"]), message["data"])
            elif silent:
                raise DoorbellFault
            else:
                silent = True
                self.ring([ConversationId(self._origin)])

    def _take(self, kind: str, channel: bytes, data: object) -> None:
        conversation = ConversationId(channel.removeprefix(self._prefix))
        if kind == "ssubscribe":
            self._subscribed(conversation)
        elif kind == "smessage":
            told = _decode(raw(data))
            if told.origin == self._origin:
                return
            if told.signal is None:
                self._heard.rung(conversation)
            else:
                self._heard.told(conversation, told.signal)

    def _subscribed(self, conversation: ConversationId) -> None:
        """Heard from now on. Heard *again* means that the line was broken, and rings may be lost: look."""
        if conversation == self._origin:
            self.listening.set()
            return
        heard = self._wanted.get(conversation)
        if heard is not None and not heard.done():
            heard.set_result(None)
        else:
            self._heard.rung(conversation)

    def _channel(self, conversation: bytes) -> bytes:
        return self._prefix + conversation
