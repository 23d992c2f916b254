"""Fixtures for everyone: one embedded stack per test process, fresh databases and served processes per test."""

import os
import tempfile
from collections.abc import AsyncIterator, Generator, Iterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path

import hypothesis
import pytest
from redis.asyncio import Redis

from server import log
from server.storage.embedded.roles import Side
from server.storage.embedded.stack import EmbeddedStack
from tests.support.compiled import compile_share, keep_compiled, staying
from tests.support.databases import FreshDatabase, Templates
from tests.support.groups import GroupScheduling, group_of, order_of
from tests.support.memory import keep_in_memory
from tests.support.proxy import TcpProxy
from tests.support.serving import ServedProcess, ServeProcess

keep_in_memory()
keep_compiled()

# How long an example takes says more of the machine than of the code.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    """In one of several processes: compile a share of what all of them are about to read."""
    worker = getattr(config, "workerinput", None)
    if worker is not None:
        compile_share(int(worker["workerid"].removeprefix("gw")), worker["workercount"])


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Thousands of tests, which stay."""
    with staying():
        return (yield)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long."""
    items.sort(key=lambda item: order_of(group_of(item.nodeid)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> GroupScheduling:
    """Groups stay together, in the order in which they were collected."""
    config.option.loadscopereorder = False
    return GroupScheduling(config, log)


@pytest.fixture(scope="session", autouse=True)
def _strict_log() -> None:
    """A log line with a key that is not on the list fails the test that wrote it."""
    log.configure(strict=True)


@pytest.fixture(scope="session")
def stack_dir() -> Iterator[Path]:
    """The data directory of this test process's stack."""
    with tempfile.TemporaryDirectory(prefix="webtherapy-test-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
async def stack(stack_dir: Path) -> AsyncIterator[EmbeddedStack]:
    """Real PostgreSQL and Valkey. It heals while tests await something, so tests that kill a server are async."""
    async with EmbeddedStack(stack_dir) as running:
        yield running


@pytest.fixture(scope="session")
async def templates(stack: EmbeddedStack) -> AsyncIterator[Templates]:
    """Migrated databases to copy from."""
    async with Templates(stack) as made:
        for side in Side:
            await made.make(side)
        yield made


@pytest.fixture
async def identity_database(templates: Templates) -> AsyncIterator[FreshDatabase]:
    """A migrated identity database of this test's own."""
    async with templates.fresh(Side.IDENTITY) as fresh:
        yield fresh


@pytest.fixture
async def messaging_database(templates: Templates) -> AsyncIterator[FreshDatabase]:
    """A migrated messaging database of this test's own."""
    async with templates.fresh(Side.MESSAGING) as fresh:
        yield fresh


@pytest.fixture
def identity_url(identity_database: FreshDatabase) -> str:
    """The application role's address of this test's identity database."""
    return identity_database.url


@pytest.fixture
def messaging_url(messaging_database: FreshDatabase) -> str:
    """The application role's address of this test's messaging database."""
    return messaging_database.url


@pytest.fixture
async def redis_url(stack: EmbeddedStack) -> str:
    """An empty numbered database of Valkey, this test's own while it runs."""
    url = stack.valkey_url(1)
    client = Redis.from_url(url)
    await client.flushdb()
    await client.aclose()
    return url


@pytest.fixture
def service_environ(
    identity_database: FreshDatabase, messaging_database: FreshDatabase, redis_url: str, stack: EmbeddedStack
) -> dict[str, str]:
    """The settings of a server on this test's databases."""
    return {
        "IDENTITY_DATABASE_URL": identity_database.url,
        "MESSAGING_DATABASE_URL": messaging_database.url,
        "REDIS_URL": redis_url,
        "WEBTHERAPY_DATA_DIR": os.fspath(stack.folders.data),
        "WEBTHERAPY_PEPPER_DIR": os.fspath(stack.folders.pepper),
        "WEBTHERAPY_STRICT_LOG": "true",
        "WEBTHERAPY_STAFF_SECOND_FACTOR": "offered",
        "PATH": os.environ.get("PATH", os.defpath),
    }


@pytest.fixture
async def serve_process(service_environ: Mapping[str, str]) -> AsyncIterator[ServeProcess]:
    """What starts real servers on this test's databases: call it with further settings by name, and await.

    It does not heal by itself: `kill()` and `start_again()` it. Its log is in `served.log_text()`.
    """
    async with AsyncExitStack() as exits:

        async def serve(**more: str) -> ServedProcess:
            return await exits.enter_async_context(ServedProcess({**service_environ, **more}))

        yield serve


@pytest.fixture
async def tcp_proxy() -> AsyncIterator[TcpProxy]:
    """A proxy on a free port of 127.0.0.1: `await tcp_proxy.open(port)`, then cut and restore it."""
    async with TcpProxy() as proxy:
        yield proxy


@pytest.fixture
def free_port() -> int:
    """A port of 127.0.0.1 that nobody listened on a moment ago; prefer port 0 wherever the server can say what it got."""
    return _free_port()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
