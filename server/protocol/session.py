"""One connection's state machine (protocol.md §4): which frame is lawful when, and how often. No clock, no socket.

    AWAITING_HELLO ──hello──▶ LIVE ──anything but hello──▶ LIVE
          │                    │
          └──────deadline, out_of_turn, too_fast──▶ CLOSED

The shell reads a frame, asks `receive` what it means, and carries the `Command` to its room. Time is an argument, in seconds of
whichever clock the shell has.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from server.errors import ClosingRefusal, Refusal, RefusalCode
from server.protocol.frames import VERSION, Activity, AnyClientFrame, Deposit, Follow, Hello, Open, Post, Unfollow
from server.protocol.limits import Limits

CLOSE_ABUSED: Final = 4400
CLOSE_LATE: Final = 4408
CLOSE_TOO_FAST: Final = 4429


class State(Enum):
    """Where a connection stands."""

    AWAITING_HELLO = "awaiting hello"
    LIVE = "live"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Command:
    """A frame that was lawful when it came. Only `Session.receive` makes one."""

    frame: AnyClientFrame


class Bucket:
    """A token bucket: `burst` at once, `rate` a second in the long run."""

    __slots__ = ("_at", "_burst", "_rate", "_tokens")

    def __init__(self, rate: float, burst: int, now: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = float(burst)
        self._at = now

    def take(self, now: float) -> float:
        """Take one token and give 0.0, or take none and give the seconds until there is one."""
        self._tokens = min(self._burst, self._tokens + max(0.0, now - self._at) * self._rate)
        self._at = now
        if self._tokens >= 1.0:
            self._tokens -= 1.0
            return 0.0
        return (1.0 - self._tokens) / self._rate


class Session:
    """The rules for one connection that begins at `now`."""

    __slots__ = (
        "_activities",
        "_commands",
        "_follows",
        "_hello_by",
        "_in_a_row",
        "_limits",
        "_posts",
        "_unanswered",
        "state",
    )

    def __init__(self, limits: Limits, now: float) -> None:
        self._limits = limits
        self._hello_by = now + limits.hello_seconds
        self._posts = Bucket(limits.posts_per_second, limits.posts_burst, now)
        self._commands = Bucket(limits.commands_per_second, limits.commands_burst, now)
        self._activities = Bucket(limits.activities_per_second, limits.activities_burst, now)
        self._in_a_row = 0
        self._unanswered = 0
        self._follows: set[bytes] = set()
        self.state = State.AWAITING_HELLO

    def receive(self, frame: AnyClientFrame, now: float) -> Command:
        """The frame as a command. A Refusal leaves the connection live, a ClosingRefusal ends it."""
        try:
            self._check_turn(frame)
            self._check_pace(frame, now)
        except ClosingRefusal:
            self.state = State.CLOSED
            raise
        self._note(frame)
        return Command(frame)

    def answered(self) -> None:
        """A post, an opening or a deposit has had its answer."""
        self._unanswered -= 1

    def unfollowed(self, conversation: bytes) -> None:
        """A follow came to nothing."""
        self._follows.discard(conversation)

    @property
    def may_read(self) -> bool:
        """Whether the shell may read on: beyond so many unanswered posts the sender waits in its own buffers."""
        return self._unanswered < self._limits.posts_in_flight

    def deadline(self) -> float | None:
        """When `expired` has to be called if nothing has come until then; None when there is no such time."""
        return self._hello_by if self.state is State.AWAITING_HELLO else None

    def expired(self) -> ClosingRefusal:
        """The deadline has passed: the end of the connection (protocol.md §6)."""
        self.state = State.CLOSED
        return ClosingRefusal(RefusalCode.OUT_OF_TURN, CLOSE_LATE)

    def _check_turn(self, frame: AnyClientFrame) -> None:
        greeting = type(frame) is Hello
        if greeting is not (self.state is State.AWAITING_HELLO) or self.state is State.CLOSED:
            raise ClosingRefusal(RefusalCode.OUT_OF_TURN, CLOSE_ABUSED)
        if isinstance(frame, Hello) and frame.version != VERSION:
            raise ClosingRefusal(RefusalCode.UNSUPPORTED_VERSION, CLOSE_ABUSED)

    def _check_pace(self, frame: AnyClientFrame, now: float) -> None:
        wait = self._bucket(frame).take(now)
        if wait == 0.0 and isinstance(frame, Follow):
            full = len(self._follows) >= self._limits.follows and frame.conversation not in self._follows
            wait = 1.0 if full else 0.0
        if wait == 0.0:
            self._in_a_row = 0
            return
        self._in_a_row += 1
        if self._in_a_row > self._limits.too_fast_in_a_row:
            raise ClosingRefusal(RefusalCode.TOO_FAST, CLOSE_TOO_FAST, wait)
        raise Refusal(RefusalCode.TOO_FAST, wait)

    def _bucket(self, frame: AnyClientFrame) -> Bucket:
        if type(frame) is Post:
            return self._posts
        return self._activities if type(frame) is Activity else self._commands

    def _note(self, frame: AnyClientFrame) -> None:
        if isinstance(frame, Post | Open | Deposit):
            self._unanswered += 1
        elif isinstance(frame, Hello):
            self.state = State.LIVE
        elif isinstance(frame, Follow):
            self._follows.add(frame.conversation)
        elif isinstance(frame, Unfollow):
            self._follows.discard(frame.conversation)
