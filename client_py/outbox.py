"""What was written and is not in the record yet: in order, never lost, never doubled (protocol.md §3.1, §3.2).

One outbox belongs to one sender instance in one conversation. It decides when an envelope is sent again as it stands and when the
message is sealed anew; sealing itself is an argument. The rule: an envelope whose fate is unknown is repeated byte for byte (the
answer is then the one truth, crypto.md §6.4); only a refusal that proves it uncommitted lets it be sealed anew.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from server.crypto.appointment import Appointment
from server.crypto.content import WRITTEN_KINDS, EnvelopeKind
from server.crypto.envelope import parse_envelope
from server.crypto.letter import Letter
from server.errors import RefusalCode
from server.ids import MessageId

HELD = frozenset({RefusalCode.TRY_AGAIN, RefusalCode.TOO_FAST})
"""Wait, then send the very same again."""
SEALED_ANEW = frozenset(
    {RefusalCode.STALE_EPOCH, RefusalCode.STALE_KEYS, RefusalCode.BAD_COUNTER, RefusalCode.DEPOSIT_REQUIRED}
)
"""Not committed; worth another try after learning what changed."""


@dataclass(slots=True, repr=False)
class Pending:
    """One message on its way. `envelope` is empty until sealed; `unsure` while its fate at the server is unknown."""

    message: MessageId
    kind: str
    text: str
    client_time: int
    envelope: bytes = b""
    epoch: int = 0
    counter: int = 0
    unsure: bool = False
    in_flight: bool = False
    content: Letter | Appointment | None = None
    """What it says, when it is more than text."""
    brought_back: bool = False
    """Sealed by an earlier run of this client: its text is in the envelope only, its counter is another instance's."""
    settled_elsewhere: bool = False
    """The server holds another envelope under this id: it stands, and the transcript will bring it."""

    @staticmethod
    def of(message: MessageId, content: Letter | Appointment, now: int) -> "Pending":
        """A letter or an appointment on its way."""
        kind = EnvelopeKind.LETTER if isinstance(content, Letter) else EnvelopeKind.APPOINTMENT
        return Pending(message=message, kind=kind, text="", client_time=now, content=content)

    @property
    def older(self) -> bool:
        """Whether it leaves as an earlier instance sealed it."""
        return self.brought_back and self.unsure


Seal = Callable[[Pending, int], bytes]
"""(message, counter) → envelope in the epoch now in force."""


@dataclass(slots=True, repr=False)
class Outbox:
    """Pending messages in the order written. `counter` is this instance's last counter known to be committed (crypto.md §6.1)."""

    counter: int = 0
    pending: list[Pending] = field(default_factory=list)
    _halted: bool = False
    """A refusal came back: nothing more leaves until every answer of this flight is in, else order would break."""

    def put(self, item: Pending) -> None:
        """Appends a message; the same id twice is a fault of the caller."""
        if any(other.message == item.message for other in self.pending):
            raise ValueError("this message id waits already")
        self.pending.append(item)

    def release(self, epoch: int, room: int, seal: Seal) -> list[Pending]:
        """Messages to post now, in order, sealed for `epoch`; at most `room` in flight together."""
        flying = sum(item.in_flight for item in self.pending)
        if any(item.settled_elsewhere for item in self.pending):
            return []
        if self._halted:
            if flying:
                return []
            self._halted = False
        released: list[Pending] = []
        expected = self.counter + 1
        older = False
        for item in self.pending:
            if older and not item.older:
                break  # counters keep order within one instance only: the older one's envelopes are settled first
            older = item.older
            if not item.in_flight:
                if flying >= room:
                    break
                self._prepare(item, epoch, expected, seal)
                item.in_flight = True
                flying += 1
                released.append(item)
            # An unsure one may carry an old counter, from before others of its flight were acknowledged.
            expected = max(expected, item.counter + 1)
        return released

    def _prepare(self, item: Pending, epoch: int, expected: int, seal: Seal) -> None:
        fits = item.epoch == epoch and item.counter == expected
        if item.envelope and (item.unsure or fits):
            return
        item.envelope = seal(item, expected)
        item.unsure = False
        item.epoch = epoch
        item.counter = expected

    def committed(self, message: MessageId, counter: int | None = None) -> bool:
        """The message is in the record: acknowledged, or seen there under `counter`. False when it no longer waits."""
        item = self.find(message)
        if counter is None:
            counter = item.counter if item else 0
        # 0: another instance posted it, and what this one sealed under a counter of its own is not in the record.
        self.counter = max(self.counter, counter)
        if item is None:
            return False
        self.pending.remove(item)
        return True

    def refused(self, message: MessageId, code: RefusalCode, counter: int | None) -> bool:
        """Takes a refusal; True when the message is given up and has left the outbox."""
        item = self.find(message)
        if item is None:
            return False
        item.in_flight = False
        self._halted = True
        if code is RefusalCode.ID_CONFLICT:
            item.settled_elsewhere = True
            return False
        older = item.older
        item.unsure = (item.unsure and code in HELD) or code is RefusalCode.TRY_AGAIN
        if counter is not None and not older:  # of an older instance's envelope it is that instance's counter
            self.counter = max(self.counter, counter)
        if code in HELD or code in SEALED_ANEW:
            return False
        if code is RefusalCode.NO_SESSION and item.kind in WRITTEN_KINDS:
            return False  # the session ended under it: a thread's epoch will take it
        self.pending.remove(item)
        return True

    def disconnected(self) -> None:
        """The connection ended: what was in flight may or may not be committed."""
        self._halted = False
        for item in self.pending:
            item.unsure = item.unsure or item.in_flight
            item.in_flight = False

    def kept(self) -> list[bytes]:
        """What may be written to disk: sealed envelopes only, in order. What was never sealed is not in them."""
        return [item.envelope for item in self.pending if item.envelope]

    def bring_back(self, raw: bytes) -> None:
        """An envelope that an earlier run kept; ProofError when it is none. Its fate is unknown, so it leaves as it stands."""
        header = parse_envelope(raw).header
        self.put(
            Pending(
                message=header.message_id,
                kind=header.kind,
                text="",
                client_time=header.client_time,
                envelope=raw,
                epoch=header.epoch,
                unsure=True,
                brought_back=True,
            )
        )

    def give_up(self, kind: str | None = None) -> list[MessageId]:
        """Drops what waits, of one kind or all of it; the ids."""
        dropped = [item for item in self.pending if kind in (None, item.kind)]
        self.pending[:] = [item for item in self.pending if item not in dropped]
        return [item.message for item in dropped]

    def find(self, message: MessageId) -> Pending | None:
        """The waiting message of this id."""
        return next((item for item in self.pending if item.message == message), None)
