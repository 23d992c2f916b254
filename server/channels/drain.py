"""The drain: posts wait in lanes and are committed in batches (ADR 0007).

A conversation has one lane, so its order holds. A lane drains whatever waits, without a timer; while it waits for the disk, the next
batch gathers. Openings and deposits go through the same lanes, one at a time. A lane keeps its connection as long as that works.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from server.channels.depositing import DepositKeeping
from server.channels.opening import EpochOpening
from server.channels.posting import Posting
from server.channels.work import Depositing, Opening, Post, Work, try_again
from server.errors import StorageFault
from server.ids import ConversationId
from server.log import get_log
from server.storage.database import Connection, Database

_log = get_log("channels")


@dataclass(frozen=True, slots=True)
class Rooms:
    """Who does the work."""

    posting: Posting
    opening: EpochOpening
    depositing: DepositKeeping


class Drain:
    """All lanes of this process. `run()` is its task."""

    def __init__(self, database: Database, rooms: Rooms, lanes: int, batch: int) -> None:
        self._lanes = [Lane(database, rooms, batch) for _ in range(lanes)]

    def put(self, work: Work) -> None:
        """Have it done, after everything of the same conversation that was put before. Its replies hear how it went."""
        self._lane(work.conversation).put(work)

    async def run(self) -> None:
        """Work until cancelled. What still waits then is never answered: its senders ask again elsewhere."""
        async with asyncio.TaskGroup() as group:
            for lane in self._lanes:
                group.create_task(lane.run())

    def _lane(self, conversation: ConversationId) -> "Lane":
        # Ids are random: their last byte spreads evenly.
        return self._lanes[conversation[-1] % len(self._lanes)]


class Lane:
    """One writer and what waits for it."""

    def __init__(self, database: Database, rooms: Rooms, batch: int) -> None:
        self._database = database
        self._rooms = rooms
        self._batch = batch
        self._waiting: deque[Work] = deque()
        self._something = asyncio.Event()
        self._loan = AsyncExitStack()
        self._connection: Connection | None = None

    def put(self, work: Work) -> None:
        """Add to the end."""
        self._waiting.append(work)
        self._something.set()

    async def run(self) -> None:
        """Drain for ever."""
        try:
            while True:
                await self._something.wait()
                while self._waiting:
                    await self._drain()
                self._something.clear()
        finally:
            await self._give_back()

    async def _drain(self) -> None:
        """Do the next piece of work: all posts up to the next opening or deposit, or that one."""
        first = self._waiting.popleft()
        if not isinstance(first, Post):
            await self._commit_one(first)
            return
        posts = [first]
        while self._waiting and len(posts) < self._batch and isinstance(self._waiting[0], Post):
            following = self._waiting.popleft()
            assert isinstance(following, Post)  # it was looked at; for the type checker
            posts.append(following)
        await self._commit(posts)

    async def _commit(self, posts: Sequence[Post]) -> None:
        """A batch; if that fails, carefully once more; if that fails too, one by one: a bad row fails alone."""
        try:
            await self._rooms.posting.post(await self._borrowed(), posts)
        except Exception as first:  # noqa: BLE001 - whatever it is, nobody may be left without an answer
            await self._failed(first)
            await self._commit_carefully([post for post in posts if not post.answered])

    async def _commit_carefully(self, posts: Sequence[Post]) -> bool:
        """Whether PostgreSQL can be reached at all; if not, everyone has been told."""
        for post in posts:
            post.outcome = None
        try:
            connection = await self._borrowed()
        except StorageFault:
            _refuse(posts)
            return False
        try:
            await self._rooms.posting.post(connection, posts, careful=True)
        except Exception as again:  # noqa: BLE001 - as above
            await self._failed(again)
            return await self._commit_singly(posts)
        return True

    async def _commit_singly(self, posts: Sequence[Post]) -> bool:
        if len(posts) == 1:
            _refuse(posts)
            return True
        for place, post in enumerate(posts):
            if not await self._commit_carefully([post]):
                _refuse(posts[place + 1 :])
                return False
        return True

    async def _commit_one(self, work: Opening | Depositing) -> None:
        try:
            connection = await self._borrowed()
            if isinstance(work, Opening):
                await self._rooms.opening.open(connection, work)
            else:
                await self._rooms.depositing.deposit(connection, work)
        except Exception as failure:  # noqa: BLE001 - as above
            await self._failed(failure)
            _refuse([work])

    async def _borrowed(self) -> Connection:
        if self._connection is None:
            self._connection = await self._loan.enter_async_context(self._database.acquire())
        return self._connection

    async def _failed(self, failure: Exception) -> None:
        """Say so, and take a fresh connection next time: this one may be gone, or in the middle of something."""
        if isinstance(failure, StorageFault):
            _log.warning("batch_failed", error=type(failure).__name__)
        else:
            _log.error("batch_failed", exc_info=failure)
        await self._give_back()

    async def _give_back(self) -> None:
        self._connection = None
        try:
            await self._loan.aclose()
        except StorageFault:
            _log.info("connection_lost", database="messaging")


def _refuse(works: Sequence[Work]) -> None:
    for work in works:
        work.replies.refused(work.ref, try_again())
