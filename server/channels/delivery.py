"""Delivery: followers, each with a cursor, get what lies beyond it, in order and without gaps (protocol.md §3.3).

Catching up and living are one path: `_advance` gives a follower what the tail has beyond its cursor; where the tail does not reach, a
task reads the record until it does. A ring only says that it is time for that. Nothing here waits while everyone is up to date.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Final

from server.channels.outgoing import CLOSE_SLOW, Outgoing
from server.channels.signals import AnySignal, ClosedSignal, PresenceSignal, TypingSignal, frame_of
from server.errors import ClosingRefusal, RefusalCode, StorageFault
from server.ids import ConversationId
from server.log import get_log
from server.protocol.codec import encode
from server.protocol.frames import CaughtUp
from server.protocol.limits import Limits
from server.records.appending import Appended, Placed
from server.records.closings import Unread, who_left
from server.records.grants import ReadingGrant
from server.records.tail import Tail, delivery
from server.records.transcripts import newest, read_after, read_for_tail
from server.storage.database import Connection, Database

READERS: Final = 4
"""How many read the record at once; the rest of the pool is for those who write it."""

PATIENCE_SECONDS: Final = 30.0
"""A reader that takes nothing for so long while catching up is cut off."""

RETRY_SECONDS: Final = 1.0
LOOK_SECONDS: Final = 20.0
"""How late a lost ring is noticed at most."""

CLOSE_FAULT: Final = 1011

_log = get_log("channels")


class Follower:
    """One connection in one conversation. `busy`: a task catches it up; `rung`: there was a ring meanwhile; `gone`: it has left.
    `arrived`: it counts as present; a `discreet` one never does. `cut` is called when its account reads no more, and makes it leave.
    """

    __slots__ = (
        "arrived",
        "busy",
        "caught_up",
        "cursor",
        "cut",
        "discreet",
        "gone",
        "grant",
        "head",
        "outgoing",
        "rung",
    )

    def __init__(self, grant: ReadingGrant, outgoing: Outgoing, *, discreet: bool = False) -> None:
        self.grant = grant
        self.outgoing = outgoing
        self.discreet = discreet
        self.cursor = 0
        self.head = b""
        self.busy = True
        self.rung = False
        self.gone = False
        self.caught_up = False
        self.arrived = False
        self.cut: Callable[[], None] = _nothing

    def hears(self, signal: AnySignal) -> bool:
        """Whether it is told: who takes part hears of others, and who is discreet not whether they are there or write."""
        if not self.grant.member or self.grant.account == signal.account:
            return False
        return not (self.discreet and isinstance(signal, PresenceSignal | TypingSignal))


class Room:
    """A conversation that somebody here follows. `begun`: it is known how far the record reached; `rung`: while one was looking."""

    __slots__ = ("begun", "followers", "looking", "rung", "tail")

    def __init__(self, tail: Tail) -> None:
        self.tail = tail
        self.followers: list[Follower] = []
        self.begun = False
        self.looking = False
        self.rung = False


class Delivery:
    """All followers of this process. `run()` is its task; it looks at intervals and ends what it started."""

    def __init__(self, database: Database, limits: Limits) -> None:
        self._database = database
        self._limits = limits
        self._rooms: dict[ConversationId, Room] = {}
        self.gate = asyncio.Semaphore(READERS)
        """Whoever reads for a connection passes here: thousands who come at once wait here, not for the pool's patience."""

        self._tasks: set[asyncio.Task[None]] = set()

    def admit(self, grant: ReadingGrant, outgoing: Outgoing, *, discreet: bool = False) -> Follower:
        """A follower that is rung from now on, and given nothing before `begin`."""
        room = self._rooms.get(grant.conversation)
        if room is None:
            room = self._rooms[grant.conversation] = Room(Tail(grant.conversation))
        follower = Follower(grant, outgoing, discreet=discreet)
        room.followers.append(follower)
        return follower

    def begin(self, follower: Follower, cursor: int, head: bytes, sequence: int) -> None:
        """Deliver from `cursor`, where the head is `head`; `sequence` was the newest when that was read, after `admit`."""
        room = self._rooms[follower.grant.conversation]
        known = room.tail.newest
        room.tail.begin(sequence)
        room.begun = True
        if room.tail.newest > known:
            # What lies between was committed elsewhere, and its ring, if it comes, finds nothing new here.
            for other in room.followers:
                if other is not follower:
                    self._advance(room, other)
        follower.cursor, follower.head = cursor, head
        if cursor == sequence and not follower.rung:
            self._settle(follower)
            self._advance(room, follower)
        else:
            self._start(self._catch_up(room, follower))

    def leave(self, follower: Follower) -> bool:
        """Follow no more; whether that was the conversation's last follower here."""
        conversation = follower.grant.conversation
        room = self._rooms[conversation]
        room.followers.remove(follower)
        follower.gone = True
        if not room.followers:
            del self._rooms[conversation]
        return not room.followers

    def appended(self, entries: Appended) -> None:
        """What this process has committed; it goes into the tails of those conversations that are followed."""
        for conversation, entry, head in entries:
            room = self._rooms.get(conversation)
            if room is not None:
                room.tail.extend(((entry, head),))

    def ring(self, conversations: Iterable[ConversationId]) -> None:
        """There is more in these tails."""
        for conversation in conversations:
            room = self._rooms.get(conversation)
            if room is not None:
                for follower in room.followers:
                    self._advance(room, follower)

    def rung(self, conversation: ConversationId) -> None:
        """Another process rang: look into the record, once for all followers."""
        room = self._rooms.get(conversation)
        if room is None:
            return
        room.rung = True
        if not room.begun:
            for follower in room.followers:
                follower.rung = True
        elif not room.looking:
            room.looking = True
            self._start(self._look(room, conversation))

    def tell(self, conversation: ConversationId, signal: AnySignal) -> None:
        """Pass a signal on to those who take part and whom it is not about."""
        if isinstance(signal, ClosedSignal):
            self._close(conversation, signal)
            return
        room = self._rooms.get(conversation)
        if room is not None:
            frame = frame_of(conversation, signal)
            for follower in room.followers:
                if follower.hears(signal):
                    follower.outgoing.put(frame)

    def _close(self, conversation: ConversationId, signal: ClosedSignal) -> None:
        """Tell everyone who follows; those who read it no more get nothing after that."""
        room = self._rooms.get(conversation)
        if room is not None:
            frame = frame_of(conversation, signal)
            for follower in tuple(room.followers):
                follower.outgoing.put(frame)
                if follower.grant.account in signal.gone:
                    follower.cut()

    async def run(self) -> None:
        """Look at intervals until cancelled: a ring may have been lost."""
        try:
            while True:
                await asyncio.sleep(LOOK_SECONDS)
                await self._look_everywhere()
        except asyncio.CancelledError:
            for task in self._tasks:
                task.cancel()
            raise

    def _advance(self, room: Room, follower: Follower) -> None:
        """Give a follower what the tail has beyond its cursor; have it caught up if the tail does not reach back to it."""
        if follower.busy:
            follower.rung = True
            return
        self._push(room, follower)
        if follower.cursor < room.tail.newest:
            follower.busy = True
            self._start(self._catch_up(room, follower))

    def _push(self, room: Room, follower: Follower) -> None:
        while (following := room.tail.delivery_after(follower.cursor)) is not None:
            follower.cursor, frame = following
            follower.outgoing.put(frame)

    async def _catch_up(self, room: Room, follower: Follower) -> None:
        """Read the record for a follower until nothing is left, at its connection's pace."""
        try:
            while await self._has_room(follower):
                follower.rung = False
                placed = await self._read(partial(self._after, follower), follower.outgoing.has_room)
                if follower.gone:
                    return
                if placed is None:
                    continue
                if placed:
                    entry, follower.head = placed[-1]
                    follower.cursor = entry.sequence
                    follower.outgoing.put(delivery(follower.grant.conversation, placed))
                elif not follower.rung:
                    self._settle(follower)
                    # What was committed since the last look is in the tail, or will ring.
                    self._advance(room, follower)
                    return
        except Exception as failure:  # noqa: BLE001 - whatever it is, nobody may wait for ever for what does not come
            _log.error("delivery_failed", exc_info=failure)
            follower.outgoing.cut_off(ClosingRefusal(RefusalCode.TRY_AGAIN, CLOSE_FAULT))

    def _settle(self, follower: Follower) -> None:
        follower.busy = False
        if not follower.caught_up:
            follower.caught_up = True
            grant = follower.grant
            follower.outgoing.put(
                encode(CaughtUp(conversation=grant.conversation, sequence=follower.cursor, head=follower.head))
            )
            follower.head = b""

    async def _has_room(self, follower: Follower) -> bool:
        """Wait until the connection has taken what it was given; False when there is nobody any more."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await follower.outgoing.room()
        except TimeoutError:
            follower.outgoing.cut_off(ClosingRefusal(RefusalCode.SLOW_READER, CLOSE_SLOW))
        return not (follower.outgoing.over or follower.gone)

    async def _look(self, room: Room, conversation: ConversationId) -> None:
        """Bring the tail up to the record, then ring here."""
        try:
            while room.followers:
                room.rung = False
                placed = await self._read(partial(self._beyond_tail, room.tail, conversation))
                if placed:
                    room.tail.extend(placed)
                    self.ring([conversation])
                elif not room.rung:
                    return
        except Exception as failure:  # noqa: BLE001 - the look at intervals comes again
            _log.error("look_failed", exc_info=failure)
        finally:
            room.looking = False

    async def _look_everywhere(self) -> None:
        try:
            async with self.gate, self._database.acquire() as connection:
                known = await newest(connection, self._rooms.keys())
                left = await who_left(connection, self._reading())
        except StorageFault:
            return
        for conversation, account in left:
            # What was told of it was lost.
            self._close(conversation, ClosedSignal(account, [account]))
        for conversation, sequence in known.items():
            room = self._rooms.get(conversation)
            if room is not None and room.tail.newest < sequence:
                self.rung(conversation)

    def _reading(self) -> set[Unread]:
        """Who follows what here."""
        return {(name, follower.grant.account) for name, room in self._rooms.items() for follower in room.followers}

    async def _read(
        self, read: Callable[[Connection], Awaitable[list[Placed]]], wanted: Callable[[], bool] = lambda: True
    ) -> list[Placed] | None:
        """The next entries; None if they are not wanted any more when it is their turn. While PostgreSQL is away, followers wait."""
        while True:
            try:
                async with self.gate:
                    if not wanted():
                        return None
                    async with self._database.acquire() as connection:
                        return await read(connection)
            except StorageFault:
                await asyncio.sleep(RETRY_SECONDS)

    async def _after(self, follower: Follower, connection: Connection) -> list[Placed]:
        return await read_after(connection, follower.grant, follower.cursor, self._limits.entries_per_delivery)

    async def _beyond_tail(self, tail: Tail, name: ConversationId, connection: Connection) -> list[Placed]:
        return await read_for_tail(connection, name, tail.newest, self._limits.entries_per_delivery)

    def _start(self, work: "asyncio._CoroutineLike[None]") -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _nothing() -> None:
    """Nobody follows by it yet."""
