"""The service as the demo runs it: `python -m server run` on a data directory, ended with the demo whatever happens."""

import asyncio
import ctypes
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

_PR_SET_PDEATHSIG: Final = 1
_LIBC: Final = ctypes.CDLL(None)  # loaded before any fork: a child may do very little
_STOP_SECONDS: Final = 4.5
_ADDRESS: Final = "webtherapy is at "


class DemoError(Exception):
    """The demo cannot go on; the text is for the person at the terminal."""


@dataclass(frozen=True, slots=True, repr=False)
class Issued:
    """A sheet: what the person whom an account is for would be handed on paper."""

    number: str
    activation: str


class Service:
    """`with Service(…) as service:` has it answering at `service.url`."""

    def __init__(self, data: Path, port: int, processes: int) -> None:
        self.url = ""
        self.log = data / "log" / "server.log"
        self._data = data
        self._words = ["run", "--demo", "--data", str(data), "--port", str(port), "--processes", str(processes)]
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._process = subprocess.Popen(  # noqa: S603 - our own words
            [sys.executable, "-m", "server", *self._words],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            start_new_session=True,  # the terminal's Ctrl-C reaches the demo, which then ends the service in order
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - one system call, made ready before the fork
        )
        try:
            self._await_address(self._process)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends it in order; what has been acknowledged is on disk, so that even the last resort loses nothing."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._reader is not None:
            self._reader.join(1)

    async def ended(self) -> int:
        """Waits until the service has ended by itself; its exit status."""
        assert self._process is not None
        return await asyncio.to_thread(self._process.wait)

    def install_root(self, public: bytes) -> None:
        """Tells the service which practice it serves, by the command line."""
        self._tell("root", public.hex())

    def issue(self, roles: Sequence[str]) -> list[Issued]:
        """Issues accounts by the command line, as a practice would."""
        words = [word for role in roles for word in ("--role", role)]
        sheets = [json.loads(line) for line in self._tell("issue", *words, "--json").splitlines()]
        return [Issued(sheet["number"], sheet["activation"]) for sheet in sheets]

    def _tell(self, action: str, *words: str) -> str:
        done = subprocess.run(  # noqa: S603 - our own words
            [sys.executable, "-m", "server", "staff", action, *words, "--data", str(self._data)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise DemoError(f"`webtherapy staff {action}` failed: {done.stderr.strip()}")
        return done.stdout

    def _await_address(self, process: subprocess.Popen[str]) -> None:
        output = process.stdout
        assert output is not None
        last = ""
        with self.log.open("a") as log:
            for line in output:
                log.write(line)
                last = line.strip() or last
                if line.startswith(_ADDRESS):
                    self.url = line.removeprefix(_ADDRESS).strip()
                    self._reader = threading.Thread(target=_drain, args=(output, self.log), daemon=True)
                    self._reader.start()
                    return
        raise DemoError(f"the service did not start: {last} (more in {self.log})")


def _drain(output: IO[str], path: Path) -> None:
    """Keeps the service's own log in a file: the terminal belongs to the demo."""
    with path.open("a") as log:
        for line in output:
            log.write(line)
            log.flush()


def _end_with_parent() -> None:
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
