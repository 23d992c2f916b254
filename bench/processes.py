"""Starting what is measured, knowing what it uses, and ending it."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

HOME: Final = Path(__file__).resolve().parent.parent
START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 15.0
SHOWN_BYTES: Final = 4_000

UVICORN_FLAGS: Final = (
    "--ws=websockets-sansio",
    "--loop=uvloop",
    "--ws-per-message-deflate=false",
    "--ws-max-size=65536",
    "--no-access-log",
    "--log-level=warning",
)
"""The baseline runs as the real server does."""


class Running:
    """A server that answers."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.port = port
        self._process = process

    def memory(self) -> int:
        """Bytes that the server holds (its proportional share of memory, as Linux counts it)."""
        rollup = Path(f"/proc/{self._process.pid}/smaps_rollup").read_text(encoding="ascii")
        return 1024 * sum(int(size) for size in re.findall(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE))

    def cpu_seconds(self) -> float:
        """Processor time used so far."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        """Ends it as a power cut does."""
        self._process.kill()
        self._process.wait()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], place: int | Path, environment: Mapping[str, str]) -> Iterator[Running]:
    """Starts a server, waits until it answers at its port or unix socket, ends it. What it says is shown only if something fails."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603  (our own programs)
            [sys.executable, *command],
            env={**os.environ, "PYTHONPATH": str(HOME), **environment},
            cwd=HOME,
            stdout=said,
            stderr=said,
        )
        try:
            _await_answer(process, place)
            yield Running(process, place if isinstance(place, int) else 0)
        except BaseException:
            said.seek(0)
            sys.stderr.buffer.write(said.read()[-SHOWN_BYTES:])
            raise
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def naive_server(database_url: str, redis_url: str, *, verify: bool) -> Iterator[Running]:
    """bench/naive.py on its own database."""
    port = free_port()
    command = ["-m", "uvicorn", "bench.naive:create_app", "--factory", f"--port={port}", *UVICORN_FLAGS]
    environment = {
        "NAIVE_DATABASE_URL": database_url,
        "NAIVE_REDIS_URL": redis_url,
        "NAIVE_VERIFY": "1" if verify else "0",
    }
    with running(command, port, environment) as server:
        yield server


def _await_answer(process: subprocess.Popen[bytes], place: int | Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"a server ended while it started, with status {process.returncode}")
        if _answers(place):
            return
        time.sleep(0.05)
    raise RuntimeError("a server did not answer in time")


def _answers(place: int | Path) -> bool:
    """Whether a request is answered, with whatever: a socket that only listens may have nobody behind it yet."""
    with contextlib.suppress(OSError), _reach(place) as probe:
        probe.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return bool(probe.recv(1))
    return False


def _reach(place: int | Path) -> socket.socket:
    if isinstance(place, int):
        return socket.create_connection(("127.0.0.1", place), 1.0)
    probe = socket.socket(socket.AF_UNIX)
    probe.settimeout(1.0)
    probe.connect(str(place))
    return probe
