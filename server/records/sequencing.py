"""Sequencing: what waits for the record log gets its place there, in batches, and the log's new head is signed (crypto.md §9).

There is one sequencer at a time, whatever the number of processes: it holds a lock until it has committed. A place once given, and a
head once signed, stand: both are committed together.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from server.crypto.note import Checkpoint
from server.crypto.tree import completed, leaf_hash, root
from server.errors import StorageFault
from server.records.log import queries
from server.records.proving import LogHead, log_head, nodes
from server.storage.database import Connection, Database, Row

EVERY_SECONDS: Final = 1.0
MOST_AT_ONCE: Final = 1_000

Sign = Callable[[str], str]
"""The text of a checkpoint to the signed note as it is written."""

Nodes = dict[tuple[int, int], bytes]


@dataclass(frozen=True, slots=True)
class Sequencer:
    """What sequencing needs: where the log is, its name, its key, and the time (Unix milliseconds)."""

    database: Database
    origin: str
    sign: Sign
    now: Callable[[], int]

    async def run(self) -> None:
        """Sequence until cancelled. While PostgreSQL is away, what waits goes on waiting."""
        while True:
            try:
                while await self.sequence() == MOST_AT_ONCE:
                    pass
            except StorageFault:
                pass
            await asyncio.sleep(EVERY_SECONDS)

    async def sequence(self) -> int:
        """Give places to what waits, and sign; how many got one."""
        async with self.database.transaction() as connection:
            if not await connection.fetch(queries.waiting, 1):
                return 0
            await connection.execute(queries.take_turn)
            waiting = await connection.fetch(queries.waiting, MOST_AT_ONCE)
            if waiting:
                await self._append(connection, await log_head(connection), waiting)
            return len(waiting)

    async def _append(self, connection: Connection, head: LogHead, waiting: list[Row]) -> None:
        known = await nodes(connection, _frontier(head.size))
        fresh = _grown(known, head.size, [row["leaf"] for row in waiting])
        size = head.size + len(waiting)
        checkpoint = Checkpoint(self.origin, size, root(size, lambda level, index: known[level, index]))
        places = list(range(head.size, size))
        await connection.execute(queries.place, [row["number"] for row in waiting], places)
        columns = [[level for level, _ in fresh], [index for _, index in fresh], [known[each] for each in fresh]]
        await connection.execute(queries.insert_nodes, *columns)
        await connection.execute(queries.move_head, size, checkpoint.root, self.sign(checkpoint.text), self.now())


def _frontier(size: int) -> list[tuple[int, int]]:
    """The complete subtrees that a tree of this size consists of."""
    return [(level, (size >> level) - 1) for level in range(size.bit_length()) if size >> level & 1]


def _grown(known: Nodes, size: int, leaves: list[bytes]) -> list[tuple[int, int]]:
    """Add to `known` what these leaves complete; which nodes these are."""
    fresh: list[tuple[int, int]] = []
    for place, leaf in enumerate(leaves, start=size):
        for level, index, found in completed(place, leaf_hash(leaf), lambda *at: known[at]):
            known[level, index] = found
            fresh.append((level, index))
    return fresh
