"""A running service for tests: real processes on real databases of its own."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Final

from client_py.http import Address
from client_py.practice import RootKey
from server.crypto.checks import KEY_BYTES
from tests.acceptance.house import House, Pair, Room, furnish, meet
from tests.support.issuing import Sheet, install_root, issue
from tests.support.serving import ServedProcess

ROOT: Final = RootKey(b"\x2a" * KEY_BYTES)
"""Of every practice that is furnished here."""


@dataclass(frozen=True, slots=True)
class Running:
    """One server process, and how to start more beside it."""

    process: ServedProcess
    environ: Mapping[str, str]

    @property
    def url(self) -> str:
        """The service's own address."""
        return self.process.origin

    async def issue(self, role: str) -> Sheet:
        """A new account's sheet."""
        return await issue(self.environ, role)

    async def furnish(self, pairs: int) -> House:
        """A practice of its own root, with so many pairs."""
        await install_root(self.environ, ROOT.public)
        return await furnish(self.url, self.issue, ROOT, pairs)

    @asynccontextmanager
    async def room(
        self, pair: Pair, client_via: Address | None = None, therapist_via: Address | None = None
    ) -> AsyncIterator[Room]:
        """A pair in a live session."""
        room = await meet(pair, self.url, therapist_via, client_via)
        try:
            yield room
        finally:
            await room.close()

    @asynccontextmanager
    async def another(self) -> AsyncIterator[ServedProcess]:
        """A second server process behind the same databases and the same Valkey."""
        async with ServedProcess(self.environ) as process:
            yield process


@asynccontextmanager
async def running_service(environ: Mapping[str, str]) -> AsyncIterator[Running]:
    """A service until the end of the block."""
    async with AsyncExitStack() as exits:
        process = await exits.enter_async_context(ServedProcess(environ))
        yield Running(process, environ)
