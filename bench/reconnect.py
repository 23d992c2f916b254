"""The server dies under load; 5,000 clients come back, resume from where they were, and nothing is missing or doubled."""

import os
import random
import resource
import time
from collections import Counter
from collections.abc import Callable
from typing import Final

from bench.load import Client, Crowd, StalledError, Target
from bench.options import Options
from bench.pairs import Pair, Seat, sealed
from bench.report import Bar, Figure, Report
from bench.scene import Scene
from bench.wire import LineClosedError, framed
from server.ids import InstanceId

PAIRS: Final = 2_500
WRITERS: Final = 250
"""Of the pairs, so many are in the middle of writing when the server dies."""
MESSAGES: Final = 20
SPREAD_SECONDS: Final = 0.5
"""The random wait before the first attempt (protocol.md §6)."""
MOST_SECONDS: Final = Bar(15.0, at_least=False)
PATIENCE_SECONDS: Final = 60.0
NONE: Final = Bar(0.0, at_least=False)


class Attendant:
    """One participant over several connections: what it has seen, and what it wants in the record."""

    def __init__(self, target: Target, pair: Pair, seat: Seat, messages: int) -> None:
        self.target, self.pair, self.seat = target, pair, seat
        self.instance = InstanceId(os.urandom(16))
        self.envelopes = list(sealed(pair, self.instance, messages))
        self.seen: list[bytes] = []
        self.sequence = pair.sequence
        self.acknowledged = 0
        self.client: Client | None = None

    def connect(self, crowd: Crowd) -> Client:
        """A new connection, following after what was seen."""
        client = Client(self.target, self.seat, self.instance)
        client.follow(self.pair.conversation, self.sequence)
        self.client = crowd.add(client)
        return client

    def write(self) -> None:
        """Posts what is not acknowledged, byte for byte as before."""
        for ref, envelope in enumerate(self.envelopes[self.acknowledged :]):
            if self.client:
                post = self.target.language.post(ref, self.pair.conversation, envelope)
                self.client.line.send(framed(post))

    @property
    def everything(self) -> list[bytes]:
        """What has reached this participant over all its connections."""
        return self.seen + ([envelope for _, envelope in self.client.envelopes] if self.client else [])

    def leave(self) -> None:
        """The connection is gone; what it brought is kept."""
        if self.client:
            self.seen = self.everything
            self.sequence = max(self.sequence, self.client.sequence)
            self.acknowledged += self.client.acknowledged
            self.client = None


def run(scene: Scene, options: Options) -> Report:
    """Connect, write, kill, start again, resume, finish, compare."""
    count, writers = (10, 4) if options.quick else (PAIRS, WRITERS)
    allow_files(4 * count + 500)
    pairs = scene.pairs(count)
    with scene.server() as server:
        writing, reading = _attend(Target("ours", server.port), pairs, writers)
        _write_until_death(writing + reading, server.kill)
    with scene.server(server.port):
        crowd = Crowd()
        seconds = _come_back(crowd, writing + reading)
        lost, doubled = _finish(crowd, writing, reading)
        crowd.close()
    figures = [
        Figure(f"{2 * count} clients, from the server's return to the last one's", seconds, "s", MOST_SECONDS),
        Figure("messages missing", float(lost), "", NONE),
        Figure("messages doubled", float(doubled), "", NONE),
    ]
    return Report("reconnect", figures)


def allow_files(wanted: int) -> None:
    """Raises the number of open sockets that this process and the server may have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise RuntimeError(f"this benchmark needs {wanted} open files, the system allows {hard}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def _attend(target: Target, pairs: list[Pair], writers: int) -> tuple[list[Attendant], list[Attendant]]:
    writing = [
        Attendant(target, pair, pair.writer, MESSAGES if place < writers else 0) for place, pair in enumerate(pairs)
    ]
    reading = [Attendant(target, pair, pair.reader, 0) for pair in pairs]
    return writing, reading


def _write_until_death(attendants: list[Attendant], kill: Callable[[], None]) -> None:
    crowd = Crowd()
    for attendant in attendants:
        attendant.connect(crowd)
    crowd.until_ready()
    for attendant in attendants:
        attendant.write()
    crowd.arrivals()
    kill()
    _drain(crowd)
    for attendant in attendants:
        attendant.leave()
    crowd.close()


def _drain(crowd: Crowd) -> None:
    """Takes what was already on its way when the server died."""
    while crowd.clients:
        for client in list(crowd.clients.values()):
            try:
                client.arrive()
            except (LineClosedError, OSError):
                crowd.remove(client)


def _come_back(crowd: Crowd, attendants: list[Attendant]) -> float:
    start = time.monotonic()
    due = sorted((start + random.uniform(0, SPREAD_SECONDS), place) for place in range(len(attendants)))
    waiting: set[Client] = set()
    while due or waiting:
        while due and due[0][0] <= time.monotonic():
            waiting.add(attendants[due.pop(0)[1]].connect(crowd))
        waiting.difference_update(client for client in crowd.arrivals(0.005 if due else 1.0) if client.ready)
        if time.monotonic() - start > PATIENCE_SECONDS:
            raise StalledError
    return time.monotonic() - start


def _finish(crowd: Crowd, writing: list[Attendant], reading: list[Attendant]) -> tuple[int, int]:
    """Everything unacknowledged is posted again; how many messages readers then miss, and have twice."""
    for attendant in writing:
        attendant.write()
    expected = Counter(envelope for attendant in writing for envelope in attendant.envelopes)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while sum(len(attendant.everything) for attendant in reading) < len(expected) and time.monotonic() < deadline:
        crowd.arrivals(1.0)
    found = Counter(envelope for attendant in reading for envelope in attendant.everything)
    return (expected - found).total(), (found - expected).total()
