"""The demo as a person runs it (client_py/demo)."""

import asyncio
import re
import signal
import stat
import sys
from pathlib import Path

import pytest

from client_py.demo.seed import CAST
from client_py.demo.sign_ins import load
from server.crypto.number import check


async def start(data: Path, *words: str) -> asyncio.subprocess.Process:
    """`./dev demo`, once everything is set up."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "client_py.demo", "--data", str(data), "--port", "0", *words,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip


async def until(process: asyncio.subprocess.Process, word: str) -> str:
    """What it prints, up to the line that holds a word."""
    assert process.stdout is not None
    printed = ""
    while word not in printed:
        line = await process.stdout.readline()
        assert line, printed
        printed += line.decode()
    return printed


@pytest.mark.slow
async def test_the_demo_runs_once_and_again(tmp_path: Path) -> None:
    """Fresh: exit 0 after a whole exchange. Again: everything is still there, every sign-in is shown, Ctrl-C ends it."""
    data = tmp_path / "demo"
    once = await start(data, "--once")
    printed, _ = await once.communicate()
    assert once.returncode == 0, printed.decode()
    assert "What PostgreSQL holds" in printed.decode()
    kept = load(data)
    assert kept is not None
    assert [person.role for person in kept.people] == [role for _, role in CAST]
    assert all(check(person.number) for person in kept.people)
    assert stat.S_IMODE((data / "demo-sign-ins.json").stat().st_mode) == 0o600
    first = entries(printed.decode())

    again = await start(data)
    shown = await until(again, "Ctrl-C stops everything")
    assert all(person.number in shown and person.password in shown for person in kept.people)
    assert "Staff are not asked for a second factor in the demo" in shown
    assert "A recovery code can be made under Me." in shown
    assert entries(shown) > first
    again.send_signal(signal.SIGINT)
    assert await again.wait() == 0


def entries(printed: str) -> int:
    """How many entries the demo says the record has."""
    found = re.search(r"(\d+) entries, head", printed)
    assert found is not None
    return int(found[1])


async def test_the_demo_leaves_foreign_folders_alone(tmp_path: Path) -> None:
    """A data directory that it did not make is refused with a sentence, and stays as it was."""
    (tmp_path / "thesis.txt").write_text("ten years of work")
    refused = await start(tmp_path, "--once")
    printed, _ = await refused.communicate()
    assert refused.returncode == 1
    assert b"choose another --data" in printed
    assert names_in(tmp_path) == ["thesis.txt"]


def names_in(folder: Path) -> list[str]:
    """What lies there."""
    return [path.name for path in folder.iterdir()]
