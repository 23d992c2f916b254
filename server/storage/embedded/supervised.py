"""`Supervised`: keeps one embedded server running. When it dies it is started again, with growing patience."""

import asyncio
import signal
from contextlib import suppress
from typing import Final, Protocol, Self

from server.errors import ServerError
from server.log import describe, get_log
from server.storage.embedded.process import ChildProcess

_log = get_log("embedded")

_FIRST_PAUSE: Final = 0.05
_LONGEST_PAUSE: Final = 2.0


class Service(Protocol):
    """Something that can be started again and again."""

    name: str

    async def start(self) -> ChildProcess:
        """Return when it is ready to serve."""

    async def stop(self, child: ChildProcess) -> None:
        """End it in order."""


class Supervised:
    """`async with Supervised(service):` has it running throughout, but for the moments after a crash."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._child: ChildProcess | None = None
        self._ready = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Start it, and keep it running from now on."""
        self._child = await self._service.start()
        self._ready.set()
        self._keeper = asyncio.create_task(self._keep())

    async def close(self) -> None:
        """End it for good."""
        if self._keeper is not None:
            self._keeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeper
        if self._child is not None:
            await self._service.stop(self._child)

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def pid(self) -> int:
        """The process that runs now."""
        if self._child is None:
            raise RuntimeError("it has not been started")
        return self._child.pid

    def kill(self) -> None:
        """SIGKILL, as an accident would: for tests. It is started again by itself."""
        if self._child is not None:
            self._ready.clear()
            self._child.send(signal.SIGKILL)

    async def healed(self) -> None:
        """Return once it is running and ready."""
        await self._ready.wait()

    async def _keep(self) -> None:
        while self._child is not None:
            status = await self._child.wait()
            self._ready.clear()
            _log.warning("service_died", service=self._service.name, status=status)
            self._child = await self._restart()
            self._ready.set()
            _log.info("service_restarted", service=self._service.name)

    async def _restart(self) -> ChildProcess:
        """Try until it works. The first tries fail when the dead one's children still hold its memory."""
        pause, attempt = _FIRST_PAUSE, 1
        while True:
            try:
                return await self._service.start()
            except (ServerError, OSError, TimeoutError) as error:
                _log.warning("service_not_started", service=self._service.name, attempt=attempt, **describe(error))
            await asyncio.sleep(pause)
            pause, attempt = min(pause * 2, _LONGEST_PAUSE), attempt + 1
