"""Keeps a `Connection` on sockets: dial, read, write, keep time, dial again (protocol.md §6)."""

import asyncio
import random
import time
from collections.abc import Callable
from typing import Final

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from client_py.connection import ENDING, Connection, State
from client_py.events import Event
from client_py.http import Http
from client_py.reconnect import wait_before
from client_py.socket import dial
from server.errors import Refusal, RefusalCode

CLOSE_MALFORMED: Final = 4400
CLOSE_SIGNED_OUT: Final = 4401
CLOSE_RESTARTING: Final = 1012


def now_ms() -> int:
    """Unix milliseconds."""
    return time.time_ns() // 1_000_000


class Line:
    """The one place where a client's sockets live. `heard` takes every event, in order, on the event loop."""

    def __init__(self, http: Http, connection: Connection, heard: Callable[[Event], None]) -> None:
        self.connection = connection
        self.reconnects = 0
        self._http = http
        self._heard = heard
        self._arrived = asyncio.Event()
        self._changed = asyncio.Event()
        self._hurry = asyncio.Event()

    def changed(self) -> None:
        """The shell has put something into a seat: look at once."""
        self._changed.set()

    def person_did(self) -> None:
        """The person has put something into a seat: look at once, and tell the server that somebody is there."""
        self.connection.person_did(now_ms())
        self.changed()

    async def arrival(self) -> None:
        """Waits until something more has come from the server, or the session has ended."""
        await self._arrived.wait()

    def network_is_back(self) -> None:
        """Do not wait out the pause before the next dial."""
        self._hurry.set()

    async def run(self) -> None:
        """Until the session ends; afterwards `connection.ended_by` says why."""
        attempt = 0
        while self.connection.ended_by is None:
            if await self._one_socket():
                attempt = 0
            if self.connection.ended_by is None:
                await self._pause(wait_before(attempt, random.random()))  # noqa: S311 - spreads load, keeps no secret
                attempt += 1
        self._tell_of_arrival()

    async def _one_socket(self) -> bool:
        """One socket's life; whether it was welcome."""
        welcome = False
        try:
            async with dial(self._http) as socket:
                self.connection.opened()
                try:
                    await self._speak(socket)
                finally:
                    welcome = self.connection.state is State.LIVE
        except Refusal as refusal:
            if refusal.code in ENDING:
                self.connection.end(refusal.code, refusal.reason)
        except OSError:
            pass  # no server there: wait and dial again
        self.reconnects += 1
        self.connection.lost()
        return welcome

    async def _speak(self, socket: ClientConnection) -> None:
        writer = asyncio.create_task(self._write(socket))
        try:
            async for data in socket:
                if isinstance(data, str):
                    raise Refusal(RefusalCode.MALFORMED)
                for event in self.connection.receive(data, now_ms()):
                    self._heard(event)
                self._changed.set()
                self._tell_of_arrival()
        except ConnectionClosed:
            pass
        finally:
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
        self._note_close(socket.close_code)

    def _tell_of_arrival(self) -> None:
        self._arrived.set()
        self._arrived = asyncio.Event()

    def _note_close(self, code: int | None) -> None:
        if code == CLOSE_SIGNED_OUT:
            self.connection.end(RefusalCode.SIGNED_OUT)
        elif code == CLOSE_MALFORMED:
            self.connection.end(self.connection.ended_by or RefusalCode.MALFORMED)
        elif code == CLOSE_RESTARTING:
            self._hurry.set()

    async def _write(self, socket: ClientConnection) -> None:
        try:
            while True:
                self._changed.clear()
                for event in self.connection.tick(now_ms()):
                    self._heard(event)
                for data in self.connection.frames_to_send():
                    await socket.send(data)
                await self._wait_for_change()
        except ConnectionClosed:
            pass  # the reader hears of it too

    async def _wait_for_change(self) -> None:
        deadline = self.connection.deadline()
        wait = None if deadline is None else max(0.0, (deadline - now_ms()) / 1000)
        try:
            async with asyncio.timeout(wait):
                await self._changed.wait()
        except TimeoutError:
            pass

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._hurry.wait()
        except TimeoutError:
            pass
        self._hurry.clear()
