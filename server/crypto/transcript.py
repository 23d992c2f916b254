"""The transcript (crypto.md §8): a chain of heads over what was committed, in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

import msgspec

from server.crypto.canonical import MAX_UINT, Body, Uint
from server.crypto.checks import hashes, same
from server.crypto.hashing import sha256
from server.errors import ProofError

_encode = msgspec.msgpack.Encoder().encode


class EntryKind(IntEnum):
    """What an entry's payload is."""

    EPOCH = 1
    ENVELOPE = 2


class Entry(Body, frozen=True):
    """One committed entry, as frames carry it: [sequence, time, kind, payload]."""

    sequence: Uint
    time: Uint
    kind: EntryKind
    payload: bytes


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a transcript: after which entry, when that was, the head there. At first: (0, 0, head(0))."""

    sequence: int
    time: int
    head: bytes


def next_head(head: bytes, sequence: int, time: int, kind: EntryKind, payload: bytes) -> bytes:
    """head(n) from the head before and entry n."""
    hashes(head)
    # As hash_of does it, but for its look at every part: they have types here, and every message passes.
    if not (0 <= sequence <= MAX_UINT and 0 <= time <= MAX_UINT):
        raise ProofError("malformed")
    return sha256(_encode(("webtherapy/v1/head", head, sequence, time, int(kind), payload)))


def verify_run(start: Position, entries: Iterable[Entry]) -> Position:
    """Where the entries lead from `start`. Reasons: gap, time_went_back."""
    sequence, time, head = start.sequence, start.time, start.head
    hashes(head)
    for entry in entries:
        if entry.sequence != sequence + 1:
            raise ProofError("gap")
        if entry.time < time:
            raise ProofError("time_went_back")
        sequence, time = entry.sequence, entry.time
        head = next_head(head, sequence, time, entry.kind, entry.payload)
    return Position(sequence, time, head)


def check_head(position: Position, head: bytes) -> None:
    """ProofError("wrong_head") unless `head` is the one that the entries led to."""
    same(position.head, head, "wrong_head")
