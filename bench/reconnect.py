"""The server dies under load; 5,000 clients come back, resume from where they were, and nothing is missing or doubled."""

import heapq
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
from bench.wire import framed
from client_py.reconnect import wait_before
from server.ids import InstanceId

PAIRS: Final = 2_500
WRITERS: Final = 250
"""Of the pairs, so many are in the middle of writing when the server dies."""
MESSAGES: Final = 20
WAVE: Final = 200
"""So many arrive together while it is calm."""
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
        crowd = Crowd(patient=True)
        storm = Storm(crowd, writing + reading)
        seconds = storm.pass_over()
        lost, doubled = _finish(crowd, writing, reading)
        crowd.close()
    figures = [
        Figure(f"{2 * count} clients, from the server's return to the last one's", seconds, "s", MOST_SECONDS),
        Figure("turned away, came again", float(storm.turned_away), "times"),
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
    crowd = Crowd(patient=True)
    for start in range(0, len(attendants), WAVE):
        for attendant in attendants[start : start + WAVE]:
            attendant.connect(crowd)
        crowd.until_ready()
    for attendant in attendants:
        attendant.write()
    crowd.arrivals()
    kill()
    while crowd.clients:
        # What was already on its way when the server died.
        crowd.arrivals()
    for attendant in attendants:
        attendant.leave()
    crowd.close()


class Storm:
    """Everyone comes back; who is turned away waits and tries again, as protocol.md §6 has it."""

    def __init__(self, crowd: Crowd, attendants: list[Attendant]) -> None:
        self._crowd = crowd
        self._start = time.monotonic()
        self._due = [(self._start + wait_before(0, random.random()), 0, place) for place in range(len(attendants))]
        self._attendants = attendants
        self._waiting: dict[Client, tuple[int, int]] = {}
        self.turned_away = 0
        heapq.heapify(self._due)

    def pass_over(self) -> float:
        """Seconds until the last one has resumed."""
        while self._due or self._waiting:
            while self._due and self._due[0][0] <= time.monotonic():
                _, attempt, place = heapq.heappop(self._due)
                self._waiting[self._attendants[place].connect(self._crowd)] = (attempt, place)
            for client in self._crowd.arrivals(0.005 if self._due else 1.0):
                if client.ready:
                    self._waiting.pop(client, None)
            self._try_again_later()
            if time.monotonic() - self._start > PATIENCE_SECONDS:
                raise StalledError
        return time.monotonic() - self._start

    def _try_again_later(self) -> None:
        while self._crowd.lost:
            attempt, place = self._waiting.pop(self._crowd.lost.pop())
            self._attendants[place].leave()
            self.turned_away += 1
            due = time.monotonic() + wait_before(attempt + 1, random.random())
            heapq.heappush(self._due, (due, attempt + 1, place))


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
