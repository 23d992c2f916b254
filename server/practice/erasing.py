"""Carrying a destruction out (crypto.md §15.3): after what opens it, the ciphertext; then the certificate. What was cut off goes on by itself."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from server.crypto.destruction import Destroyed
from server.errors import StorageFault
from server.ids import DestructionId
from server.mailbox.shelf import Shelf
from server.practice.system_notices import SystemNotices
from server.records import destructions, holds
from server.records.destructions import DAY_MS, KeptDestruction
from server.storage.audit import Act, note
from server.storage.database import Connection, Database

LOOK_SECONDS: Final = 2.0
BACKUP_DAYS: Final = 35
"""How long backups live when nothing else is set (docs/operations.md §6)."""


@dataclass(frozen=True, slots=True)
class Erasing:
    """What it needs: the messaging database, the shelf of attachments, the system key, the time (Unix ms), and how long backups live."""

    database: Database
    shelf: Shelf
    system: SystemNotices
    now: Callable[[], int]
    backup_days: int = BACKUP_DAYS

    async def keep_erasing(self) -> None:
        """Finish what was approved, until cancelled. Any process may; several do no harm."""
        while True:
            with suppress(StorageFault):  # PostgreSQL or the shelf is away: the next round finds the same
                await self.erase()
            await asyncio.sleep(LOOK_SECONDS)

    async def erase(self) -> None:
        """Finish whatever was approved and is not held."""
        async with self.database.transaction() as connection:
            waiting = await destructions.unfinished(connection)
        for each in waiting:
            await self._finish(each)

    async def _finish(self, destruction_id: DestructionId) -> None:
        async with self.database.transaction() as connection:
            kept = await destructions.destruction_of(connection, destruction_id)
        while await self._empty_some(kept):
            pass
        if not await self._drop_files(kept):
            return
        async with self.database.transaction() as connection:
            if await self._may_go_on(connection, kept):
                await self._certify(connection, kept)

    async def _empty_some(self, kept: KeptDestruction) -> bool:
        async with self.database.transaction() as connection:
            if not await self._may_go_on(connection, kept):
                return False
            await destructions.empty_drafts(connection, kept.conversations)
            return await destructions.empty_some(connection, kept.conversations)

    async def _drop_files(self, kept: KeptDestruction) -> bool:
        """Whether all of them are gone. A file goes under the client's turn, so that no hold comes between."""
        async with self.database.transaction() as connection:
            files = await destructions.files(connection, kept.conversations)
        for attachment, chunks in files:
            async with self.database.transaction() as connection:
                if not await self._may_go_on(connection, kept):
                    return False
                await self.shelf.drop(attachment, chunks)
                await destructions.forget_file(connection, attachment)
        return True

    async def _may_go_on(self, connection: Connection, kept: KeptDestruction) -> bool:
        """Take the client's turn; a hold that came meanwhile keeps what is left."""
        await holds.take_turns(connection, kept.destruction.client)
        return not await holds.is_held(connection, kept.destruction.client)

    async def _certify(self, connection: Connection, kept: KeptDestruction) -> None:
        if not await destructions.is_gone(connection, kept.conversations):
            return
        now, destruction = self.now(), kept.destruction
        destroyed = Destroyed(
            destruction.destruction_id,
            kept.signed.hash,
            destructions.erased(kept),
            now + self.backup_days * DAY_MS,
            now,
        )
        signed = self.system.sign(destroyed)
        if await destructions.certify(connection, kept, destroyed, signed, now):
            await note(
                connection,
                Act.RECORD_DESTROYED,
                self.system.account,
                now,
                subject=destruction.client,
                detail=signed.hash,
            )
