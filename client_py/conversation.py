"""A conversation as a member reads and writes it: the verified transcript, opened with this account's keys.

Pure. `Transcript` proves the order and the authors; this file holds the epochs' secrets and makes what is sent.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence

from client_py import events
from client_py.account import Account
from client_py.contents import content_of
from client_py.documents import Signed
from client_py.events import AlarmReason, Event, Message
from client_py.held import Held, locked_event
from client_py.known_keys import KnownKeys
from client_py.outbox import Pending
from client_py.own_keys import OwnKeys
from client_py.reading import Reading
from client_py.threads import Threads
from client_py.transcript import Ending, KeysUnknownError, Opening, StopError, Transcript
from client_py.trust import Trust
from server.crypto.checks import Random
from server.crypto.content import EnvelopeKind, Seal, Text
from server.crypto.deposit import make_deposit
from server.crypto.envelope import Envelope, EnvelopeHeader, open_envelope, parse_envelope, seal_envelope
from server.crypto.epoch import EpochHeader, EpochKeys, EpochKind, EpochPurpose, open_epoch, unwrap_epoch
from server.crypto.letter import Letter
from server.crypto.transcript import EntryKind
from server.errors import ProofError
from server.ids import AccountId, ConversationId, InstanceId, LiveSessionId, MessageId
from server.protocol import frames

__all__ = ["Conversation", "StopError"]


class Conversation:
    """One member's view. Raises `StopError` when anything does not prove itself."""

    def __init__(
        self, holder: Callable[[], Account], trust: Trust, match: Signed, instance: InstanceId, random: Random
    ) -> None:
        """`holder` is whoever reads and writes here, with the keys they have now. ProofError when the match does not stand."""
        proved, members = trust.match(match)
        self.reading: Reading | None = None
        """By what this account reads where it does not take part (crypto.md §5.3)."""
        self.transcript = Transcript(proved, members)
        self.identity: ConversationId = proved.conversation
        self.match = proved
        self.opened = 0
        """The last entry whose content this member has seen opened: what `delivered` confirms."""
        self._holder = holder
        self.trust = trust
        self._instance = instance
        self._random = random
        self._held: dict[int, Held] = {}
        self._waiting: deque[tuple[frames.Entry, Opening | Envelope]] = deque()
        self._arrivals: list[tuple[MessageId, int, int]] = []
        self._threads = Threads()
        self._own = OwnKeys(holder, self.transcript)
        self._known = KnownKeys(trust, lambda: self.account, proved.bundle_hashes)
        self._generation = self._known_generation(proved.manifest_hash)
        """Of the custodian manifest of the last opening announced, at first of the match."""
        self._doubted: int | None = None
        """How often the practice's document had been taken when an opening named a manifest that it does not show."""
        self._missed: int | None = None
        """How often people had been shown when an opening named keys that they do not have there."""

    @property
    def account(self) -> AccountId:
        """Whose view this is."""
        return self._holder().identity

    @property
    def other(self) -> AccountId:
        """The first participant who is not this account."""
        return next(account for account in self.transcript.members if account != self.account)

    def member(self, account: bytes) -> AccountId:
        """An account of this conversation; anything else from the server is an alarm."""
        known = AccountId(account)
        if known not in self.transcript.members:
            raise StopError(AlarmReason.BAD_OPENING, self.transcript.sequence)
        return known

    # -- reading -------------------------------------------------------------------------------------------------------

    def take(self, entries: Sequence[frames.Entry], head: bytes) -> list[Event]:
        """Verifies a delivery and opens what can be opened; entries verified before are passed over."""
        happened: list[Event] = []
        last = entries[-1].sequence if entries else self.transcript.sequence
        try:
            for entry in entries:
                if entry.sequence > self.transcript.sequence:
                    self._waiting.append((entry, self._count(entry)))
            self.transcript.claim(last, head)
            return self._open_waiting(happened)
        except KeysUnknownError as missing:
            missing.events = self._open_waiting(happened)
            self._miss_keys()
            raise
        except StopError as stop:
            stop.events = happened
            raise

    def _miss_keys(self) -> None:
        if self._missed is not None and self._missed != self.trust.people_readings:
            raise StopError(AlarmReason.BAD_OPENING, self.transcript.sequence + 1)
        self._missed = self.trust.people_readings

    def confirm_head(self, sequence: int, head: bytes) -> None:
        """The server says that this is all, and its head."""
        if sequence > self.transcript.sequence:
            raise StopError(AlarmReason.GAP, self.transcript.sequence)
        self.transcript.claim(sequence, head)

    def learn(self, frame: frames.Epoch) -> list[Event]:
        """Takes the wrap of a verified epoch and opens what waited for it."""
        opening = self.transcript.openings.get(frame.epoch)
        held = self._held.get(frame.epoch)
        if opening is None or held is None:
            return []
        if opening.header_bytes != frame.header:
            raise StopError(AlarmReason.BAD_OPENING, self.transcript.sequence)
        try:
            held.keys = self._unwrapped(opening.header, frame.wrap)
        except ProofError:
            raise StopError(AlarmReason.BAD_WRAP, self.transcript.sequence) from None
        held.deposited = held.deposited or frame.deposited
        return self._open_waiting([])

    def _unwrapped(self, header: EpochHeader, wrapped: bytes) -> EpochKeys:
        if self.reading is not None:
            return self.reading.keys(self._holder(), header, wrapped)
        return unwrap_epoch(self._own.keys(header.bundle_hashes).sealing, self.account, header, wrapped)

    def open_page(self, before: int, anchor: bytes, entries: Sequence[frames.Entry]) -> tuple[Message, ...]:
        """The messages of a page read back, after it was found in the verified record."""
        self.transcript.check_page(before, anchor, entries)
        envelopes = [entry for entry in entries if entry.kind == EntryKind.ENVELOPE]
        parsed = [(entry, parse_envelope(entry.payload)) for entry in envelopes]
        return tuple(self._message(entry, each) for entry, each in parsed if not self._held[each.header.epoch].lost)

    def look_again(self) -> list[Event]:
        """Goes on with what waited for the practice's document, or for people's keys."""
        self.transcript.members = {account: self.trust.succession(account) for account in self.transcript.members}
        return self._open_waiting([])

    @property
    def doubts(self) -> bool:
        """Whether an opening names a manifest that the practice's document does not show yet."""
        return self._doubted is not None

    def own_arrivals(self) -> list[tuple[MessageId, int, int]]:
        """Own messages newly seen in the record: (id, sequence, counter), counter 0 when another instance posted it."""
        arrived, self._arrivals = self._arrivals, []
        return arrived

    def _count(self, entry: frames.Entry) -> Opening | Envelope:
        proved = self.transcript.take(entry)
        if isinstance(proved, Opening):
            lost = self._own.has_lost(proved.header)
            self._held[proved.header.epoch] = Held(given_up=lost, lost=lost)
            self._missed = None
        elif proved.header.sender == self.account:
            own = proved.header.instance == self._instance
            arrival = (proved.header.message_id, entry.sequence, proved.header.counter if own else 0)
            self._arrivals.append(arrival)
        return proved

    def _open_waiting(self, happened: list[Event]) -> list[Event]:
        while self._waiting:
            entry, proved = self._waiting[0]
            if isinstance(proved, Opening):
                if not self._vouched(entry.sequence, proved.header, happened):
                    break
                happened += self._announce(entry.sequence, proved)
            elif self._held[proved.header.epoch].lost:
                happened += self._locked(entry.sequence, proved)
            elif self._held[proved.header.epoch].keys is None:
                break
            else:
                happened += self._arrived(entry, proved)
            self._waiting.popleft()
            self.opened = entry.sequence
        return happened

    def _vouched(self, sequence: int, header: EpochHeader, happened: list[Event]) -> bool:
        """Whether the manifest that an opening names is proved, and not older than the one before (crypto.md §7.1).

        The practice's document may have to be taken anew for that, once.
        """
        generation = self.trust.generation_of(header.manifest_hash)
        if generation is None and self._doubted is None:
            self._doubted = self.trust.readings
            happened.append(events.ManifestUnknown(conversation=self.identity, sequence=sequence))
        elif generation is None and self._doubted != self.trust.readings:
            raise StopError(AlarmReason.UNKNOWN_MANIFEST, sequence)
        if generation is None:
            return False
        if generation < self._generation:
            raise StopError(AlarmReason.UNKNOWN_MANIFEST, sequence)
        self._known.follow(sequence, header.bundle_hashes)
        self._generation, self._doubted = generation, None
        return True

    def _known_generation(self, manifest_hash: bytes) -> int:
        generation = self.trust.generation_of(manifest_hash)
        if generation is None:
            raise ProofError("stale_manifest")
        return generation

    def _announce(self, sequence: int, opening: Opening) -> list[Event]:
        header = opening.header
        if not opening.begins:
            return []
        return [
            events.SessionStarted(
                conversation=self.identity, sequence=sequence, session=header.session, opener=header.opener
            )
        ]

    def _arrived(self, entry: frames.Entry, envelope: Envelope) -> list[Event]:
        message = self._message(entry, envelope)
        ended = self.transcript.openings[envelope.header.epoch].header.session
        if envelope.header.kind is not EnvelopeKind.END:
            return [message]
        return [
            message,
            events.SessionEnded(conversation=self.identity, sequence=entry.sequence, session=LiveSessionId(ended)),
        ]

    def _locked(self, sequence: int, envelope: Envelope) -> list[Event]:
        header = envelope.header
        if header.kind is EnvelopeKind.LETTER:
            self._threads.take_locked(sequence, header.message_id)
        return [locked_event(sequence, header, self.transcript.openings[header.epoch].header.session)]

    def _message(self, entry: frames.Entry, envelope: Envelope) -> Message:
        keys = self._held[envelope.header.epoch].keys
        try:
            if keys is None:
                raise ProofError("foreign_epoch")
            content = open_envelope(envelope, keys)
        except ProofError:
            raise StopError(AlarmReason.BAD_CONTENT, entry.sequence) from None
        header = envelope.header
        if isinstance(content, Seal):
            self._check_seal(content, entry.sequence)
        if isinstance(content, Letter):
            self._check_letter(content, header, entry.sequence)
        return Message(
            conversation=self.identity,
            sequence=entry.sequence,
            time=entry.time,
            sender=header.sender,
            message=header.message_id,
            kind=header.kind,
            epoch=header.epoch,
            client_time=header.client_time,
            text=content.text if isinstance(content, Text) else "",
            content=content,
        )

    def _check_letter(self, letter: Letter, header: EnvelopeHeader, sequence: int) -> None:
        role = next(row.role for row in self.match.participants if row.account == header.sender)
        try:
            self._threads.take(sequence, header.message_id, letter, role)
        except ProofError:
            raise StopError(AlarmReason.WRONG_THREAD, sequence) from None

    def _check_seal(self, seal: Seal, sequence: int) -> None:
        ended = self.transcript.endings.get(seal.session)
        named = (seal.last_sequence, seal.last_head)
        if ended is None or ended.sequence >= sequence or named != (ended.sequence, ended.head):
            raise StopError(AlarmReason.SEEN_DIFFERS, sequence)

    # -- epochs --------------------------------------------------------------------------------------------------------

    def unlearned(self) -> list[int]:
        """Epochs of the record whose secret this member has still to learn."""
        return [epoch for epoch, held in self._held.items() if held.keys is None and not held.given_up]

    def undeposited(self) -> list[int]:
        """Epochs opened and not yet deposited for, under keys that are in force and custodians that are known (crypto.md §7.2)."""
        return [
            epoch
            for epoch, held in self._held.items()
            if held.keys is not None and not held.deposited and not held.given_up and self._may_deposit(epoch)
        ]

    def deposited(self, epoch: int) -> None:
        """The server has this member's deposit."""
        self._held[epoch].deposited = True

    def forget_deposit(self) -> None:
        """The server says that the deposit for the epoch in force is missing."""
        self._held[self.transcript.epoch].deposited = False

    def give_up(self, epoch: int) -> None:
        """The server refused this epoch's wrap or deposit for good."""
        self._held[epoch].given_up = True

    def ready(self) -> bool:
        """Whether this member may write in the epoch in force."""
        held = self._held.get(self.transcript.epoch)
        return held is not None and held.keys is not None and held.deposited

    @property
    def stale(self) -> bool:
        """Whether the epoch in force names a bundle that another one succeeds: nothing more is written in it (crypto.md §4.6)."""
        return self.transcript.epoch > 0 and not self._names_newest(self.transcript.named)

    def _names_newest(self, bundle_hashes: Mapping[AccountId, bytes]) -> bool:
        members = self.transcript.members
        return all(members[account].newest.hash == named for account, named in bundle_hashes.items())

    def _may_deposit(self, epoch: int) -> bool:
        if self.reading is not None:
            return False
        header = self.transcript.openings[epoch].header
        return self._names_newest(header.bundle_hashes) and self.trust.manifest_of(header.manifest_hash) is not None

    # -- writing -------------------------------------------------------------------------------------------------------

    def opening(self, session: LiveSessionId | None, ref: int, now: int) -> frames.Open:
        """The next epoch, for a live session or a thread of letters, with fresh wraps for all members."""
        manifest = self.trust.manifest
        if manifest is None:
            raise StopError(AlarmReason.UNKNOWN_MANIFEST, self.transcript.sequence)
        kind = EpochKind.THREAD if session is None else EpochKind.SESSION
        purpose = EpochPurpose(kind, session or LiveSessionId(b""), manifest.hash, now)
        members = [person.newest.bundle for person in self.transcript.members.values()]
        named = {bundle.account: bundle.hash for bundle in members}
        self._known.check(self.transcript.sequence, named)
        signer = self._own.keys(named).signing
        opened = open_epoch(signer, self.account, self.transcript.place, purpose, members, self._random)
        return frames.Open(
            ref=ref, header=opened.signed.body, signature=opened.signed.signature, wraps=list(opened.wraps)
        )

    def deposit(self, epoch: int, ref: int, now: int) -> frames.Deposit:
        """This member's deposit for an epoch that it has opened."""
        keys = self._held[epoch].keys
        manifest = self.trust.manifest_of(self.transcript.openings[epoch].header.manifest_hash)
        if keys is None or manifest is None:
            raise StopError(AlarmReason.UNKNOWN_MANIFEST, self.transcript.sequence)
        custodians = self.trust.custodians_of(manifest)
        signer = self._own.keys(self.transcript.openings[epoch].header.bundle_hashes).signing
        made = make_deposit(signer, self.account, keys, manifest, custodians, now, self._random)
        return frames.Deposit(
            ref=ref,
            deposit=made.signed.body,
            signature=made.signed.signature,
            sealed_shares=list(made.sealed_shares),
        )

    def seal(self, item: Pending, counter: int) -> bytes:
        """The envelope of a pending message in the epoch in force, attesting the record as verified here."""
        keys = self._held[self.transcript.epoch].keys
        if keys is None:
            raise StopError(AlarmReason.BAD_WRAP, self.transcript.sequence)
        kind = EnvelopeKind(item.kind)
        header = EnvelopeHeader(
            conversation=self.identity,
            epoch=self.transcript.epoch,
            sender=self.account,
            instance=self._instance,
            counter=counter,
            message_id=item.message,
            kind=kind,
            client_time=item.client_time,
            seen_sequence=self.transcript.sequence,
            seen_head=self.transcript.head,
            log_size=self.trust.log.size,
            log_root=self.trust.log.root,
        )
        older = self._held[item.epoch].keys if item.epoch in self._held else None
        content = content_of(item, older, self.transcript.ended)
        return seal_envelope(header, content, keys, self._own.keys(self.transcript.named).signing, self._random).raw

    def seal_due(self) -> Ending | None:
        """The live session that has ended last, while this member has not sealed it (crypto.md §8.3)."""
        transcript = self.transcript
        ended = transcript.ended
        if (
            self.reading is not None
            or ended is None
            or transcript.session is not None
            or ended.epoch != transcript.epoch
            or self.stale
        ):
            return None
        return None if self.account in transcript.sealed_by else ended
