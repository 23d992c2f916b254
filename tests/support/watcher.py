"""`Watcher`: runs a program and notes every address that it, or a program that it starts, connects or sends to (watched.py)."""

import errno
import fcntl
import os
import select
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

from tests.support import watched

PROGRAM: Final = Path(watched.__file__)
STOP_SECONDS: Final = 10.0
LOOK_MILLISECONDS: Final = 200

# struct seccomp_notif: id, process, flags, number of the call, architecture, where from, six arguments.
_QUESTION = struct.Struct("QIIiIQ6Q")
_ANSWER = struct.Struct("QqiI")
_GO_ON = 1
_RECEIVE = 3 << 30 | _QUESTION.size << 16 | ord("!") << 8
_SEND = 3 << 30 | _ANSWER.size << 16 | ord("!") << 8 | 1


class Watcher:
    """A program under watch for as long as the context lasts; `places` is where it went."""

    def __init__(self, words: Sequence[str], environ: Mapping[str, str], keep: Sequence[int] = ()) -> None:
        self._words = words
        self._environ = dict(environ)
        self._keep = tuple(keep)
        self._names = {watched.numbers()[name]: name for name in watched.WATCHED}
        self._over = threading.Event()
        self.places: list[str] = []

    def __enter__(self) -> Self:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            words = [sys.executable, str(PROGRAM), str(theirs.fileno()), *self._words]
            self._process = subprocess.Popen(words, env=self._environ, pass_fds=(theirs.fileno(), *self._keep))
            theirs.close()
            _, (self._listener,), _, _ = socket.recv_fds(ours, 1, 1)
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self.wait()
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._over.set()
        self._thread.join()
        os.close(self._listener)

    def wait(self) -> int:
        """Its exit status, once it has ended."""
        return self._process.wait(STOP_SECONDS)

    def _watch(self) -> None:
        asked = select.poll()
        asked.register(self._listener, select.POLLIN)
        while not self._over.is_set():
            if any(event & select.POLLIN for _, event in asked.poll(LOOK_MILLISECONDS)):
                # Who was killed while it asked is not there any more to be answered.
                with suppress(FileNotFoundError):
                    self._answer_one()

    def _answer_one(self) -> None:
        question = bytearray(_QUESTION.size)
        fcntl.ioctl(self._listener, _RECEIVE, question)
        number, process, _, call, _, _, *arguments = _QUESTION.unpack(question)
        name = self._names[call]
        if name == watched.RING:
            answer = _ANSWER.pack(number, 0, -errno.ENOSYS, 0)
        else:
            with suppress(ProcessLookupError):
                self.places += _places(name, process, arguments)
            answer = _ANSWER.pack(number, 0, 0, _GO_ON)
        fcntl.ioctl(self._listener, _SEND, bytearray(answer))


def _places(call: str, process: int, arguments: Sequence[int]) -> list[str]:
    """Where a call goes to; nothing when it goes where the socket is connected to already."""
    if call == "connect":
        return [_place(_memory(process, arguments[1], arguments[2]))]
    if call == "sendto":
        return [_place(_memory(process, arguments[4], arguments[5]))] if arguments[4] else []
    if call == "sendmsg":
        address, length = struct.unpack("QI", _memory(process, arguments[1], 12))
        return [_place(_memory(process, address, length))] if address else []
    return [call]


def _memory(process: int, address: int, length: int) -> bytes:
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        memory.seek(address)
        return memory.read(length)


def _place(address: bytes) -> str:
    """A struct sockaddr in words."""
    (family,) = struct.unpack_from("H", address)
    if family == socket.AF_UNIX:
        path = address[2:]
        return f"unix {(path[:1] + path[1:].split(bytes(1))[0]).decode(errors='replace')}"
    if family in (socket.AF_INET, socket.AF_INET6):
        start, end = (4, 8) if family == socket.AF_INET else (8, 24)
        (port,) = struct.unpack_from("!H", address, 2)
        return f"{socket.inet_ntop(family, address[start:end])} {port}"
    return f"family {family}"
