"""Being last in line for the processor: what a process does to itself whose work can wait while somebody else's cannot."""

import ctypes
import os
import platform
import struct
from contextlib import suppress
from pathlib import Path
from typing import Final

AUTOGROUP: Final = Path("/proc/self/autogroup")

LONG_SLICE_NS: Final = 6_000_000
"""Linux (6.12 and later) interrupts who works in long slices for who works in short ones, at once; of two alike, the one at work
keeps the processor to the end of its slice, and a message waits. Longer than anybody's own (3 ms at most), and no longer: on a machine
that is never free, who works in long slices also waits longer for the next."""

_SCHED_SETATTR: Final = {"x86_64": 314, "aarch64": 274}
"""The number of the system call: the C library knows no name for it yet."""

_ATTRIBUTES: Final = struct.Struct("=IIQiIQQQ")
"""size, policy, flags, nice, priority, runtime, deadline, period: `struct sched_attr`, as it was first."""


def yield_to_everyone(niceness: int) -> None:
    """From now on this process is in a session of its own with that niceness, at idle work, in long slices.

    Linux shares the processor among sessions before it looks within them. A processor that is at idle work counts as free for
    whoever wakes up, PostgreSQL and Valkey too, which are in sessions of their own.
    """
    os.setsid()
    _work_in_long_slices()
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    with suppress(OSError):  # a kernel may have no sessions to share among
        AUTOGROUP.write_text(str(niceness), encoding="ascii")


def _work_in_long_slices() -> None:
    """An older kernel pays no attention; one that refuses leaves everything as it was."""
    number = _SCHED_SETATTR.get(platform.machine())
    if number is not None:
        wanted = _ATTRIBUTES.pack(_ATTRIBUTES.size, os.SCHED_OTHER, 0, 0, 0, LONG_SLICE_NS, 0, 0)
        ctypes.CDLL(None).syscall(number, 0, wanted, 0)
