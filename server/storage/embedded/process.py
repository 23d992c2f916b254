"""`ChildProcess`: a program that ends when we do, even when we are killed; and whether a number in a pid file is still that program."""

import asyncio
import ctypes
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Final, Self

from server.errors import ConfigurationError

_PR_SET_PDEATHSIG: Final = 1
_LIBC: Final = ctypes.CDLL(None)  # loaded before any fork: a child may do very little
_LOG_BYTES: Final = 10 * 1024 * 1024
POLL_SECONDS: Final = 0.01


class ChildProcess:
    """A running child in a session of its own, so that the terminal's Ctrl-C reaches us alone and we choose the order.

    The kernel sends it `orphan_signal` when the thread that started it ends: start it from the main thread.
    """

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(
        cls,
        words: Sequence[str],
        *,
        orphan_signal: signal.Signals,
        environ: Mapping[str, str],
        folder: Path,
        log: Path | None = None,
        keep: Sequence[int] = (),
    ) -> Self:
        """Start a program in `folder`. What it prints is appended to `log`, or goes where ours goes; it inherits the files `keep`."""
        with _open_log(log) if log is not None else nullcontext(None) as output:
            process = await asyncio.create_subprocess_exec(
                *words,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=dict(environ),
                cwd=folder,
                pass_fds=tuple(keep),
                start_new_session=True,
                preexec_fn=_dies_with(os.getpid(), orphan_signal),
            )
        return cls(process)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def status(self) -> int | None:
        """Its exit status, negative for a signal; None while it runs."""
        return self._process.returncode

    async def wait(self) -> int:
        """Its exit status once it has ended."""
        return await self._process.wait()

    def send(self, which: signal.Signals) -> None:
        """Send a signal; nothing happens when it has ended."""
        if self.status is None:
            self._process.send_signal(which)

    async def stop(self, *signals: tuple[signal.Signals, float]) -> None:
        """Ask it to end, by each signal in turn with its seconds of patience; SIGKILL when it has heard them all."""
        for which, seconds in signals:
            self.send(which)
            try:
                await asyncio.wait_for(self.wait(), seconds)
            except TimeoutError:
                continue
            return
        self.send(signal.SIGKILL)
        await self.wait()


def is_running(pid: int, mark: str) -> bool:
    """Whether `pid` is a live process whose command line contains `mark`: neither a zombie nor a stranger with a reused number."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return False
    return state not in {"Z", "X"} and mark in words


async def wait_until_gone(pid: int, mark: str, signals: Sequence[tuple[signal.Signals, float]]) -> None:
    """See a predecessor out: each signal in turn with its seconds of patience. Raises ConfigurationError when it stays."""
    for which, seconds in signals:
        if not is_running(pid, mark):
            return
        os.kill(pid, which)
        deadline = time.monotonic() + seconds
        while is_running(pid, mark) and time.monotonic() < deadline:
            await asyncio.sleep(POLL_SECONDS)
    if is_running(pid, mark):
        raise ConfigurationError(f"process {pid} of an earlier run does not end: end it, then try again")


def _dies_with(parent: int, orphan_signal: signal.Signals) -> Callable[[], None]:
    def in_child() -> None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(orphan_signal), 0, 0, 0)
        if os.getppid() != parent:  # it died in between
            os._exit(1)

    return in_child


@contextmanager
def _open_log(path: Path) -> Iterator[int]:
    """A file descriptor for appending, private to us, closed when the child has its own."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > _LOG_BYTES:
        path.replace(path.with_suffix(".old"))
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
