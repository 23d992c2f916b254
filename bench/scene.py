"""Where benchmarks happen: the embedded PostgreSQL and Valkey in a folder of their own, and both servers on them."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

from bench.addressed import Addressed, Reader, addressed_to
from bench.attendance import attending
from bench.opening import open_sessions, quiet_pair
from bench.pairs import Pair, Seat
from bench.parted import in_parts
from bench.processes import Running, free_port, naive_server, running
from bench.seed import Seeder, seed_naive
from bench.world import Matched, Practice
from server.crypto.trust import root_fingerprint
from server.sessions.redis import connect
from server.sessions.sign_in_session import SignInSessions
from server.settings import Settings
from server.storage.database import Database
from server.storage.embedded.roles import Side
from server.storage.embedded.stack import EmbeddedStack
from server.storage.migrate import MIGRATIONS, migrate

OVERRIDES: Final = {
    "WEBTHERAPY_LIMIT_POSTS_PER_SECOND": "1000000",
    "WEBTHERAPY_LIMIT_POSTS_BURST": "1000000",
}
"""A load writes faster than the limits let one person write; nothing else is changed."""

SEEDING: Final = (
    "accounts, certificates and matches by server.practice, live sessions and deposits over the socket;"
    " sign-in sessions begun without a password"
)
NAIVE_DATABASE: Final = "naive"

T = TypeVar("T")


class Scene:
    """Everything that a benchmark needs. It is synchronous, for so are loads; `within` runs what is not."""

    def __init__(self, runner: asyncio.Runner, stack: EmbeddedStack, seeder: Seeder, practice: Practice) -> None:
        self._runner = runner
        self._stack = stack
        self._seeder = seeder
        self._practice = practice
        _, self.messaging_url = stack.urls(Side.MESSAGING)
        _, self._naive_url = stack.urls(Side.MESSAGING, NAIVE_DATABASE)

    def within(self, act: Coroutine[Any, Any, T]) -> T:
        """Runs something asynchronous to its end."""
        return self._runner.run(act)

    def server(self, port: int = 0, also: Mapping[str, str] = MappingProxyType({})) -> AbstractContextManager[Running]:
        """The real server, one process, with further settings."""
        port = port or free_port()
        return running(["-m", "server", "serve"], port, {**self._settings(also), "WEBTHERAPY_PORT": str(port)})

    def in_parts(self, also: Mapping[str, str] = MappingProxyType({})) -> AbstractContextManager[Running]:
        """The real server in its three parts."""
        return in_parts(self._settings(also))

    def _settings(self, also: Mapping[str, str]) -> dict[str, str]:
        own = {name: value for name, value in self._stack.environ.items() if not name.endswith("MIGRATION_URL")}
        return {**own, **OVERRIDES, **also}

    def naive_server(self, *, verify: bool) -> AbstractContextManager[Running]:
        """The baseline."""
        return naive_server(self._naive_url, self._stack.valkey_url(), verify=verify)

    def pairs(self, count: int) -> list[Pair]:
        """New pairs in live sessions, ready to write."""
        matched, seats = self._matched(count)
        with self.server() as server:
            return open_sessions(server.port, self._practice, matched, seats)

    def quiet_pairs(self, count: int) -> list[Pair]:
        """New pairs with nothing in their record: to sit there, not to write."""
        matched, seats = self._matched(count)
        never_sent = self._practice.opened(matched[0])
        return [quiet_pair(one, both, never_sent, sequence=0) for one, both in zip(matched, seats, strict=True)]

    def addressed(self, pairs: int) -> tuple[list[Addressed], Seat]:
        """Twice as many people, each with a notice of intake's to them that nobody has posted yet; and intake's own seat."""
        matched, seats = self._matched(pairs)
        fingerprint = root_fingerprint(self._practice.root.public)
        made = [
            addressed_to(self._practice.intake, one.person, seat, fingerprint)
            for each, both in zip(matched, seats, strict=True)
            for one, seat in zip((each.client, each.therapist), both, strict=True)
        ]
        return made, self._seeder.seats[self._practice.intake.account]

    def readers(self, port: int, count: int) -> list[Reader]:
        """So many more people, whose accounts a password opens in a browser; certified, each with a notice to them."""
        return self.within(self._seeder.readers(self._stack, port, count))

    def naive_pairs(self, pairs: list[Pair]) -> list[Pair]:
        """The same pairs, signed in to the naive server."""
        return self.within(seed_naive(self._naive_url, self._stack.valkey_url(), pairs))

    def _matched(self, count: int) -> tuple[list[Matched], list[tuple[Seat, Seat]]]:
        matched = [self._practice.matched() for _ in range(count)]
        return matched, self.within(self._seeder.matches(matched))


@contextmanager
def scene() -> Iterator[Scene]:
    """A scene in a folder that goes away with it."""
    with tempfile.TemporaryDirectory(prefix="webtherapy-bench-") as folder, asyncio.Runner() as runner:
        exits = _standing(Path(folder))
        stack, seeder, practice = runner.run(exits.__aenter__())
        try:
            with attending(stack.valkey_url(), seeder.present):
                yield Scene(runner, stack, seeder, practice)
        finally:
            runner.run(exits.__aexit__(None, None, None))


@asynccontextmanager
async def _standing(folder: Path) -> AsyncIterator[tuple[EmbeddedStack, Seeder, Practice]]:
    """The databases with their schemas, and a practice in them."""
    async with EmbeddedStack(folder) as stack:
        settings = Settings.from_environ(stack.environ)
        # Without the first policies: nobody here has read them, and staff who had not agreed would be let in nowhere.
        for side, url in (
            (Side.IDENTITY, settings.identity_migration_url),
            (Side.MESSAGING, settings.messaging_migration_url),
        ):
            assert url is not None
            await migrate(url.reveal(), MIGRATIONS / side.value)
        await stack.create_database(NAIVE_DATABASE, Side.MESSAGING)
        practice = Practice()
        redis = connect(settings.required("redis_url"))
        async with Database(settings.required("messaging_database_url")) as database:
            seeder = Seeder(database, SignInSessions(redis, os.urandom), practice)
            await seeder.practice()
            yield stack, seeder, practice
        await redis.aclose()
