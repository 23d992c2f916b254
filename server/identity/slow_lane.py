"""A process beside this one that does what is slow on purpose (slow_hashes.py), one after the other, when nobody else wants the processor.

A process and no thread: a thread of low priority that has to wait for the processor while it holds the interpreter's lock makes the whole
server wait with it, and the lock is taken before and after every hash.
"""

import asyncio
import os
import socket
import subprocess
import sys
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import Final

from server.errors import SlowLaneFault

PROGRAM: Final = Path(__file__).with_name("slow_hashes.py")


class SlowLane:
    """Starts its process when it is first asked, and again when it ended. `close()` ends it; after that nothing is answered."""

    def __init__(self, passes: int, memory_kib: int) -> None:
        self._words = [sys.executable, "-P", str(PROGRAM), str(passes), str(memory_kib)]
        # It finds what this one finds, and has nothing else of this one's environment, where credentials are.
        # A home, any: without one, Python asks the system for it.
        self._environ = {"PYTHONPATH": os.pathsep.join(sys.path), "HOME": os.sep}
        self._starting = asyncio.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._hearing: asyncio.Task[None] | None = None
        self._asked: deque[asyncio.Future[bytes]] = deque()
        self._closed = False

    @property
    def waiting(self) -> int:
        """How many have not been answered."""
        return len(self._asked)

    @property
    def process_id(self) -> int | None:
        """Of the process, if one is running."""
        return None if self._process is None else self._process.pid

    async def ask(self, act: str, *values: bytes) -> bytes:
        """The answer to a line of slow_hashes.py; a SlowLaneFault when the process ends before it has answered."""
        writer = await self._open()
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._asked.append(answer)
        writer.write(" ".join((act, *(value.hex() for value in values))).encode("ascii") + b"\n")
        return await answer

    def close(self) -> None:
        """End the process; whoever still waits is told so."""
        self._closed = True
        if self._hearing is not None:
            self._hearing.cancel()
        self._end()

    async def _open(self) -> asyncio.StreamWriter:
        async with self._starting:
            if self._closed:
                raise SlowLaneFault
            if self._writer is None:
                await self._start()
            if self._writer is None:
                raise SlowLaneFault
            return self._writer

    async def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = self._process_at(theirs.fileno())
        reader, self._writer = await asyncio.open_connection(sock=ours)
        self._hearing = asyncio.create_task(self._hear(reader))
        if self._closed:
            self._end()

    def _process_at(self, end: int) -> subprocess.Popen[bytes]:
        """The program, at one end of a pair of sockets."""
        return subprocess.Popen(self._words, stdin=end, stdout=end, env=self._environ)  # noqa: S603 - our own program

    async def _hear(self, reader: asyncio.StreamReader) -> None:
        """Hand every answer to who asked first, until there are no more."""
        with suppress(OSError):
            async for line in reader:
                asked = self._asked.popleft()
                if not asked.done():
                    asked.set_result(line.rstrip())
        self._end()

    def _end(self) -> None:
        if self._writer is not None:
            self._writer.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._writer = self._process = None
        while self._asked:
            asked = self._asked.popleft()
            if not asked.done():
                asked.set_exception(SlowLaneFault())
