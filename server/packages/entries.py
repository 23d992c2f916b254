"""envelopes.bin (crypto.md §13.2): the entries of all parts as they were committed, each with what opens it."""

from collections.abc import Iterable, Iterator
from typing import Final

from server.crypto.canonical import MAX_BYTES, Body, Uint, encode_array, read
from server.crypto.message_opening import OPENING_BYTES
from server.crypto.transcript import Entry, EntryKind
from server.errors import ProofError

_LENGTH_BYTES: Final = 4


class PackedEntry(Body, frozen=True):
    """An entry, and its opening: empty for an epoch's, which everyone can read."""

    sequence: Uint
    time: Uint
    kind: EntryKind
    payload: bytes
    opening: bytes

    def __post_init__(self) -> None:
        if len(self.opening) != (0 if self.kind is EntryKind.EPOCH else OPENING_BYTES):
            raise ProofError("wrong_length")

    @property
    def entry(self) -> Entry:
        """What the transcript chains."""
        return Entry(sequence=self.sequence, time=self.time, kind=self.kind, payload=self.payload)


def pack_entry(entry: Entry, opening: bytes) -> bytes:
    """One entry of envelopes.bin."""
    packed = encode_array([entry.sequence, entry.time, int(entry.kind), entry.payload, opening])
    return len(packed).to_bytes(_LENGTH_BYTES, "big") + packed


def pack_entries(entries: Iterable[tuple[Entry, bytes]]) -> bytes:
    """envelopes.bin."""
    return b"".join(pack_entry(entry, opening) for entry, opening in entries)


def read_entries(data: bytes) -> Iterator[PackedEntry]:
    """The entries one after the other; ProofError where they end."""
    place = 0
    while place < len(data):
        begin = place + _LENGTH_BYTES
        length = int.from_bytes(data[place:begin], "big")
        place = begin + length
        if length > MAX_BYTES:
            raise ProofError("too_large")
        if place > len(data):
            raise ProofError("malformed")
        yield read(PackedEntry, data[begin:place])
