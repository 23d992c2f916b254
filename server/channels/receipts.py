"""Receipts (protocol.md §3.4): confirmed cursors are moved in batches, then told. Nothing is deleted by them."""

import asyncio
from collections.abc import Callable
from typing import Final

from server.channels.signals import AnySignal, ReceiptSignal
from server.errors import StorageFault
from server.ids import AccountId, ConversationId
from server.records.cursors import Moved, Seen, confirm
from server.storage.database import Database

PAUSE_SECONDS: Final = 0.05
"""Between batches: receipts may be a blink late, and posts come first."""

RETRY_SECONDS: Final = 1.0
MOST_AT_ONCE: Final = 500


class Receipts:
    """What was confirmed and not yet kept. `run()` is its task."""

    def __init__(self, database: Database, tell: Callable[[ConversationId, AnySignal], None]) -> None:
        self._database = database
        self._tell = tell
        self._confirmed: dict[tuple[ConversationId, AccountId], Seen] = {}
        self._something = asyncio.Event()

    def confirm(self, conversation: ConversationId, account: AccountId, seen: Seen) -> None:
        """The account has received and shown so much. Membership is asked when it is kept."""
        key = conversation, account
        self._confirmed[key] = seen.further(self._confirmed.get(key, seen))
        self._something.set()

    async def run(self) -> None:
        """Keep and tell until cancelled. While PostgreSQL is away, what was confirmed waits."""
        while True:
            await self._something.wait()
            try:
                await self._keep()
            except StorageFault:
                await asyncio.sleep(RETRY_SECONDS)
            await asyncio.sleep(PAUSE_SECONDS)

    async def _keep(self) -> None:
        keys = list(self._confirmed)[:MOST_AT_ONCE]
        batch = {key: self._confirmed[key] for key in keys}
        async with self._database.acquire() as connection:
            moved = await confirm(connection, batch)
        for key in keys:
            # What was confirmed further meanwhile stays for the next batch.
            if self._confirmed[key] == batch[key]:
                del self._confirmed[key]
        if not self._confirmed:
            self._something.clear()
        for each in moved:
            self._tell(each.conversation, _signal(each))


def _signal(moved: Moved) -> ReceiptSignal:
    return ReceiptSignal(moved.account, moved.delivered, moved.told)
