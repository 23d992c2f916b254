"""The program that another runs under watch: `watched.py SOCKET WORD…` hands a seccomp listener over, then becomes the words.

From then on the kernel asks whoever holds the listener before that program, or any that it starts, connects or sends to an address. It
needs no privilege and nothing installed; whatever the program is written in, it cannot go round it.
"""

import ctypes
import os
import platform
import queue
import socket
import struct
import sys
import threading
from typing import Final

CALLS: Final = {
    "x86_64": {"connect": 42, "sendto": 44, "sendmsg": 46, "sendmmsg": 307, "seccomp": 317, "io_uring_setup": 425},
    "aarch64": {"connect": 203, "sendto": 206, "sendmsg": 211, "sendmmsg": 269, "seccomp": 277, "io_uring_setup": 425},
}
"""Numbers of system calls."""

RING: Final = "io_uring_setup"
"""What goes through a ring is not asked about, so there are none: programs do without."""

WATCHED: Final = ("connect", "sendto", "sendmsg", "sendmmsg", RING)

_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _ASK = 0x7FFF0000, 0x7FC00000
_NO_NEW_PRIVILEGES = 38
_SET_FILTER, _NEW_LISTENER = 1, 8


class _Filter(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def numbers() -> dict[str, int]:
    """This machine's."""
    return CALLS[platform.machine()]


def _steps() -> bytes:
    """Load the call's number; ask about those that are watched, allow all others."""
    asked = [numbers()[name] for name in WATCHED]
    steps = [struct.pack("HBBI", _LOAD, 0, 0, 0)]
    steps += [struct.pack("HBBI", _JUMP_IF_EQUAL, len(asked) - place, 0, number) for place, number in enumerate(asked)]
    return b"".join([*steps, struct.pack("HBBI", _RETURN, 0, 0, _ALLOW), struct.pack("HBBI", _RETURN, 0, 0, _ASK)])


def _listener() -> int:
    """From here on this thread, and whatever it becomes, is asked about."""
    libc = ctypes.CDLL(None, use_errno=True)
    steps = _steps()
    asking = _Filter(len(steps) // 8, steps)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "no_new_privs")
    listener = int(libc.syscall(numbers()["seccomp"], _SET_FILTER, _NEW_LISTENER, ctypes.byref(asking)))
    if listener < 0:
        raise OSError(ctypes.get_errno(), "seccomp")
    return listener


def main() -> None:
    """Hand it over from a thread that is not watched yet: the watcher cannot answer before it has the listener."""
    made: queue.SimpleQueue[int] = queue.SimpleQueue()
    with socket.socket(fileno=int(sys.argv[1])) as watcher:
        sender = threading.Thread(target=lambda: socket.send_fds(watcher, [b"."], [made.get()]))
        sender.start()
        made.put(_listener())
        sender.join()
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606 - the test's own program


if __name__ == "__main__":
    main()
