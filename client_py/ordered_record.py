"""What the service gives of an order's epochs (crypto.md §7.3): words exactly where the basis covers them. Pure; more than that is refused as less is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from client_py.order_check import CheckedOrder
from client_py.order_documents import RecordEntry
from client_py.trust import Trust
from server.crypto.canonical import read
from server.crypto.checks import same
from server.crypto.envelope import Envelope, Outside, parse_envelope, read_outside, verify_outside
from server.crypto.epoch import EpochHeader
from server.crypto.release_scope import covers
from server.crypto.signing import SignedBody
from server.crypto.transcript import EntryKind, next_head
from server.errors import ProofError
from server.ids import AccountId, InstanceId, MessageId


@dataclass(frozen=True, slots=True, repr=False)
class GivenEnvelope:
    """An envelope of the order's epochs, proved in its place. `envelope` is None where its basis does not cover the words."""

    sequence: int
    time: int
    epoch: EpochHeader
    outside: Outside
    envelope: Envelope | None


@dataclass(frozen=True, slots=True)
class _Place:
    sequence: int
    time: int
    epoch: EpochHeader


class OrderedRecord:
    """The entries of an order, taken in order: every one from each opening on. `end` says whether that was all.

    Reasons: beyond_scope (words that the basis does not cover), gap (an entry, or words that it covers, are missing), wrong_head (not where
    others saw it), foreign_epoch, foreign_conversation, bad_signature, duplicate_member, time_went_back.
    """

    def __init__(self, trust: Trust, checked: CheckedOrder) -> None:
        if checked.match is None:
            raise ProofError("foreign_conversation")
        self._trust = trust
        self._checked = checked
        self._heads: dict[int, bytes] = {0: checked.match.genesis}
        self._begun: set[int] = set()
        self._messages: set[MessageId] = set()
        self._counters: dict[tuple[AccountId, InstanceId], tuple[int, int]] = {}
        """The last counter of a tab, and how many entries were missing until then."""
        self._at: _Place | None = None
        self._missing = 0

    def take(self, entries: Iterable[RecordEntry]) -> Iterator[GivenEnvelope]:
        """The next entries; of these the envelopes."""
        for entry in entries:
            given = self._take(entry)
            if given is not None:
                yield given

    def end(self) -> None:
        """After the last entry: ProofError("gap") unless every epoch of the order was given."""
        if len(self._begun) != len(self._checked.headers):
            raise ProofError("gap")

    def _take(self, entry: RecordEntry) -> GivenEnvelope | None:
        last, before = (0, 0) if self._at is None else (self._at.sequence, self._at.time)
        if entry.sequence <= last:
            raise ProofError("gap")
        if entry.time < before:
            raise ProofError("time_went_back")
        anchor = bytes(entry.anchor)
        same(self._heads.get(entry.sequence - 1, anchor), anchor, "wrong_head")
        self._heads[entry.sequence - 1] = anchor
        given = None
        if entry.kind == EntryKind.EPOCH and entry.payload is not None:
            self._open(entry, bytes(entry.payload), last)
        elif entry.kind == EntryKind.ENVELOPE:
            given = self._placed(entry)
        else:
            raise ProofError("malformed")
        if entry.payload is not None:
            kind, payload = EntryKind(entry.kind), bytes(entry.payload)
            self._heads[entry.sequence] = next_head(anchor, entry.sequence, entry.time, kind, payload)
        return given

    def _open(self, entry: RecordEntry, payload: bytes, last: int) -> None:
        """An epoch of the order begins. The one before it, where the order opens it too, was given to its end."""
        epoch = self._checked.headers.get(read(SignedBody, payload).hash)
        if epoch is None or epoch.epoch in self._begun:
            raise ProofError("foreign_epoch")
        follows = epoch.epoch == (0 if self._at is None else self._at.epoch.epoch) + 1
        if follows != (entry.sequence == last + 1):
            raise ProofError("gap")
        self._missing += entry.sequence - last - 1
        self._begun.add(epoch.epoch)
        self._at = _Place(entry.sequence, entry.time, epoch)

    def _placed(self, entry: RecordEntry) -> GivenEnvelope:
        """An envelope in the epoch that is open there, signed by whom it names, whole exactly where it is covered."""
        at = self._at
        if at is None or entry.sequence != at.sequence + 1:
            raise ProofError("gap")
        outside, envelope = _shown(entry)
        self._check_signed(outside, at.epoch)
        scope = self._checked.scope
        covered = scope is None or covers(scope, entry.time, outside.header.kind)
        if envelope is not None and not covered:
            raise ProofError("beyond_scope")
        if envelope is None and covered:
            raise ProofError("gap")
        self._check_place(entry.sequence, outside)
        self._at = _Place(entry.sequence, entry.time, at.epoch)
        return GivenEnvelope(entry.sequence, entry.time, at.epoch, outside, envelope)

    def _check_signed(self, outside: Outside, epoch: EpochHeader) -> None:
        header = outside.header
        if header.conversation != self._checked.order.conversation:
            raise ProofError("foreign_conversation")
        if header.epoch != epoch.epoch:
            raise ProofError("foreign_epoch")
        bundle = self._trust.succession(header.sender).at(epoch.member(header.sender).bundle_hash).bundle
        verify_outside(outside, bundle.signing_public)

    def _check_place(self, sequence: int, outside: Outside) -> None:
        """Each message once, each tab's in order without a gap, and what its sender saw is what is shown here."""
        header = outside.header
        if header.message_id in self._messages:
            raise ProofError("duplicate_member")
        self._messages.add(header.message_id)
        tab = (header.sender, header.instance)
        before, missed = self._counters.get(tab, (0, 0))
        if not before < header.counter <= before + 1 + self._missing - missed:
            raise ProofError("gap")
        self._counters[tab] = (header.counter, self._missing)
        if header.seen_sequence >= sequence:
            raise ProofError("gap")
        same(self._heads.get(header.seen_sequence, header.seen_head), header.seen_head, "wrong_head")


def _shown(entry: RecordEntry) -> tuple[Outside, Envelope | None]:
    """Exactly one of the two."""
    shown = entry.outside
    if entry.payload is not None and shown is None:
        envelope = parse_envelope(bytes(entry.payload))
        return envelope.outside, envelope
    if entry.payload is None and shown is not None:
        parts = (shown.header, shown.nonce, shown.hash, shown.signature)
        return read_outside(*(bytes(each) for each in parts)), None
    raise ProofError("malformed")
