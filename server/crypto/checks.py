"""The small checks that every structure shares (crypto.md §1.6): lengths, order, equality in constant time."""

import re
from collections.abc import Callable, Sequence
from hmac import compare_digest
from itertools import pairwise

from server.errors import ProofError
from server.ids import ID_BYTES

HASH_BYTES = 32
KEY_BYTES = 32
SIGNATURE_BYTES = 64
NONCE_BYTES = 24

_WORD = re.compile(r"[a-z]+(-[a-z]+)*")
_MAX_WORD_BYTES = 32

Random = Callable[[int], bytes]
"""So many random bytes; the last argument of whatever needs them."""


def exactly(length: int, *values: bytes) -> None:
    """ProofError("wrong_length") unless each value has `length` bytes."""
    for value in values:
        if len(value) != length:
            raise ProofError("wrong_length")


def ids(*values: bytes) -> None:
    """ProofError("wrong_length") unless each value is an id."""
    exactly(ID_BYTES, *values)


def hashes(*values: bytes) -> None:
    """ProofError("wrong_length") unless each value is a hash."""
    exactly(HASH_BYTES, *values)


def count(rows: Sequence[object], least: int, most: int) -> None:
    """ProofError("wrong_length") unless there are `least` to `most` rows."""
    if not least <= len(rows) <= most:
        raise ProofError("wrong_length")


def counted(version: int) -> None:
    """ProofError("malformed") unless `version` counts from 1."""
    if version < 1:
        raise ProofError("malformed")


def text_at_most(most: int, text: str) -> None:
    """ProofError("too_large") when the text has more bytes of UTF-8; ("malformed") when it has no UTF-8 at all."""
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise ProofError("malformed") from None
    if size > most:
        raise ProofError("too_large")


def word(text: str) -> None:
    """ProofError("malformed") unless it is lower-case words with hyphens between; "too_large" beyond 32 bytes (crypto.md §3.11)."""
    if not _WORD.fullmatch(text):
        raise ProofError("malformed")
    text_at_most(_MAX_WORD_BYTES, text)


def ascending(accounts: Sequence[bytes]) -> None:
    """ProofError("duplicate_member") or ("unsorted_members") unless each account is greater than the one before."""
    for before, after in pairwise(accounts):
        if before == after:
            raise ProofError("duplicate_member")
        if before > after:
            raise ProofError("unsorted_members")


def same(one: bytes, other: bytes, reason: str) -> None:
    """ProofError(reason) unless both are equal; compared in constant time."""
    if not compare_digest(one, other):
        raise ProofError(reason)


def drawn(random: Random, length: int) -> bytes:
    """`length` bytes from `random`; a source that gives fewer must never become a key or a nonce."""
    value = random(length)
    exactly(length, value)
    return value
