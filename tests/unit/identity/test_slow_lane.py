import asyncio
import os
import platform
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from server.errors import SlowLaneFault
from server.identity.slow_hashes import NO, YES
from server.identity.slow_lane import PROGRAM, SlowLane
from server.identity.yielding import LONG_SLICE_NS

SALT = bytes(16)
QUICK = (1, 8)

TICK_SECONDS = 1 / os.sysconf("SC_CLK_TCK")
"""In which the kernel counts what a process worked."""


@pytest.fixture(name="lane")
def _lane() -> Iterator[SlowLane]:
    lane = SlowLane(*QUICK)
    yield lane
    lane.close()


def _told_of(process: int, what: str) -> bytes:
    """What the kernel tells of a process; nothing where there is none, or no such thing."""
    place = Path(f"/proc/{process}/{what}")
    return place.read_bytes() if place.exists() else b""


async def _until(comes: Callable[[], bool]) -> None:
    while not comes():  # noqa: ASYNC110 - what other processes do has no event
        await asyncio.sleep(0)


async def _made(lane: SlowLane, key: bytes) -> bytes:
    return bytes.fromhex((await lane.ask("make", SALT, key)).decode())


async def test_everyone_hears_their_own_answer(lane: SlowLane) -> None:
    """Many at once, some of whom left before their turn: right keys are right and wrong ones wrong, each for who asked."""
    keys = [os.urandom(32) for _ in range(20)]
    made = await asyncio.gather(*(_made(lane, key) for key in keys))
    gone = [asyncio.create_task(lane.ask("check", made[0], keys[1])) for _ in range(5)]
    await asyncio.sleep(0)
    for each in gone:
        each.cancel()
    said = await asyncio.gather(*(lane.ask("check", verifier, key) for verifier in made[:3] for key in keys[:3]))
    assert said == [YES if row == column else NO for row in range(3) for column in range(3)]
    assert lane.waiting == 0


async def test_it_is_a_process_that_yields_and_knows_nothing(lane: SlowLane, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own process, not a thread of ours, for idle processors only and in long slices, in a session of its own, where no Ctrl-C reaches it; it has none of our environment."""
    monkeypatch.setenv("WEBTHERAPY_CANARY", "a credential")
    await _made(lane, SALT)
    process = lane.process_id
    assert process is not None
    assert process not in (os.getpid(), os.getsid(0))
    assert os.getsid(process) == process
    assert os.sched_getscheduler(process) == os.SCHED_IDLE
    assert _slice_ns(process) in (None, LONG_SLICE_NS)
    assert b"WEBTHERAPY_CANARY" not in _told_of(process, "environ")


async def test_it_rests_for_as_long_as_it_worked() -> None:
    """However many wait, half of the time the processor is everyone else's."""
    slow = SlowLane(2, 19_456)
    await _made(slow, SALT)
    process = slow.process_id
    assert process is not None
    begun, worked = time.monotonic(), _processor_seconds(process)
    await asyncio.gather(*(_made(slow, SALT) for _ in range(12)))
    took, worked = time.monotonic() - begun, _processor_seconds(process) - worked
    slow.close()
    # A busy machine only makes it take longer; the last of the twelve rests after its answer.
    assert worked <= took / 2 + worked / 12 + 2 * TICK_SECONDS


async def test_a_process_that_died_is_replaced(lane: SlowLane) -> None:
    """Who waited is told that it is our fault, at once; the next is answered by another process."""
    slow = SlowLane(1_000, 65_536)
    waiting = asyncio.create_task(slow.ask("make", SALT, SALT))
    await _until(lambda: slow.waiting == 1)
    process = slow.process_id
    assert process is not None
    os.kill(process, signal.SIGKILL)
    with pytest.raises(SlowLaneFault):
        await waiting
    slow.close()
    await _made(lane, SALT)
    before = lane.process_id
    assert before is not None
    os.kill(before, signal.SIGKILL)
    await _until(lambda: lane.process_id != before)
    await _made(lane, SALT)
    assert lane.process_id != before


async def test_a_closed_lane_answers_nobody(lane: SlowLane) -> None:
    """Who waits when it closes, and who comes after, is told; no process is left."""
    await _made(lane, SALT)
    process = lane.process_id
    assert process is not None
    waiting = asyncio.create_task(lane.ask("make", SALT, SALT))
    await _until(lambda: lane.waiting == 1)
    lane.close()
    for late in (waiting, lane.ask("make", SALT, SALT)):
        with pytest.raises(SlowLaneFault):
            await late
    assert _told_of(process, "environ") == b""


def test_the_program_ends_with_who_started_it() -> None:
    """A server that is killed leaves nothing behind: when the input ends, so does the program."""
    command = [sys.executable, str(PROGRAM), *(str(each) for each in QUICK)]
    ended = subprocess.run(command, input=b"", capture_output=True, timeout=60, check=True)
    assert (ended.stdout, ended.stderr) == (b"", b"")


def _processor_seconds(process: int) -> float:
    fields = _told_of(process, "stat").rpartition(b") ")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK_SECONDS


def _slice_ns(process: int) -> int | None:
    """What the kernel grants it at a time; None where it does not say, or lets nobody choose (before Linux 6.12)."""
    release = tuple(int(number) for number in re.findall(r"\d+", platform.release())[:2])
    told = Path(f"/proc/{process}/sched")
    found = re.search(r"^se\.slice\s*:\s*(\d+)", told.read_text() if told.exists() else "", re.MULTILINE)
    return int(found[1]) if found and release >= (6, 12) else None
