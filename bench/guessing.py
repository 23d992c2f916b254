"""A crowd that signs in with wrong passwords: so many at once, each again as soon as it is answered, or as it is told to wait.

It runs in a process of its own. Each guess comes from a network of its own (as a proxy in front would say), for otherwise the
limits per network would turn the crowd away before it costs anything.
"""

import asyncio
import base64
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Event
from typing import Final

from server.crypto.number import generate

BELOW_EVERYTHING: Final = 19
"""The crowd's own niceness: its guesses are what is measured, not its processor time."""


@dataclass(frozen=True, slots=True)
class Guesses:
    """What became of them: by HTTP status, how many."""

    refused: int
    sent_away: int


@contextmanager
def guessing(port: int, parallel: int) -> Iterator["Crowd"]:
    """A crowd at the door for as long as the context lasts; it is at work when the context begins."""
    crowd = Crowd(port, parallel)
    crowd.begin()
    try:
        yield crowd
    finally:
        crowd.end()


class Crowd:
    """The process and what it has to say at its end."""

    def __init__(self, port: int, parallel: int) -> None:
        context = get_context("spawn")
        self.guesses = Guesses(refused=0, sent_away=0)
        self._begun, self._over = context.Event(), context.Event()
        self._said: SimpleQueue[Guesses] = context.SimpleQueue()
        self._process = context.Process(
            target=_crowd, args=(port, parallel, self._begun, self._over, self._said), daemon=True
        )

    def begin(self) -> None:
        """Return when every one of them has asked once."""
        self._process.start()
        self._begun.wait()

    def end(self) -> None:
        """Send them home."""
        self._over.set()
        self.guesses = self._said.get()
        self._process.join()


def _crowd(port: int, parallel: int, begun: Event, over: Event, said: "SimpleQueue[Guesses]") -> None:
    os.nice(BELOW_EVERYTHING)
    said.put(asyncio.run(_guess_on(port, parallel, begun, over)))


async def _guess_on(port: int, parallel: int, begun: Event, over: Event) -> Guesses:
    counts: dict[int, int] = {}
    arrived = asyncio.Semaphore(0)
    async with asyncio.TaskGroup() as group:
        guessers = [group.create_task(_guesser(port, counts, arrived)) for _ in range(parallel)]
        for _ in range(parallel):
            await arrived.acquire()
        begun.set()
        await asyncio.to_thread(over.wait)
        for guesser in guessers:
            guesser.cancel()
    return Guesses(refused=counts.get(401, 0), sent_away=counts.get(429, 0) + counts.get(503, 0))


async def _guesser(port: int, counts: dict[int, int], arrived: asyncio.Semaphore) -> None:
    asked = False
    while True:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(_guess(port))
            if not asked:
                arrived.release()
                asked = True
            status, wait = await _answer(reader)
        finally:
            writer.close()
        counts[status] = counts.get(status, 0) + 1
        await asyncio.sleep(wait)


def _guess(port: int) -> bytes:
    """A request that costs the server everything a sign-in costs: a number that could be one, a key of the right length."""
    number = generate(os.urandom)
    key = base64.urlsafe_b64encode(os.urandom(32)).rstrip(b"=").decode()
    device = {"browser": "program", "system": "other"}
    body = json.dumps({"number": number, "authentication_key": key, "device": device}).encode()
    network = ".".join(str(part) for part in os.urandom(4))
    head = (
        f"POST /identity/v1/sign-in HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: http://localhost:{port}\r\n"
        f"X-Forwarded-For: {network}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _answer(reader: asyncio.StreamReader) -> tuple[int, float]:
    """The status, and how many seconds it asks to wait."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
    await reader.readexactly(int(fields.get("content-length", "0")))
    return int(head.split(" ", 2)[1]), float(fields.get("retry-after", "0"))
