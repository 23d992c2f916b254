"""The whole server inside the test's own process, for tests that look at what it does while it does it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn

from server.app import create_app
from server.commands.listening import listen, port_of
from server.settings import Settings


@asynccontextmanager
async def serving(environ: Mapping[str, str], static: Path) -> AsyncIterator[str]:
    """A server on a free port of this machine; its origin."""
    # The port is chosen before the settings are read, because they name the origin.
    bound = listen(Settings(port=0))
    port = port_of(bound)
    settings = Settings.from_environ({**environ, "WEBTHERAPY_PORT": str(port), "WEBTHERAPY_STATIC_DIR": str(static)})
    config = uvicorn.Config(
        create_app(settings),
        ws="websockets-sansio",
        ws_max_size=65_536,
        ws_per_message_deflate=False,
        lifespan="on",
        log_config=None,
        access_log=False,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[bound]))
    try:
        await server.answers.wait()
        yield settings.origin
    finally:
        server.should_exit = True
        await task


class _Server(uvicorn.Server):
    """It says when it answers, and leaves the signals to the test runner."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.answers = asyncio.Event()

    async def startup(self, sockets: "list[object] | None" = None) -> None:  # type: ignore[override]  # only passed on
        await super().startup(sockets)  # type: ignore[arg-type]
        self.answers.set()

    def install_signal_handlers(self) -> None:
        """None."""
