"""Outgoing: what waits to be written to one connection. Bounded: a reader that does not keep up is cut off, the record has everything."""

import asyncio
from collections import deque
from collections.abc import Callable

from server.errors import ClosingRefusal, RefusalCode
from server.protocol.limits import Limits

CLOSE_SLOW = 4408


class Outgoing:
    """Frames as bytes, in order. Whoever puts never waits; `end` is told once when the bounds are broken."""

    __slots__ = ("_bytes", "_end", "_frames", "_limits", "_room", "_waiter", "over")

    def __init__(self, limits: Limits, end: Callable[[ClosingRefusal], None]) -> None:
        self._limits = limits
        self._end = end
        self._frames: deque[bytes] = deque()
        self._bytes = 0
        self._waiter: asyncio.Future[None] | None = None
        self._room: asyncio.Future[None] | None = None
        self.over = False
        """Nothing is taken any more."""

    def put(self, frame: bytes) -> None:
        """Add a frame, or cut the reader off that left too many."""
        if self.over:
            return
        self._frames.append(frame)
        self._bytes += len(frame)
        if len(self._frames) > self._limits.outgoing_frames or self._bytes > self._limits.outgoing_bytes:
            self.cut_off(ClosingRefusal(RefusalCode.SLOW_READER, CLOSE_SLOW))
        elif self._waiter is not None:
            _wake(self._waiter)
            self._waiter = None

    def cut_off(self, why: ClosingRefusal) -> None:
        """End the connection. What waited is not written any more."""
        if not self.over:
            self.close()
            self._end(why)

    def close(self) -> None:
        """Forget what waits and take nothing more."""
        self.over = True
        self._frames.clear()
        self._bytes = 0
        _wake(self._room)

    async def take(self) -> bytes:
        """The next frame, when there is one. For one writer only."""
        while not self._frames:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        return self.taken()

    def taken(self) -> bytes:
        """The next frame, which is there."""
        frame = self._frames.popleft()
        self._bytes -= len(frame)
        if self._room is not None and self.has_room():
            _wake(self._room)
            self._room = None
        return frame

    def __len__(self) -> int:
        return len(self._frames)

    async def room(self) -> None:
        """Return when half of it is free, or it is over: who catches up from far behind goes at the reader's pace."""
        while not self.over and not self.has_room():
            if self._room is None:
                self._room = asyncio.get_running_loop().create_future()
            # Shielded: one who gives up must not wake the others by it.
            await asyncio.shield(self._room)

    def has_room(self) -> bool:
        """Whether half of it is free."""
        return len(self._frames) * 2 <= self._limits.outgoing_frames and self._bytes * 2 <= self._limits.outgoing_bytes


def _wake(waiter: asyncio.Future[None] | None) -> None:
    if waiter is not None and not waiter.done():
        waiter.set_result(None)
