"""Identification numbers (crypto.md §3.1): ten digits, the first not zero, the last a Damm check digit."""

import re

from server.crypto.checks import Random, drawn
from server.errors import ProofError

_SHAPE = re.compile(r"[1-9][0-9]{9}", re.ASCII)
_FIRST = 100_000_000
_COUNT = 900_000_000
_DRAW_MASK = 2**30 - 1

# Damm's weakly totally anti-symmetric quasigroup of order 10: row = interim digit, column = next digit.
_QUASIGROUP = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def generate(random: Random) -> str:
    """A number drawn evenly from the 900 million there are. Whether it is taken already is the caller's question."""
    while True:
        drawn_value = int.from_bytes(drawn(random, 4), "big") & _DRAW_MASK
        if drawn_value < _COUNT:
            digits = str(_FIRST + drawn_value)
            return digits + str(_damm(digits))


def check(number: str) -> str:
    """The same number; ProofError("bad_number") unless it is well formed and its check digit fits."""
    if _SHAPE.fullmatch(number) is None or _damm(number) != 0:
        raise ProofError("bad_number")
    return number


def _damm(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = _QUASIGROUP[interim][int(digit)]
    return interim
