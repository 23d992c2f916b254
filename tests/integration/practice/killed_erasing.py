"""A process that is killed in the middle of a destruction: `python -m tests.integration.practice.killed_erasing URL`."""

import asyncio
import os
import signal
import sys
import time

from server.ids import AccountId, AttachmentId
from server.mailbox.shelf import PostgresShelf
from server.practice.erasing import Erasing
from server.practice.system_notices import SystemNotices
from server.storage.database import Database
from server.storage.system_key import KeptSystemKey


class DeadlyShelf(PostgresShelf):
    """Nobody leaves it alive."""

    async def drop(self, attachment: AttachmentId, chunks: int) -> None:  # noqa: ARG002 - whose file, does not matter
        """Killed, as the kernel does it."""
        os.kill(os.getpid(), signal.SIGKILL)


async def main(url: str) -> None:
    """Erase until it is killed."""
    system = SystemNotices(KeptSystemKey(AccountId(bytes(16)), bytes(32), 0), os.urandom)
    async with Database(url) as database:
        await Erasing(database, DeadlyShelf(database), system, lambda: time.time_ns() // 1_000_000).erase()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
