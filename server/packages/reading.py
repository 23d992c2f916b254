"""Reading the entries of a package (crypto.md §13.2, §6.5): each is proved in its place, as far as the package shows what is around it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from server.crypto.bundle import Bundle
from server.crypto.canonical import read
from server.crypto.checks import same
from server.crypto.content import Content, EnvelopeKind, Seal
from server.crypto.envelope import Envelope, EnvelopeHeader, parse_envelope, verify_envelope
from server.crypto.epoch import EpochHeader, EpochKind, check_members
from server.crypto.letter import Letter, check_letter
from server.crypto.message_opening import open_shown
from server.crypto.package import PackageManifest, Part
from server.crypto.signing import SignedBody
from server.crypto.succession import check_generations
from server.crypto.transcript import EntryKind, Position, next_head
from server.errors import ProofError
from server.ids import AccountId, InstanceId, LiveSessionId, MessageId
from server.packages.entries import PackedEntry
from server.packages.trust import Trust

LATE_KINDS: Final = frozenset({EnvelopeKind.SEAL})
"""What may come after the scope: participants seal when they next sign in, and a seal holds no words."""


class EntryError(Exception):
    """An entry does not hold: which one, and why (a reason of crypto.md §1.6)."""

    def __init__(self, sequence: int, reason: str) -> None:
        super().__init__(reason)
        self.sequence = sequence
        self.reason = reason


@dataclass(frozen=True, slots=True, repr=False)
class ShownOpening:
    """An epoch opening that holds. `begins` when a live session begins with it."""

    sequence: int
    time: int
    header: EpochHeader
    begins: bool


@dataclass(frozen=True, slots=True, repr=False)
class ShownEnvelope:
    """An envelope that holds, and what it says."""

    sequence: int
    time: int
    envelope: EnvelopeHeader
    content: Content | None
    """None where nobody opened it."""


Shown = ShownOpening | ShownEnvelope


@dataclass(slots=True, repr=False)
class SessionShown:
    """A live session as far as the package shows it. Times are the server's."""

    session: LiveSessionId
    began: int | None = None
    ended: int | None = None
    last: int | None = None
    sealed_by: list[AccountId] = field(default_factory=list)


