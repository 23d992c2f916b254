"""The verified record of one conversation (crypto.md §8, §6.5): every entry is proved in its place or the conversation stops.

Public knowledge only: this file holds no key that opens anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from client_py.events import AlarmReason, Event
from client_py.record_log import LogSeen
from server.crypto.canonical import read
from server.crypto.content import EnvelopeKind
from server.crypto.envelope import Envelope, parse_envelope, verify_envelope
from server.crypto.epoch import EpochHeader, EpochKind, EpochPlace, check_members, verify_header
from server.crypto.match import Match
from server.crypto.signing import SignedBody
from server.crypto.succession import Succession, check_generations
from server.crypto.transcript import EntryKind, next_head
from server.errors import ProofError
from server.ids import AccountId, ConversationId, InstanceId, LiveSessionId, MessageId
from server.protocol.frames import Entry

THREAD_MS: Final = 7 * 24 * 60 * 60_000
"""An epoch older than this takes no letter any more."""


class StopError(Exception):
    """The record does not prove itself; `events` happened before that place."""

    def __init__(self, reason: AlarmReason, sequence: int) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.sequence = sequence
        self.events: list[Event] = []


@dataclass(frozen=True, slots=True, repr=False)
class Opening:
    """A verified epoch opening. `begins` when it starts a live session, rather than continuing one."""

    header: EpochHeader
    header_bytes: bytes
    begins: bool


@dataclass(frozen=True, slots=True, repr=False)
class Ending:
    """The verified end of a live session: what its participants seal (crypto.md §8.3)."""

    session: LiveSessionId
    epoch: int
    sequence: int
    head: bytes


class KeysUnknownError(Exception):
    """An opening names bundles that were not shown yet; `events` happened before it."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[Event] = []


