"""The transcript (crypto.md §8): a chain of heads over what was committed, in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from server.crypto.canonical import Body, Uint
from server.crypto.checks import hashes, same
from server.crypto.hashing import hash_of
from server.errors import ProofError


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
    return hash_of("webtherapy/v1/head", head, sequence, time, int(kind), payload)


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
