"""The mail bell (protocol.md §2.2 `unread`): tells every open socket of an account how much it has not read, when that has changed.

All rings pass through one channel of the doorbell, for they are rare; a process looks up whom it serves. Whoever changed something commits,
then rings; a ring that is lost costs LOOK_SECONDS at most. Those who arrive together are counted together.
"""

import asyncio
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import Final

from server.channels.doorbell import Doorbell
from server.channels.outgoing import Outgoing
from server.channels.signals import MailSignal
from server.errors import StorageFault
from server.ids import AccountId, ConversationId
from server.mailbox.unread import Unread, readers_of, unread
from server.protocol.codec import encode
from server.protocol.frames import Unread as UnreadFrame
from server.storage.database import Database

MAIL: Final = ConversationId(b"webtherapy/mail/")
"""The doorbell's channel for all mailboxes, in place of a conversation."""

LOOK_SECONDS: Final = 60.0
"""How late a lost ring is noticed at most."""

PAUSE_SECONDS: Final = 0.05
"""Between batches: counts may be a blink late, and whoever comes meanwhile is counted with the others."""

RETRY_SECONDS: Final = 1.0
MOST_AT_ONCE: Final = 500


class _Reader:
    """An account with sockets in this process. `told` is None when one of them has been told nothing yet."""

    __slots__ = ("sockets", "told")

    def __init__(self) -> None:
        self.sockets: list[Outgoing] = []
        self.told: Unread | None = None


class MailBell:
    """Whose sockets are here. `run()` is its task."""

    def __init__(self, database: Database, doorbell: Doorbell, look_seconds: float = LOOK_SECONDS) -> None:
        self._database = database
        self._doorbell = doorbell
        self._look_seconds = look_seconds
        self._readers: dict[AccountId, _Reader] = {}
        self._rung: dict[AccountId, None] = {}
        self._written: set[ConversationId] = set()
        self._something = asyncio.Event()

    def arrive(self, account: AccountId, socket: Outgoing) -> None:
        """A socket that is told the counts soon, and whenever they have changed."""
        reader = self._readers.setdefault(account, _Reader())
        reader.sockets.append(socket)
        reader.told = None
        self._mark((account,))

    def depart(self, account: AccountId, socket: Outgoing) -> None:
        """It has gone, or never came."""
        reader = self._readers.get(account)
        if reader is None:
            return
        with suppress(ValueError):
            reader.sockets.remove(socket)
        if not reader.sockets:
            del self._readers[account]

    def ring(self, accounts: Collection[AccountId]) -> None:
        """What these have to read has changed, and is committed. Never waits, never fails."""
        if accounts:
            self._changed(accounts)
            for some in _batches(list(accounts)):
                self._doorbell.tell(MAIL, MailSignal(some))

    def ring_readers(self, conversations: Collection[ConversationId]) -> None:
        """Letters came there, and are committed: whoever reads there is looked up and rung, beside the way of the messages."""
        self._written.update(conversations)
        self._something.set()

    def heard(self, signal: MailSignal) -> None:
        """Another process rang."""
        self._changed(signal.accounts)

    def look(self) -> None:
        """Rings may have been lost: everyone here is counted anew."""
        self._mark(tuple(self._readers))

    async def run(self) -> None:
        """Count and tell until cancelled. While PostgreSQL is away, who was rung waits."""
        await self._doorbell.listen(MAIL)
        while True:
            try:
                async with asyncio.timeout(self._look_seconds):
                    await self._something.wait()
            except TimeoutError:
                self.look()
            try:
                await self._tell()
            except StorageFault:
                await asyncio.sleep(RETRY_SECONDS)
            await asyncio.sleep(PAUSE_SECONDS)

    def _changed(self, accounts: Collection[AccountId]) -> None:
        """They are told though the counts be the same: an answer, too, is a change."""
        for account in accounts:
            if account in self._readers:
                self._readers[account].told = None
        self._mark(accounts)

    def _mark(self, accounts: Collection[AccountId]) -> None:
        for account in accounts:
            if account in self._readers:
                self._rung[account] = None
                self._something.set()

    async def _look_up(self) -> None:
        written, self._written = self._written, set()
        try:
            async with self._database.acquire() as connection:
                accounts = await readers_of(connection, written)
        except StorageFault:
            self._written |= written
            raise
        self.ring(accounts)

    async def _tell(self) -> None:
        if self._written:
            await self._look_up()
        some = list(self._rung)[:MOST_AT_ONCE]
        for account in some:
            del self._rung[account]
        try:
            async with self._database.acquire() as connection:
                counts = await unread(connection, some)
        except StorageFault:
            self._mark(some)
            raise
        if not (self._rung or self._written):
            self._something.clear()
        for account, count in counts.items():
            self._tell_one(account, count)

    def _tell_one(self, account: AccountId, count: Unread) -> None:
        reader = self._readers.get(account)
        if reader is None or reader.told == count:
            return
        reader.told = count
        frame = encode(UnreadFrame(letters=count.letters, notices=count.notices))
        for socket in tuple(reader.sockets):
            socket.put(frame)


def _batches(accounts: list[AccountId]) -> Iterator[list[AccountId]]:
    return (accounts[begin : begin + MOST_AT_ONCE] for begin in range(0, len(accounts), MOST_AT_ONCE))
