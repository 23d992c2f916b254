"""The one load generator for both servers. It runs in a process of its own, and everything it sends is prepared
beforehand.

Closed loop (throughput): each writer keeps WINDOW messages on their way; a message is on its way until it is
acknowledged *and* has reached the reader. Open loop (latency): messages leave by a fixed schedule whatever comes
back, and are timed from when they were due, so a server that stalls cannot hide it (no coordinated omission).
"""

import os
import select
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Final, ParamSpec, TypeVar

from bench import dialects
from bench.dialects import Dialect
from bench.pairs import Pair, Seat, posts
from bench.wire import Line, LineClosedError, framed, upgrade
from server.ids import ConversationId, InstanceId

WINDOW: Final = 16
"""A flushing outbox has more, a person has one; enough that no server waits for the load."""

STALLED_SECONDS: Final = 20.0

NEWEST: Final = 2**52
"""Following from beyond the end is following from the end (protocol.md §3.3): what earlier loads left is not read again."""

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Target:
    """Where the server answers, and in which language."""

    dialect: str
    port: int

    @property
    def language(self) -> Dialect:
        return dialects.Ours() if self.dialect == "ours" else dialects.Naive()


class StalledError(Exception):
    """Messages did not come back."""


def apart(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Calls a function in a fresh process: the load must not share an interpreter with anything that is measured."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *args, **kwargs).result()


class Client:
    """One participant's connection."""

    def __init__(self, target: Target, seat: Seat, instance: InstanceId) -> None:
        self.language = target.language
        self.acknowledged = 0
        self.envelopes: list[tuple[float, bytes]] = []
        self.ready = False
        self.deposited = False
        self.pages = 0
        self.sequence = 0
        self._instance = instance
        self._follow: list[bytes] = []
        host = f"localhost:{target.port}"
        self.line = Line(target.port, upgrade(host, self.language.path, seat.cookie, self.language.subprotocol))

    def follow(self, conversation: ConversationId, after: int) -> None:
        """Follows as soon as the connection is open."""
        greeting = self.language.greeting(self._instance)
        self._follow = [framed(part) for part in (greeting, self.language.follow(conversation, after)) if part]

    def arrive(self) -> None:
        """Takes what has arrived."""
        payloads = self.line.receive()
        now = time.monotonic()
        if self._follow and self.line.is_open:
            self.line.send(b"".join(self._follow))
            self._follow = []
        for payload in payloads:
            arrived = self.language.read(payload)
            self.acknowledged += arrived.acknowledged
            self.envelopes += [(now, envelope) for envelope in arrived.envelopes]
            self.ready = self.ready or arrived.ready
            self.deposited = self.deposited or arrived.deposited
            self.pages += arrived.pages
            self.sequence = max(self.sequence, arrived.sequence)


class Crowd:
    """Many clients, waited for together. A `patient` one bears that connections end: they are `lost`, for the caller to see to."""

    def __init__(self, *, patient: bool = False) -> None:
        self.clients: dict[int, Client] = {}
        self.lost: list[Client] = []
        self._patient = patient
        self._poll = select.epoll()

    def add(self, client: Client) -> Client:
        self.clients[client.line.fileno()] = client
        self._poll.register(client.line.fileno(), select.EPOLLOUT)
        return client

    def remove(self, client: Client) -> None:
        """Ends a client's connection as a lost network does."""
        self._poll.unregister(client.line.fileno())
        del self.clients[client.line.fileno()]
        client.line.close()

    def arrivals(self, seconds: float = STALLED_SECONDS) -> list[Client]:
        """The clients for which something has arrived, after taking it."""
        ready = self._poll.poll(seconds)
        if not ready and seconds == STALLED_SECONDS:
            raise StalledError
        heard = []
        for number, event in ready:
            if event == select.EPOLLOUT:
                self.clients[number].line.begin()
                self._poll.modify(number, select.EPOLLIN)
            else:
                heard.append(self.clients[number])
                self._take(self.clients[number])
        return heard

    def _take(self, client: Client) -> None:
        try:
            client.arrive()
        except (LineClosedError, OSError):
            if not self._patient:
                raise
            self.remove(client)
            self.lost.append(client)

    def until_ready(self) -> None:
        """Until everyone follows."""
        waiting = {client for client in self.clients.values() if not client.ready}
        while waiting:
            waiting.difference_update(client for client in self.arrivals() if client.ready)

    def close(self) -> None:
        for client in self.clients.values():
            client.line.close()
        self._poll.close()


class Talk:
    """A pair at work: what the writer has yet to send, and how far it has got."""

    def __init__(self, crowd: Crowd, target: Target, pair: Pair, count: int) -> None:
        instance = InstanceId(os.urandom(16))
        self.stock = posts(pair, target.language, instance, count)
        self.sent = 0
        self.due: list[float] = []
        self.writer = crowd.add(Client(target, pair.writer, instance))
        self.reader = crowd.add(Client(target, pair.reader, InstanceId(os.urandom(16))))
        self.writer.follow(pair.conversation, NEWEST)
        self.reader.follow(pair.conversation, NEWEST)

    @property
    def delivered(self) -> int:
        return len(self.reader.envelopes)

    def go_on(self) -> None:
        """Sends what the window has room for."""
        done = min(self.writer.acknowledged, self.delivered)
        upto = min(len(self.stock), done + WINDOW)
        if upto > self.sent:
            self.writer.line.send(b"".join(self.stock[self.sent : upto]))
            self.sent = upto

    def send_next(self, due: float) -> None:
        """Sends one message whatever has come back."""
        self.due.append(due)
        self.writer.line.send(self.stock[self.sent])
        self.sent += 1

    @property
    def late(self) -> list[tuple[float, float]]:
        """When each delivered message was due, and how many seconds later the reader had it."""
        return [(due, at - due) for due, (at, _) in zip(self.due, self.reader.envelopes, strict=False)]


def closed_loop(target: Target, pairs: list[Pair], count: int) -> float:
    """Every pair exchanges `count` messages as quickly as the server lets it; how many per second were delivered.

    Counted between the first and the last tenth; each message was durable before it was delivered.
    """
    crowd = Crowd()
    talks = [Talk(crowd, target, pair, count) for pair in pairs]
    crowd.until_ready()
    by_client = {client: talk for talk in talks for client in (talk.writer, talk.reader)}
    for talk in talks:
        talk.go_on()
    progress: list[tuple[float, int]] = []
    while not progress or progress[-1][1] < count * len(pairs):
        for talk in {by_client[client] for client in crowd.arrivals()}:
            talk.go_on()
        progress.append((time.monotonic(), sum(talk.delivered for talk in talks)))
    crowd.close()
    return _middle(progress)


def _middle(progress: list[tuple[float, int]]) -> float:
    total = progress[-1][1]
    first = next(point for point in progress if point[1] >= total * 0.1)
    last = next(point for point in progress if point[1] >= total * 0.9)
    return (last[1] - first[1]) / max(last[0] - first[0], 1e-6)
