"""Presence (protocol.md §3.6): told to those who follow the same conversation, gone soon after a process dies.

What changes here is written to the board at once, many conversations in one round trip; everything is renewed every REFRESH_SECONDS.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Final

from server.channels.board import Board, Change
from server.channels.delivery import Delivery
from server.channels.doorbell import Doorbell
from server.channels.signals import PresenceSignal
from server.errors import DoorbellFault
from server.ids import AccountId, ConversationId
from server.records.grants import ReadingGrant

REFRESH_SECONDS: Final = 10.0
ARRIVAL_SECONDS: Final = 1.0
"""How long an arrival waits to learn who is there; then it is told of those whom this process knows."""

RETRY_SECONDS: Final = 0.5
MOST_AT_ONCE: Final = 500
_ORIGIN_BYTES: Final = 8


class _Room:
    """A conversation that somebody here follows: local followers by account, and who is known to be there at all."""

    __slots__ = ("gone", "here", "known", "synced")

    def __init__(self) -> None:
        self.here: Counter[AccountId] = Counter()
        self.gone: set[AccountId] = set()
        self.known: frozenset[AccountId] = frozenset()
        self.synced: asyncio.Future[None] | None = None


class Presence:
    """Who is present where. `run()` is its task."""

    def __init__(
        self, board: Board, delivery: Delivery, doorbell: Doorbell, refresh_seconds: float = REFRESH_SECONDS
    ) -> None:
        self._board = board
        self._refresh_seconds = refresh_seconds
        self._delivery = delivery
        self._doorbell = doorbell
        self._origin = os.urandom(_ORIGIN_BYTES)
        self._rooms: dict[ConversationId, _Room] = {}
        self._dirty: dict[ConversationId, None] = {}
        self._something = asyncio.Event()

    async def arrive(self, grant: ReadingGrant) -> list[AccountId]:
        """The grant's holder follows from now on; who is there, themselves among them."""
        room = self._rooms.setdefault(grant.conversation, _Room())
        room.here[grant.account] += 1
        room.gone.discard(grant.account)
        if room.here[grant.account] == 1:
            await self._synced(grant.conversation, room)
        return sorted(room.known | room.here.keys())

    def depart(self, grant: ReadingGrant) -> None:
        """One of the holder's connections follows no more, or never came to it."""
        room = self._rooms.get(grant.conversation)
        if room is None or grant.account not in room.here:
            return
        room.here[grant.account] -= 1
        if room.here[grant.account] == 0:
            del room.here[grant.account]
            room.gone.add(grant.account)
            self._mark(grant.conversation)

    def heard(self, conversation: ConversationId, signal: PresenceSignal) -> None:
        """Another process says so. Told here unless it is known."""
        room = self._rooms.get(conversation)
        if room is None or signal.account in room.here or (signal.account in room.known) is signal.present:
            return
        changed = {signal.account}
        room.known = room.known | changed if signal.present else room.known - changed
        self._delivery.tell(conversation, signal)

    async def run(self) -> None:
        """Write and renew until cancelled, then say goodbye as far as that is possible."""
        try:
            await self._keep_fresh()
        except asyncio.CancelledError:
            for conversation, room in self._rooms.items():
                room.gone.update(room.here)
                room.here.clear()
                self._mark(conversation)
            await asyncio.shield(self._sync(list(self._dirty), changed_here=True))
            raise

    async def _keep_fresh(self) -> None:
        clock = asyncio.get_running_loop().time
        due = clock() + self._refresh_seconds
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(due):
                    await self._something.wait()
            await self._sync(list(self._dirty), changed_here=True)
            # However much comes and goes: who stays is written in time.
            if clock() >= due:
                due = clock() + self._refresh_seconds
                await self._sync(list(self._rooms), changed_here=False)

    async def _synced(self, conversation: ConversationId, room: _Room) -> None:
        if room.synced is None:
            room.synced = asyncio.get_running_loop().create_future()
        self._mark(conversation)
        await asyncio.wait([room.synced], timeout=ARRIVAL_SECONDS)

    def _mark(self, conversation: ConversationId) -> None:
        self._dirty[conversation] = None
        self._something.set()

    async def _sync(self, conversations: Sequence[ConversationId], *, changed_here: bool) -> None:
        for start in range(0, len(conversations), MOST_AT_ONCE):
            some = conversations[start : start + MOST_AT_ONCE]
            changes = [self._change(each) for each in some if each in self._rooms]
            for each in some:
                self._dirty.pop(each, None)
            try:
                present = await self._board.sync(changes)
            except DoorbellFault:
                # Everything is written anew at the next renewal; until then nobody's presence changes, and nobody waits for it.
                for each in some:
                    _answer(self._rooms.get(each))
                await asyncio.sleep(RETRY_SECONDS)
                continue
            for change, accounts in zip(changes, present, strict=True):
                self._learn(change, accounts, changed_here=changed_here)
        if not self._dirty:
            self._something.clear()

    def _change(self, conversation: ConversationId) -> Change:
        room = self._rooms[conversation]
        return Change(conversation, self._names(room.here), self._names(room.gone))

    def _names(self, accounts: Iterable[AccountId]) -> list[bytes]:
        return [account + self._origin for account in accounts]

    def _learn(self, change: Change, present: frozenset[AccountId], *, changed_here: bool) -> None:
        """Tell what is new. Other processes are told by the one where it happened; an expiry each notices itself."""
        room = self._rooms.get(change.conversation)
        if room is None:
            return
        room.gone.difference_update(AccountId(name[:-_ORIGIN_BYTES]) for name in change.gone)
        before, room.known = room.known, present
        for account in before ^ present:
            signal = PresenceSignal(account, account in present)
            self._delivery.tell(change.conversation, signal)
            if changed_here:
                self._doorbell.tell(change.conversation, signal)
        _answer(room)
        if not room.here and not room.gone:
            del self._rooms[change.conversation]


def _answer(room: _Room | None) -> None:
    """Whoever waits in it to learn who is there need not wait longer."""
    if room is not None and room.synced is not None:
        if not room.synced.done():
            room.synced.set_result(None)
        room.synced = None
