"""The server's side of protocol.md §3 and crypto.md §6.4 in memory: the few rules that a client's core leans on.

It keeps one conversation, answers frames at once, and can be told to fail: before a commit, or after it and before the answer.
"""

from dataclasses import dataclass, field

from server.crypto.canonical import read
from server.crypto.content import WRITTEN_KINDS, EnvelopeKind
from server.crypto.deposit import Deposit
from server.crypto.envelope import Envelope, parse_envelope, verify_envelope
from server.crypto.epoch import EpochHeader, EpochKind, EpochPlace, verify_header
from server.crypto.hashing import sha256
from server.crypto.match import Match
from server.crypto.signing import SignedBody
from server.crypto.succession import Succession
from server.crypto.transcript import EntryKind, next_head
from server.ids import AccountId
from server.protocol import codec, frames


@dataclass(slots=True)
class Wire:
    """One connection as the server sees it: frames out, and how far it has followed."""

    account: AccountId
    out: list[bytes] = field(default_factory=list)
    cursor: int | None = None
    said_caught_up: bool = False

    def say(self, frame: frames.Frame) -> None:
        """Queues a frame."""
        self.out.append(codec.encode(frame))


class ModelServer:
    """The record of one conversation and the rules of its growth."""

    def __init__(self, match: Match, members: dict[AccountId, Succession]) -> None:
        self.conversation = match.conversation
        self.heads = [match.genesis]
        self.entries: list[frames.Entry] = []
        self.faults: list[str] = []
        """What goes wrong next, first in first out: "before" or "after" the commit."""
        self.members = members
        """Everyone's bundles as the practice has certified them: put newer ones here."""
        self._previous = match.genesis
        self.epochs: list[tuple[EpochHeader, SignedBody, list[bytes]]] = []
        self._deposits: set[tuple[int, AccountId]] = set()
        self._session: bytes | None = None
        self._counters: dict[tuple[AccountId, bytes], int] = {}
        self._envelopes: dict[bytes, tuple[bytes, int]] = {}

    def receive(self, wire: Wire, data: bytes) -> None:
        """Takes one frame of a client and queues its answers."""
        frame = codec.decode_client_frame(data)
        match frame:
            case frames.Hello():
                wire.say(frames.Welcome(account=wire.account, time=0, expires=2**52, left=300_000))
            case frames.Follow():
                self._follow(wire, frame)
            case frames.Learn():
                self._learn(wire, frame)
            case frames.Open():
                self._open(wire, frame)
            case frames.Deposit():
                self._deposit(wire, frame)
            case frames.Post():
                self._post(wire, frame)
            case frames.Read():
                self._read(wire, frame)
            case _:
                pass

    def slip_in(self, kind: EntryKind, payload: bytes) -> None:
        """What a server with bad intentions does: an entry that none of its rules would let pass."""
        self._append(kind, payload)

    def deliver(self, wire: Wire, most: int) -> None:
        """Catching up and living: the next entries after the wire's cursor."""
        if wire.cursor is None:
            return
        entries = self.entries[wire.cursor : wire.cursor + most]
        if entries:
            wire.cursor += len(entries)
            head = self.heads[wire.cursor]
            wire.say(frames.Delivery(conversation=self.conversation, entries=entries, head=head))
        if wire.cursor == len(self.entries) and not wire.said_caught_up:
            wire.said_caught_up = True
            head = self.heads[-1]
            wire.say(frames.CaughtUp(conversation=self.conversation, sequence=len(self.entries), head=head))

    def _follow(self, wire: Wire, frame: frames.Follow) -> None:
        after = min(frame.after, len(self.entries))
        wire.cursor = after
        wire.said_caught_up = False
        wire.say(
            frames.Followed(
                ref=frame.ref,
                conversation=self.conversation,
                after=after,
                head=self.heads[after],
                sequence=len(self.entries),
                epoch=len(self.epochs),
                session=self._session,
                cursors=[],
                present=[],
            )
        )

    def _learn(self, wire: Wire, frame: frames.Learn) -> None:
        header, signed, wraps = self.epochs[frame.epoch - 1]
        place = [member.account for member in header.members].index(wire.account)
        wire.say(
            frames.Epoch(
                ref=frame.ref,
                conversation=self.conversation,
                epoch=frame.epoch,
                header=signed.body,
                signature=signed.signature,
                wrap=wraps[place],
                deposited=(frame.epoch, wire.account) in self._deposits,
            )
        )

    def _deposit(self, wire: Wire, frame: frames.Deposit) -> None:
        epoch = read(Deposit, frame.deposit).epoch
        header = self.epochs[epoch - 1][0]
        if not self._names_newest(header):
            return self._refuse(wire, frame.ref, "stale_keys")
        signer = self.members[wire.account].newest.bundle
        SignedBody(frame.deposit, frame.signature).verified(Deposit, signer.signing_public)
        self._deposits.add((epoch, wire.account))
        return wire.say(frames.Deposited(ref=frame.ref, conversation=self.conversation, epoch=epoch))

    def _names_newest(self, header: EpochHeader) -> bool:
        return all(self.members[who].newest.hash == named for who, named in header.bundle_hashes.items())

    def _read(self, wire: Wire, frame: frames.Read) -> None:
        entries = self.entries[max(0, frame.before - 1 - frame.limit) : frame.before - 1]
        anchor = self.heads[frame.before - 1 - len(entries)]
        wire.say(frames.Page(ref=frame.ref, conversation=self.conversation, anchor=anchor, entries=entries))

    def _open(self, wire: Wire, frame: frames.Open) -> None:
        if self._faulty("before"):
            return self._refuse(wire, frame.ref, "try_again")
        header = read(EpochHeader, frame.header)
        if not self._names_newest(header):
            return self._refuse(wire, frame.ref, "stale_keys")
        if self._session not in (None, header.session or None):
            return self._refuse(wire, frame.ref, "session_open")
        if header.previous != self._previous:
            return self._refuse(wire, frame.ref, "stale_epoch", epoch=len(self.epochs))
        signed = SignedBody(frame.header, frame.signature)
        place = EpochPlace(self.conversation, len(self.epochs) + 1, self._previous)
        verify_header(signed, self.members[wire.account].newest.bundle, place)
        self.epochs.append((header, signed, frame.wraps))
        self._previous = header.hash
        self._session = header.session or None
        self._append(EntryKind.EPOCH, signed.encoded())
        return self._acknowledge(wire, frame.ref, len(self.entries))

    def _post(self, wire: Wire, frame: frames.Post) -> None:
        if self._faulty("before"):
            return self._refuse(wire, frame.ref, "try_again")
        envelope = parse_envelope(frame.envelope)
        header = envelope.header
        known = self._envelopes.get(header.message_id)
        if known:
            if known[0] == sha256(frame.envelope):
                return self._acknowledge(wire, frame.ref, known[1])
            return self._refuse(wire, frame.ref, "id_conflict")
        code = self._objection(wire, envelope)
        if code:
            last = self._counters.get((wire.account, header.instance), 0)
            return self._refuse(wire, frame.ref, code, epoch=len(self.epochs), counter=last)
        self._commit(envelope)
        return self._acknowledge(wire, frame.ref, len(self.entries))

    def _objection(self, wire: Wire, envelope: Envelope) -> str | None:
        header = envelope.header
        epoch = self.epochs[header.epoch - 1][0]
        signer = self.members[wire.account].at(epoch.bundle_hashes[wire.account]).bundle
        verify_envelope(envelope, signer.signing_public)
        if header.epoch != len(self.epochs):
            return "stale_epoch"
        if header.kind is not EnvelopeKind.SEAL and self._session is None:
            in_thread = header.kind in WRITTEN_KINDS and epoch.kind is EpochKind.THREAD
            if not in_thread:
                return "no_session"
        if header.kind is EnvelopeKind.SEAL and self._session is not None:
            return "session_open"
        if not self._names_newest(epoch):
            return "stale_keys"
        if (header.epoch, wire.account) not in self._deposits:
            return "deposit_required"
        if header.counter != self._counters.get((wire.account, header.instance), 0) + 1:
            return "bad_counter"
        return None

    def _commit(self, envelope: Envelope) -> None:
        header = envelope.header
        self._counters[header.sender, header.instance] = header.counter
        self._append(EntryKind.ENVELOPE, envelope.raw)
        self._envelopes[header.message_id] = (envelope.hash, len(self.entries))
        if header.kind is EnvelopeKind.END:
            self._session = None

    def _append(self, kind: EntryKind, payload: bytes) -> None:
        sequence = len(self.entries) + 1
        self.entries.append(frames.Entry(sequence, sequence, kind, payload))
        self.heads.append(next_head(self.heads[-1], sequence, sequence, kind, payload))

    def _acknowledge(self, wire: Wire, ref: int, sequence: int) -> None:
        if self._faulty("after"):
            return self._refuse(wire, ref, "try_again")
        head = self.heads[sequence]
        return wire.say(
            frames.Committed(ref=ref, conversation=self.conversation, sequence=sequence, time=sequence, head=head)
        )

    def _refuse(self, wire: Wire, ref: int, code: str, epoch: int = 0, counter: int = 0) -> None:
        stale = epoch if code == "stale_epoch" else None
        last = counter if code == "bad_counter" else None
        wire.say(frames.Refused(ref=ref, code=code, retry_after=0.01, epoch=stale, counter=last))

    def _faulty(self, where: str) -> bool:
        if self.faults and self.faults[0] == where:
            self.faults.pop(0)
            return True
        return False
