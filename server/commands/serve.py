"""`serve`: one process of the service under uvicorn, or a supervisor of several that share a socket."""

import asyncio
import gc
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from server import log
from server.app import create_app
from server.commands.demo_root import refuse_demo_root
from server.commands.listening import BACKLOG, listen, port_of
from server.commands.worker import Worker
from server.errors import ConfigurationError
from server.log import get_log
from server.protocol.limits import MAX_FRAME_BYTES
from server.settings import Form, Settings
from server.storage.embedded.supervised import Supervised
from server.web.front.application import create_front

_log = get_log("serve")

GRACE_SECONDS: Final = 1
"""What a request that is under way may still take when the process is asked to end."""


def serve(settings: Settings, *, socket_number: int | None = None, ready_number: int | None = None) -> int:
    """Serve until SIGTERM or SIGINT; gives the exit status. The numbers are of inherited files: a listening socket, and a pipe
    that is told the port as soon as requests are answered.
    """
    log.configure(strict=settings.strict_log)
    refuse_demo_root(settings.data_dir, settings.demo)
    if socket_number is not None:
        return _serve_here(settings, socket.socket(fileno=socket_number), ready_number)
    bound = listen(settings)
    if settings.processes == 1:
        return _serve_here(settings, bound, ready_number)
    with bound:
        asyncio.run(_supervise(settings, bound))
    return 0


def until_told_to_stop() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    for which in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(which, stop.set)
    return stop


@asynccontextmanager
async def workers(count: int, bound: socket.socket, environ: dict[str, str]) -> AsyncIterator[None]:
    """Have `count` processes serve on the socket; one that dies is started again. They start and end side by side."""
    crew = [Supervised(Worker(bound, environ)) for _ in range(count)]
    try:
        async with asyncio.TaskGroup() as group:
            for each in crew:
                group.create_task(each.open())
        yield
    except* ConfigurationError as refused:
        raise refused.exceptions[0] from None
    finally:
        await asyncio.gather(*(each.close() for each in crew))


async def _supervise(settings: Settings, bound: socket.socket) -> None:
    stop = until_told_to_stop()
    async with workers(settings.processes, bound, dict(os.environ)):
        _log.info("workers_started", count=settings.processes, port=port_of(bound))
        await stop.wait()


def _serve_here(settings: Settings, bound: socket.socket, ready_number: int | None) -> int:
    app = _Remembering(create_front(settings) if settings.form is Form.FRONT else create_app(settings))
    server = _Announcing(_configuration(app, settings), settings, port_of(bound), ready_number)
    try:
        server.run(sockets=[bound])
    except KeyboardInterrupt:
        return 0
    except SystemExit:
        # uvicorn's way to say that the lifespan failed; it says why only to its log, which repeats no texts.
        if isinstance(app.failure, ConfigurationError):
            raise app.failure from None
        _log.error("not_started", **({} if app.failure is None else log.describe(app.failure)))
        return 1
    return 0


def _configuration(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    proxied = settings.behind_tls_proxy or settings.socket is not None
    return uvicorn.Config(
        app,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=MAX_FRAME_BYTES,
        ws_per_message_deflate=False,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        # The proxy sets these headers anew (docs/operations.md); without a proxy nobody is believed.
        proxy_headers=proxied,
        forwarded_allow_ips="*" if proxied else "",
        backlog=BACKLOG,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
    )


class _Announcing(uvicorn.Server):
    """Says when requests are answered."""

    def __init__(self, config: uvicorn.Config, settings: Settings, port: int, ready_number: int | None) -> None:
        super().__init__(config)
        self._form = settings.form
        self._port = port
        self._ready_number = ready_number

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        # What stands now stands for good. Everyone waits while cycles are looked for: some at a time, in less than a millisecond.
        gc.collect()
        gc.freeze()
        gc.set_threshold(2_000, 10, 100)
        _log.info("serving", form=self._form, port=self._port)
        if self._ready_number is not None:
            os.write(self._ready_number, f"{self._port}\n".encode())
            os.close(self._ready_number)


class _Remembering:
    """Keeps what made a lifespan fail: the servers around it only log it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.failure: BaseException | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except BaseException as error:
            if scope["type"] == "lifespan":
                self.failure = error
            raise
