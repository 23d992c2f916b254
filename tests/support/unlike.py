"""Accounts whose names differ: pages call people by a word and a number, and where two have the same, a test takes one for the other."""

import os
from typing import Final

from server.ids import ID_BYTES

WORDS: Final = 64
"""So many words are there (client_web/src/state/alias.ts); the first byte chooses one, the next two the number."""


class Unlike:
    """Draws at random, as `os.urandom` does, but for an account's first three bytes: those it counts."""

    def __init__(self) -> None:
        self._drawn = 0

    def __call__(self, length: int) -> bytes:
        """So many bytes."""
        drawn = os.urandom(length)
        if length != ID_BYTES:
            return drawn
        number, word = divmod(self._drawn, WORDS)
        self._drawn += 1
        return bytes([word]) + number.to_bytes(2) + drawn[3:]
