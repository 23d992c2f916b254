"""Commands that begin warm: each is a process of its own, forked from one that has read the modules already.

Reading them anew would take longer than most commands do. Few tests start the real thing, cold; they show that it starts.
"""

import asyncio
import atexit
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import Final

REQUEST_BYTES: Final = 65_536
DESCRIPTORS: Final = 4
"""Standard input, output and error, and where the exit status goes."""


@cache
def _oven() -> socket.socket:
    """The way to this process's oven, which ends when nobody holds it any more."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with its:
        words = [sys.executable, "-m", "tests.support.warm", str(its.fileno())]
        oven = subprocess.Popen(words, pass_fds=[its.fileno()])

    def end() -> None:
        ours.close()
        oven.wait()

    atexit.register(end)
    return ours


async def run_warm(words: Sequence[str], stdin: bytes, environ: Mapping[str, str] | None) -> tuple[int, bytes, bytes]:
    """`python -m WORDS…`: its exit status, and what it wrote on standard output and error."""
    request = json.dumps([list(words), dict(os.environ if environ is None else environ)]).encode()
    assert len(request) < REQUEST_BYTES
    pipes = [os.pipe() for _ in range(DESCRIPTORS)]
    (its_in, our_in), (our_out, its_out), (our_err, its_err), (our_status, its_status) = pipes
    socket.send_fds(_oven(), [request], [its_in, its_out, its_err, its_status])
    for each in (its_in, its_out, its_err, its_status):
        os.close(each)
    work = (_read(our_out), _read(our_err), _read(our_status))
    _, out, err, status = await asyncio.gather(asyncio.to_thread(_write, our_in, stdin), *work)
    return os.waitstatus_to_exitcode(int(status)), out, err


async def _read(descriptor: int) -> bytes:
    with os.fdopen(descriptor, "rb") as pipe:
        return await asyncio.to_thread(pipe.read)


def _write(descriptor: int, content: bytes) -> None:
    # A command that refuses at once has ended before it read anything.
    with suppress(BrokenPipeError), os.fdopen(descriptor, "wb") as pipe:
        pipe.write(content)


def bake(door: socket.socket) -> None:
    """Fork a command for each request, until nobody can ask any more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        request, descriptors, _, _ = socket.recv_fds(door, REQUEST_BYTES, DESCRIPTORS)
        if not request:
            return
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            door.close()
            _see_through(request, descriptors)
        for each in descriptors:
            os.close(each)


def _see_through(request: bytes, descriptors: list[int]) -> None:
    """Start the command and say how it ended."""
    *standard, status = descriptors
    child = os.fork()
    if child == 0:
        os.close(status)
        for number, each in enumerate(standard):
            os.dup2(each, number)
            os.close(each)
        words, environ = json.loads(request)
        _become(words, environ)
    for each in standard:
        os.close(each)
    os.write(status, str(os.waitpid(child, 0)[1]).encode())
    os._exit(0)


def _become(words: list[str], environ: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environ)
    module, *sys.argv[1:] = words
    status: object = 0
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        status = ended.code
    except BaseException:  # noqa: BLE001  (as the interpreter itself would do)
        sys.excepthook(*sys.exc_info())
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status if isinstance(status, int) else int(status is not None))


if __name__ == "__main__":
    for module in ("client_py.ceremony.cli", "server.cli", "server.commands.staff"):
        importlib.import_module(module)

    bake(socket.socket(fileno=int(sys.argv[1])))
