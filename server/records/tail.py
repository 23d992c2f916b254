"""The tail: the newest entries of conversations that somebody here follows, so that live delivery asks no database.

A tail holds a run without gaps, or nothing. It may lag behind the record (another process appends too) and never runs ahead of it.
"""

from collections import deque
from collections.abc import Iterable
from typing import Final

from server.ids import ConversationId
from server.protocol.codec import encode
from server.protocol.frames import Delivery, Entry
from server.protocol.limits import MAX_DELIVERY_BYTES
from server.records.appending import Placed

MOST_ENTRIES: Final = 64
MOST_BYTES: Final = 131_072
"""Per conversation: a few seconds of the quickest exchange. Who is further behind reads the record."""


class Tail:
    """The newest entries of one conversation, after `before`."""

    __slots__ = ("_bytes", "_conversation", "_entries", "_shared", "before")

    def __init__(self, conversation: ConversationId, before: int = 0) -> None:
        self._conversation = conversation
        self._entries: deque[Placed] = deque()
        self._bytes = 0
        self._shared: tuple[int, int, bytes] = (0, 0, b"")
        self.before = before

    def begin(self, sequence: int) -> None:
        """The record reaches to `sequence`: an empty tail begins there."""
        if not self._entries:
            self.before = max(self.before, sequence)

    @property
    def newest(self) -> int:
        """The last sequence it knows of."""
        return self.before + len(self._entries)

    def extend(self, placed: Iterable[Placed]) -> None:
        """Entries that were committed. What it has already is passed over; after a gap it begins anew."""
        for entry, head in placed:
            if entry.sequence <= self.newest:
                continue
            if entry.sequence > self.newest + 1:
                self._entries.clear()
                self._bytes, self.before = 0, entry.sequence - 1
            self._entries.append((entry, head))
            self._bytes += len(entry.payload)
        while len(self._entries) > MOST_ENTRIES or (self._bytes > MOST_BYTES and len(self._entries) > 1):
            forgotten, _ = self._entries.popleft()
            self._bytes -= len(forgotten.payload)
            self.before += 1

    def delivery_after(self, cursor: int) -> tuple[int, bytes] | None:
        """The next delivery after `cursor`: its last sequence and its bytes, made once for all who stand there.

        None when it knows of nothing after the cursor, or not of everything.
        """
        if not self.before <= cursor < self.newest:
            return None
        if self._shared[0] == cursor and self._shared[1] > cursor:
            return self._shared[1], self._shared[2]
        placed = bounded(self._entries[at] for at in range(cursor - self.before, len(self._entries)))
        self._shared = (cursor, placed[-1][0].sequence, delivery(self._conversation, placed))
        return self._shared[1], self._shared[2]


def bounded(placed: Iterable[Placed]) -> list[Placed]:
    """As much of it as fits into one delivery, but one entry at least."""
    taken: list[Placed] = []
    size = 0
    for entry, head in placed:
        size += len(entry.payload)
        if taken and size > MAX_DELIVERY_BYTES:
            break
        taken.append((entry, head))
    return taken


def delivery(conversation: ConversationId, placed: list[Placed]) -> bytes:
    """Some entries as one frame."""
    entries: list[Entry] = [entry for entry, _ in placed]
    return encode(Delivery(conversation=conversation, entries=entries, head=placed[-1][1]))
