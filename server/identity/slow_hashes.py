"""The program that runs Argon2id beside the server, one after the other: `slow_hashes.py PASSES MEMORY_KIB`.

A line in, a line out, in hex: `make SALT KEY` gives a verifier, `check VERIFIER KEY` gives `yes` or `no`. It ends when its input does. It
knows no database and no pepper; slow_lane.py starts it. Whoever is signing in waits for whoever is talking, never the reverse: after each
it rests for as long as it worked, for Linux notices only some milliseconds later that somebody else wants the processor it is at.
"""

import sys
import time
from typing import Final

from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type, hash_secret, verify_secret

from server.identity.yielding import yield_to_everyone

NICENESS: Final = 10
"""A tenth of what everyone else gets: who talks hardly notices, and who signs in is never put off for good."""

HASH_BYTES: Final = 32

YES: Final = b"yes"
NO: Final = b"no"


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
    yield_to_everyone(NICENESS)
    passes, memory_kib = (int(word) for word in sys.argv[1:])
    for line in sys.stdin.buffer:
        begun = time.process_time()
        sys.stdout.buffer.write(answer(line, passes, memory_kib) + b"\n")
        sys.stdout.buffer.flush()
        time.sleep(time.process_time() - begun)


if __name__ == "__main__":
    main()
