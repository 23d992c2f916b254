"""The program that runs Argon2id beside the server, one after the other: `slow_hashes.py PASSES MEMORY_KIB`.

A line in, a line out, in hex: `make SALT KEY` gives a verifier, `check VERIFIER KEY` gives `yes` or `no`. It ends when its input does. It
knows no database, no pepper and nothing else of the server; slow_lane.py starts it.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type, hash_secret, verify_secret

NICENESS: Final = 10
"""Of its own session. Linux shares the processor among sessions before it looks within them: a tenth of what everyone else gets,
so that who talks hardly notices, and who signs in is never put off for good."""

AUTOGROUP: Final = Path("/proc/self/autogroup")

HASH_BYTES: Final = 32

YES: Final = b"yes"
NO: Final = b"no"


def yield_to_everyone() -> None:
    """Whoever is signing in waits for whoever is talking, never the reverse.

    A processor that is at idle work counts as free for whoever wakes up, PostgreSQL and Valkey too, which are in sessions of their own.
    """
    os.setsid()
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    with suppress(OSError):  # a kernel may have no sessions to share among
        AUTOGROUP.write_text(str(NICENESS), encoding="ascii")


def answer(line: bytes, passes: int, memory_kib: int) -> bytes:
    """The answer to a line."""
    act, *words = line.split()
    first, key = (bytes.fromhex(word.decode("ascii")) for word in words)
    if act == b"make":
        return hash_secret(key, first, passes, memory_kib, 1, HASH_BYTES, Type.ID).hex().encode("ascii")
    try:
        verify_secret(first, key, Type.ID)
    except (VerificationError, InvalidHashError):
        return NO
    return YES


def main() -> None:
    """Answer until there is nothing more to answer."""
    yield_to_everyone()
    passes, memory_kib = (int(word) for word in sys.argv[1:])
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(answer(line, passes, memory_kib) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
