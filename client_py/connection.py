"""The client's side of one sign-in session's sockets as a state machine (protocol.md §4): frames in → events out, frames to send.

Pure: bytes and time come in as arguments. It outlives its sockets: after `lost` comes `opened` again, and every seat resumes.

    OFFLINE --opened--> GREETING --welcome--> LIVE --lost--> OFFLINE        any --signed out--> ENDED
"""

from enum import Enum

from client_py.activity import Reports
from client_py.codes import known_code
from client_py.events import Closed, Event
from client_py.reasons import known_reason
from client_py.seat import Seat
from server.errors import EndReason, RefusalCode
from server.ids import ConversationId, InstanceId
from server.protocol import codec, frames

_REFS = 2**32


class State(Enum):
    """Where the connection stands; the diagram is above."""

    OFFLINE = "offline"
    GREETING = "greeting"
    LIVE = "live"
    ENDED = "ended"
    """Signed out, or refused for good: no socket will be opened again."""


ENDING = frozenset(
    {
        RefusalCode.SIGNED_OUT,
        RefusalCode.SECOND_FACTOR_MISSING,
        RefusalCode.AGREEMENT_MISSING,
        RefusalCode.UNSUPPORTED_VERSION,
        RefusalCode.MALFORMED,
        RefusalCode.OUT_OF_TURN,
    }
)
"""Connecting again with the same session and the same code cannot help."""


class Connection:
    """All seats of one sender instance."""

    def __init__(self, instance: InstanceId) -> None:
        self.instance = instance
        self.state = State.OFFLINE
        self.ended_by: RefusalCode | None = None
        self.ended_because: EndReason | None = None
        """With `signed_out`, when the server has said it (protocol.md §1.4)."""
        self.unread: frames.Unread | None = None
        """What the server counted last; None before it has."""
        self._seats: dict[ConversationId, Seat] = {}
        self._own: list[bytes] = []
        self._reports = Reports()
        self._last_ref = 0

    def next_ref(self) -> int:
        """A number for one request, echoed by its answer."""
        self._last_ref = (self._last_ref + 1) % _REFS or 1
        return self._last_ref

    def person_did(self, now: int) -> None:
        """The person here has done something: the server will hear of it, soon enough that nobody is logged off at work."""
        self._reports.did(now)

    def take_seat(self, seat: Seat) -> None:
        """Follows one more conversation, at once when live."""
        self._seats[seat.conversation.identity] = seat
        if self.state is State.LIVE:
            seat.connected()

    def opened(self) -> None:
        """A socket is open: greet first."""
        self.state = State.GREETING
        hello = frames.Hello(version=frames.VERSION, instance=self.instance)
        self._own = [codec.encode(hello)]

    def lost(self) -> None:
        """The socket is gone, for whatever reason."""
        self._own = []
        if self.state is not State.ENDED:
            self.state = State.OFFLINE
        for seat in self._seats.values():
            seat.disconnected()

    def end(self, code: RefusalCode, reason: EndReason | None = None) -> None:
        """No socket of this session will do any more."""
        self.state = State.ENDED
        self.ended_by = code
        self.ended_because = reason or self.ended_because

    def frames_to_send(self) -> list[bytes]:
        """What to write to the socket now, in order; the next call starts with none."""
        data, self._own = self._own, []
        if self.state is State.LIVE:
            for seat in self._seats.values():
                data += [codec.encode(frame) for frame in seat.take_frames()]
        return data

    def receive(self, data: bytes, now: int) -> list[Event]:
        """One message of the socket; ClosingRefusal when the server does not speak this protocol."""
        frame = codec.decode_server_frame(data)
        match frame:
            case frames.Welcome():
                self.state = State.LIVE
                for seat in self._seats.values():
                    seat.connected()
                return []
            case frames.Unread():
                self.unread = frame
                return []
            case frames.Idle():
                return []
            case frames.Refused():
                return self._refused(frame, now)
            case frames.Closed():
                return [Closed(conversation=ConversationId(frame.conversation))]
            case _:
                seat_here = self._seats.get(ConversationId(frame.conversation))
                return seat_here.receive(frame, now) if seat_here else []

    def tick(self, now: int) -> list[Event]:
        """Time has passed, or the shell has changed what it wants."""
        report = self._reports.take(now) if self.state is State.LIVE else None
        if report is not None:
            self._own.append(codec.encode(report))
        return [event for seat in self._seats.values() for event in seat.tick(now)]

    def deadline(self) -> int | None:
        """When `tick` wants to be called, Unix milliseconds."""
        due = [seat.deadline() for seat in self._seats.values()]
        if self.state is State.LIVE:
            due.append(self._reports.deadline())
        return min((when for when in due if when is not None), default=None)

    def _refused(self, frame: frames.Refused, now: int) -> list[Event]:
        if frame.ref is None:
            code = known_code(frame.code)
            if code in ENDING:
                self.end(code, known_reason(frame.reason))
            return []
        for seat in self._seats.values():
            if seat.asked(frame.ref):
                return seat.refused(frame, now)
        return []
