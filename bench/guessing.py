"""A crowd that signs in with wrong passwords: so many at once, each again as soon as it is answered, or within a second of when it is
told to: `Retry-After` has whole seconds, and a thousand machines share no clock.

It runs in a process of its own. Each guess comes from a network of its own (as a proxy in front would say), for otherwise the
limits per network would turn the crowd away before it costs anything.
"""

import asyncio
import base64
import json
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Event
from typing import Final

from server.crypto.number import generate
from server.identity.yielding import yield_to_everyone

BELOW_EVERYTHING: Final = 19
"""The crowd's own niceness: its guesses are what is measured, not its processor time, which is another machine's."""

ASK_AGAIN_SECONDS: Final = 0.2


@dataclass(frozen=True, slots=True)
class Guesses:
    """What became of them: by HTTP status, how many; `waits` are the seconds from first asking to being tried, tries in between included."""

    refused: int
    sent_away: int
    waits: list[float] = field(repr=False)


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
        self.guesses = Guesses(refused=0, sent_away=0, waits=[])
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


def until_none_waits(port: int) -> None:
    """Return when the server is done with a crowd that has gone: who asks then is tried at once, after all before."""
    while asyncio.run(_ask(port))[0] != HTTPStatus.UNAUTHORIZED:
        time.sleep(ASK_AGAIN_SECONDS)


def _crowd(port: int, parallel: int, begun: Event, over: Event, said: "SimpleQueue[Guesses]") -> None:
    yield_to_everyone(BELOW_EVERYTHING)
    said.put(asyncio.run(_guess_on(port, parallel, begun, over)))


async def _guess_on(port: int, parallel: int, begun: Event, over: Event) -> Guesses:
    counts: Counter[int] = Counter()
    waits: list[float] = []
    arrived = asyncio.Semaphore(0)
    async with asyncio.TaskGroup() as group:
        guessers = [group.create_task(_guesser(port, counts, waits, arrived)) for _ in range(parallel)]
        for _ in range(parallel):
            await arrived.acquire()
        begun.set()
        await asyncio.to_thread(over.wait)
        for guesser in guessers:
            guesser.cancel()
    sent_away = counts[HTTPStatus.TOO_MANY_REQUESTS] + counts[HTTPStatus.SERVICE_UNAVAILABLE]
    return Guesses(refused=counts[HTTPStatus.UNAUTHORIZED], sent_away=sent_away, waits=waits)


async def _guesser(port: int, counts: Counter[int], waits: list[float], arrived: asyncio.Semaphore) -> None:
    came, first = time.monotonic(), True
    while True:
        status, wait = await _ask(port, arrived.release if first else _nothing)
        first = False
        counts[status] += 1
        if status == HTTPStatus.UNAUTHORIZED:
            waits.append(time.monotonic() - came)
            came = time.monotonic()
        await asyncio.sleep(wait + random.random() if wait else 0.0)


def _nothing() -> None:
    """Nobody has to be told."""


async def _ask(port: int, asked: Callable[[], None] = _nothing) -> tuple[int, float]:
    """Guess once, on a connection of its own: the status, and how many seconds it asks to wait."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(_guess(port))
        asked()
        return await _answer(reader)
    finally:
        writer.close()


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