class Transcript:
    """Heads by sequence, epochs by number, and the state that the entries so far amount to."""

    def __init__(self, match: Match, members: Mapping[AccountId, Succession]) -> None:
        self.conversation: ConversationId = match.conversation
        self.members = dict(members)
        self.named = match.bundle_hashes
        """By which bundle the epoch in force names whom; before the first, the match."""
        self.heads: list[bytes] = [match.genesis]
        self.openings: dict[int, Opening] = {}
        self.attested: dict[AccountId, LogSeen] = {}
        """The largest head of the record log that each sender says to have seen (crypto.md §6.1)."""
        self.session: LiveSessionId | None = None
        self.sessions: set[LiveSessionId] = set()
        """Every live session there ever was."""
        self.ended: Ending | None = None
        self.endings: dict[LiveSessionId, Ending] = {}
        self.sealed_by: set[AccountId] = set()
        """Who has sealed the session that ended last."""
        self.messages: dict[MessageId, int] = {}
        self._time = 0
        self._previous = match.genesis
        self._counters: dict[tuple[AccountId, InstanceId], int] = {}
        self._claims: dict[int, bytes] = {}
        self._promised: dict[int, MessageId] = {}

    @property
    def sequence(self) -> int:
        """The last verified entry; 0 before the first."""
        return len(self.heads) - 1

    @property
    def head(self) -> bytes:
        """The head after the last verified entry."""
        return self.heads[-1]

    @property
    def epoch(self) -> int:
        """The epoch in force; 0 before the first."""
        return len(self.openings)

    @property
    def place(self) -> EpochPlace:
        """Where the next epoch would stand."""
        return EpochPlace(self.conversation, self.epoch + 1, self._previous)

    def takes_letters(self, now: int) -> bool:
        """Whether letters can be written in the epoch in force (crypto.md §6.6)."""
        if self.session is not None or self.epoch == 0:
            return self.session is not None
        header = self.openings[self.epoch].header
        return header.kind is EpochKind.THREAD and now - header.opened_at < THREAD_MS

    def promise(self, sequence: int, message: MessageId) -> None:
        """An acknowledgement says that this message stands there; it must, now or when that entry arrives."""
        if sequence > self.sequence:
            self._promised[sequence] = message
        elif self.messages.get(message) != sequence:
            raise StopError(AlarmReason.HEAD_DIFFERS, sequence)

    def claim(self, sequence: int, head: bytes) -> None:
        """An acknowledgement says what the head is there; it must be so, now or when that entry arrives."""
        if sequence > self.sequence:
            if self._claims.setdefault(sequence, head) != head:
                raise StopError(AlarmReason.HEAD_DIFFERS, sequence)
        elif self.heads[sequence] != head:
            raise StopError(AlarmReason.HEAD_DIFFERS, sequence)

    def take(self, entry: Entry) -> Opening | Envelope:
        """Verifies the next entry and counts it in; raises `StopError`, or `KeysUnknownError` and has done nothing."""
        sequence = self.sequence + 1
        if entry.sequence != sequence:
            raise StopError(AlarmReason.GAP, sequence)
        if entry.time < self._time:
            raise StopError(AlarmReason.TIME_RAN_BACK, sequence)
        proved = self._opening(entry) if entry.kind == EntryKind.EPOCH else self._envelope(entry)
        head = next_head(self.head, entry.sequence, entry.time, EntryKind(entry.kind), entry.payload)
        if self._claims.pop(sequence, head) != head:
            raise StopError(AlarmReason.HEAD_DIFFERS, sequence)
        self.heads.append(head)
        self._time = entry.time
        if isinstance(proved, Opening):
            self._count_opening(proved)
        else:
            self._count_envelope(proved)
        promised = self._promised.pop(sequence, None)
        if promised is not None:
            self.promise(sequence, promised)
        return proved

    def check_page(self, before: int, anchor: bytes, entries: Sequence[Entry]) -> None:
        """That a page read back is a piece of the verified record, ending just before `before`; raises `StopError`."""
        sequence = before - len(entries) - 1
        if sequence < 0 or before > self.sequence + 1 or self.heads[sequence] != anchor:
            raise StopError(AlarmReason.HEAD_DIFFERS, max(sequence, 0))
        head = anchor
        for entry in entries:
            sequence += 1
            head = next_head(head, entry.sequence, entry.time, EntryKind(entry.kind), entry.payload)
            if entry.sequence != sequence or self.heads[sequence] != head:
                raise StopError(AlarmReason.HEAD_DIFFERS, sequence)

    def _opening(self, entry: Entry) -> Opening:
        try:
            signed = read(SignedBody, entry.payload)
            said = read(EpochHeader, signed.body)
            self._look_for_keys(said)
            opener = self.members[said.opener].at(said.bundle_hashes[said.opener]).bundle
            header = verify_header(signed, opener, self.place)
            check_members(header, {account: person.hashes for account, person in self.members.items()})
            check_generations(self.members, self.named, header.bundle_hashes)
        except (ProofError, KeyError):
            raise StopError(AlarmReason.BAD_OPENING, entry.sequence) from None
        session = header.session or None
        if session != self.session and (self.session is not None or session in self.sessions):
            raise StopError(AlarmReason.BAD_OPENING, entry.sequence)
        return Opening(header, signed.body, session is not None and self.session is None)

    def _look_for_keys(self, header: EpochHeader) -> None:
        for account, bundle_hash in header.bundle_hashes.items():
            if account in self.members and bundle_hash not in self.members[account].hashes:
                raise KeysUnknownError

    def _envelope(self, entry: Entry) -> Envelope:
        try:
            envelope = parse_envelope(entry.payload)
            sender = envelope.header.sender
            signer = self.members[sender].at(self.named[sender]).bundle
            verify_envelope(envelope, signer.signing_public)
        except (ProofError, KeyError):
            raise StopError(AlarmReason.BAD_ENVELOPE, entry.sequence) from None
        self._check_place(envelope, entry.sequence)
        return envelope

    def _check_place(self, envelope: Envelope, sequence: int) -> None:
        header = envelope.header
        if header.conversation != self.conversation or header.epoch != self.epoch:
            raise StopError(AlarmReason.BAD_ENVELOPE, sequence)
        if not self._is_lawful(header.kind):
            raise StopError(AlarmReason.BAD_ENVELOPE, sequence)
        if header.message_id in self.messages:
            raise StopError(AlarmReason.MESSAGE_DOUBLED, sequence)
        if header.counter != self._counters.get((header.sender, header.instance), 0) + 1:
            raise StopError(AlarmReason.BAD_COUNTER, sequence)
        if header.seen_sequence >= sequence or self.heads[header.seen_sequence] != header.seen_head:
            raise StopError(AlarmReason.SEEN_DIFFERS, sequence)
        if header.log_size > self.attested.get(header.sender, LogSeen()).size:
            self.attested[header.sender] = LogSeen(header.log_size, header.log_root)

    def _is_lawful(self, kind: EnvelopeKind) -> bool:
        match kind:
            case EnvelopeKind.TEXT | EnvelopeKind.END:
                return self.session is not None
            case EnvelopeKind.SEAL:
                return self.session is None
            case EnvelopeKind.LETTER | EnvelopeKind.APPOINTMENT:
                return self.session is not None or self.openings[self.epoch].header.kind is EpochKind.THREAD

    def _count_opening(self, opening: Opening) -> None:
        self.openings[opening.header.epoch] = opening
        self._previous = opening.header.hash
        self.named = opening.header.bundle_hashes
        self.session = LiveSessionId(opening.header.session) or None
        if self.session:
            self.sessions.add(self.session)

    def _count_envelope(self, envelope: Envelope) -> None:
        header = envelope.header
        self._counters[header.sender, header.instance] = header.counter
        self.messages[header.message_id] = self.sequence
        if header.kind is EnvelopeKind.END and self.session is not None:
            self.ended = Ending(self.session, self.epoch, self.sequence, self.head)
            self.endings[self.session] = self.ended
            self.session = None
            self.sealed_by = set()
        elif header.kind is EnvelopeKind.SEAL:
            self.sealed_by.add(header.sender)