class Reading:
    """Everything that the entries of a package amount to. Entries are taken in order."""

    def __init__(self, manifest: PackageManifest, trust: Trust, epochs: Sequence[SignedBody]) -> None:
        self.manifest = manifest
        self.trust = trust
        self.shown: list[Shown] = []
        self.heads: dict[int, bytes] = {0: trust.match.genesis}
        """By sequence, those before the first entry of each part included."""
        self.sessions: dict[LiveSessionId, SessionShown] = {}
        self.epochs: dict[int, EpochHeader] = {}
        self._messages: set[MessageId] = set()
        self._counters: dict[tuple[AccountId, InstanceId], tuple[int, int]] = {}
        self._epoch: int | None = None
        self._live: LiveSessionId | None = None
        for signed in epochs:
            header = self._proved(signed)
            if header.epoch in self.epochs:
                raise ProofError("wrong_epoch")
            self._check_keys(header)
            self.epochs[header.epoch] = header

    def take_all(self, entries: Iterator[PackedEntry]) -> None:
        """All parts; EntryError at the first entry that does not hold, or is missing, or is one too many."""
        time = 0
        for part in self.manifest.parts:
            time = self._take_part(part, entries, time)
        try:
            more = next(entries, None)
        except ProofError as error:
            raise EntryError(self.manifest.parts[-1].last + 1, error.reason) from None
        if more is not None:
            raise EntryError(self.manifest.parts[-1].last + 1, "beyond_scope")

    def _take_part(self, part: Part, entries: Iterator[PackedEntry], time: int) -> int:
        if part.anchor != self.heads.get(part.first - 1, part.anchor):
            raise EntryError(part.first, "wrong_head")
        if part.first > 1:
            self._epoch = self._live = None
        self.heads[part.first - 1] = part.anchor
        position = Position(part.first - 1, time, part.anchor)
        while position.sequence < part.last:
            sequence = position.sequence + 1
            try:
                position = self._take(position, next(entries, None))
            except ProofError as error:
                raise EntryError(sequence, error.reason) from None
        if position.head != part.head:
            raise EntryError(part.last, "wrong_head")
        return position.time

    def _take(self, position: Position, packed: PackedEntry | None) -> Position:
        if packed is None or packed.sequence != position.sequence + 1:
            raise ProofError("gap")
        if packed.time < position.time:
            raise ProofError("time_went_back")
        head = next_head(position.head, packed.sequence, packed.time, packed.kind, packed.payload)
        late = packed.time > self.manifest.scope_until
        if packed.kind is EntryKind.EPOCH:
            shown: Shown = self._opening(packed)
        else:
            envelope = self._envelope(packed)
            late = late and envelope.envelope.kind not in LATE_KINDS
            shown = envelope
        if late or packed.time < self.manifest.scope_from:
            raise ProofError("beyond_scope")
        self.heads[packed.sequence] = head
        self.shown.append(shown)
        return Position(packed.sequence, packed.time, head)

    def _opening(self, packed: PackedEntry) -> ShownOpening:
        header = self._proved(read(SignedBody, packed.payload))
        if header.epoch in self.epochs or (self._epoch is not None and header.epoch != self._epoch + 1):
            raise ProofError("wrong_epoch")
        if packed.sequence == 1 and header.epoch != 1:
            raise ProofError("wrong_epoch")
        before = self.trust.match.genesis if header.epoch == 1 else None
        if header.epoch - 1 in self.epochs:
            before = self.epochs[header.epoch - 1].hash
        if before is not None:
            same(header.previous, before, "stale_previous")
        self._check_keys(header)
        session = LiveSessionId(header.session) or None
        if self._live is not None and session != self._live:
            raise ProofError("wrong_epoch")
        begins = session is not None and session not in self.sessions
        if session is not None and begins:
            self.sessions[session] = SessionShown(session, began=packed.time)
        elif session is not None and self.sessions[session].ended is not None:
            raise ProofError("wrong_epoch")
        self.epochs[header.epoch] = header
        self._epoch, self._live = header.epoch, session
        return ShownOpening(packed.sequence, packed.time, header, begins)

    def _check_keys(self, header: EpochHeader) -> None:
        """No epoch names older keys than one before it (crypto.md §4.6): who has keys that were replaced opens nothing any more."""
        before = max((epoch for epoch in self.epochs if epoch < header.epoch), default=None)
        after = min((epoch for epoch in self.epochs if epoch > header.epoch), default=None)
        members = self.trust.members
        named = self.trust.match.bundle_hashes if before is None else self.epochs[before].bundle_hashes
        check_generations(members, named, header.bundle_hashes)
        if after is not None:
            check_generations(members, header.bundle_hashes, self.epochs[after].bundle_hashes)

    def _proved(self, signed: SignedBody) -> EpochHeader:
        said = read(EpochHeader, signed.body)
        if said.conversation != self.manifest.conversation:
            raise ProofError("foreign_conversation")
        members = self.trust.members
        if said.opener not in members:
            raise ProofError("unknown_member")
        opener = members[said.opener].at(said.bundle_hashes[said.opener]).bundle
        signed.verified(EpochHeader, opener.signing_public)
        check_members(said, {account: person.hashes for account, person in members.items()})
        return said

    def _envelope(self, packed: PackedEntry) -> ShownEnvelope:
        envelope = parse_envelope(packed.payload)
        header = envelope.header
        self._check_signed(envelope)
        self._check_place(header, packed.sequence)
        content = self._content(envelope, packed.opening)
        if isinstance(content, Letter):
            check_letter(content, header.message_id, self.trust.members[header.sender].newest.role)
        self._count(header, content, packed)
        return ShownEnvelope(packed.sequence, packed.time, header, content)

    def _content(self, envelope: Envelope, opening: bytes) -> Content | None:
        return open_shown(envelope, opening)

    def _check_signed(self, envelope: Envelope) -> None:
        header = envelope.header
        if header.conversation != self.manifest.conversation:
            raise ProofError("foreign_conversation")
        verify_envelope(envelope, self.signer(header).signing_public)

    def signer(self, header: EnvelopeHeader) -> Bundle:
        """The bundle by which an envelope's epoch names its sender (crypto.md §4.6)."""
        if header.epoch not in self.epochs:
            raise ProofError("foreign_epoch")
        if header.sender not in self.trust.members:
            raise ProofError("unknown_member")
        named = self.epochs[header.epoch].member(header.sender).bundle_hash
        return self.trust.members[header.sender].at(named).bundle

    def _check_place(self, header: EnvelopeHeader, sequence: int) -> None:
        if self._epoch is None:
            self._epoch = header.epoch
        if header.epoch != self._epoch:
            raise ProofError("foreign_epoch")
        if header.message_id in self._messages:
            raise ProofError("duplicate_member")
        if header.seen_sequence >= sequence:
            raise ProofError("gap")
        if self.heads.get(header.seen_sequence, header.seen_head) != header.seen_head:
            raise ProofError("wrong_head")
        self._check_counter(header, sequence)
        self._check_kind(header)

    def _check_counter(self, header: EnvelopeHeader, sequence: int) -> None:
        """Between two envelopes of one tab as many may be missing as entries are, and before the first as many as stand before it."""
        before, place = self._counters.get((header.sender, header.instance), (0, 0))
        if not before < header.counter <= before + 1 + missing_between(self.manifest.parts, place, sequence):
            raise ProofError("gap")

    def _check_kind(self, header: EnvelopeHeader) -> None:
        epoch = self.epochs[header.epoch]
        spoken = header.kind in (EnvelopeKind.TEXT, EnvelopeKind.END)
        if spoken and epoch.kind is not EpochKind.SESSION:
            raise ProofError("wrong_epoch")
        ended = epoch.kind is EpochKind.SESSION and self._ended(LiveSessionId(epoch.session))
        if ended and header.kind is not EnvelopeKind.SEAL:
            raise ProofError("wrong_epoch")
        if header.kind is EnvelopeKind.SEAL and self._live is not None:
            raise ProofError("wrong_epoch")

    def _ended(self, session: LiveSessionId) -> bool:
        return session in self.sessions and self.sessions[session].ended is not None

    def _count(self, header: EnvelopeHeader, content: Content | None, packed: PackedEntry) -> None:
        self._messages.add(header.message_id)
        self._counters[header.sender, header.instance] = header.counter, packed.sequence
        if header.kind is EnvelopeKind.END:
            session = LiveSessionId(self.epochs[header.epoch].session)
            shown = self.sessions.setdefault(session, SessionShown(session))
            shown.ended, shown.last = packed.time, packed.sequence
            self._live = None
        if isinstance(content, Seal):
            self._seal(header, content, packed.sequence)

    def _seal(self, header: EnvelopeHeader, seal: Seal, sequence: int) -> None:
        if seal.last_sequence >= sequence:
            raise ProofError("gap")
        shown = self.sessions.get(seal.session)
        last = None if shown is None else shown.last
        if last is not None and last != seal.last_sequence:
            raise ProofError("wrong_head")
        same(self.heads.get(seal.last_sequence, seal.last_head), seal.last_head, "wrong_head")
        if shown is not None and last is not None and header.sender not in shown.sealed_by:
            shown.sealed_by.append(header.sender)


class SealedReading(Reading):
    """The same by who holds no openings, such as the service: everything is proved but what the words are."""

    def _content(self, envelope: Envelope, opening: bytes) -> Content | None:
        del envelope, opening
        return None


def missing_between(parts: Sequence[Part], after: int, before: int) -> int:
    """How many of the entries between these two are not in the package."""
    covered = sum(max(0, min(part.last, before - 1) - max(part.first, after + 1) + 1) for part in parts)
    return before - after - 1 - covered
